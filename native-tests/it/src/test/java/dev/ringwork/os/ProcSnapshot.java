package dev.ringwork.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process holds, as the kernel tells it: descriptors by what they lead to, mappings by file, threads by name, children,
 * zombies, and files in places where it makes some. Nothing is asked of the process, nor of the engine in it.
 *
 * <p>Numbers in names count for nothing, so that two pools of the same kind look alike. Memory that is mapped from no file is
 * left out: a heap grows when it likes, and a stack goes with its thread.
 */
public final class ProcSnapshot {
    private static final Path PROC = Path.of("/proc");
    private static final Pattern NUMBER = Pattern.compile("[0-9a-f]{8,}|[0-9]+");
    /** Threads that a JVM starts and ends as it sees fit; the reaper of a process stays for a minute after it. */
    private static final Set<String> JVMS_OWN =
            Set.of("thread process reaper", "thread C# CompilerThre", "thread Attach Listener");

    private static final int STATE = 0;
    private static final int PARENT = 1;
    /** Where the file's name stands in a line of maps, in bytes that the kernel pads to. */
    private static final int MAPPED_FILE = 5;

    private final SortedMap<String, Integer> counts = new TreeMap<>();

    private ProcSnapshot() {}

    /** Of a living process, and of all that lies in some directories as it sees them. */
    public static ProcSnapshot of(long pid, Path... places) throws IOException {
        ProcSnapshot snapshot = new ProcSnapshot();
        Path process = PROC.resolve(Long.toString(pid));
        snapshot.addDescriptors(process.resolve("fd"));
        snapshot.addMappings(process.resolve("maps"));
        snapshot.addThreads(process.resolve("task"));
        snapshot.addChildren(Long.toString(pid));
        for (Path place : places) {
            // A process in a mount namespace of its own sees other files there.
            snapshot.addFiles(process.resolve("root").resolve(Path.of("/").relativize(place)), place);
        }
        return snapshot;
    }

    /** What there is more of now than before, by kind. */
    public Map<String, Integer> moreThan(ProcSnapshot before) {
        SortedMap<String, Integer> more = new TreeMap<>();
        counts.forEach((kind, count) -> {
            int difference = count - before.counts.getOrDefault(kind, 0);
            if (difference > 0) {
                more.put(kind, difference);
            }
        });
        return more;
    }

    /** How many there are of a kind, such as {@code descriptor pipe:[#]}. */
    public int count(String kind) {
        return counts.getOrDefault(kind, 0);
    }

    /** How many there are of all kinds that begin so, such as {@code thread}. */
    public int sum(String kinds) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(kinds))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    @Override
    public String toString() {
        return counts.toString();
    }

    private void add(String kind, String name) {
        String whole = kind + " " + NUMBER.matcher(name).replaceAll("#");
        if (!JVMS_OWN.contains(whole)) {
            counts.merge(whole, 1, Integer::sum);
        }
    }

    private void addDescriptors(Path directory) throws IOException {
        for (Path descriptor : list(directory)) {
            try {
                add("descriptor", Files.readSymbolicLink(descriptor).toString());
            } catch (NoSuchFileException e) {
                continue; // closed meanwhile
            }
        }
    }

    private void addMappings(Path maps) throws IOException {
        try (Stream<String> lines = Files.lines(maps)) {
            lines.map(line -> line.split(" +", MAPPED_FILE + 1))
                    .filter(words -> words.length > MAPPED_FILE && words[MAPPED_FILE].startsWith("/"))
                    .forEach(words -> add("mapping", words[MAPPED_FILE]));
        }
    }

    private void addThreads(Path tasks) throws IOException {
        for (Path task : list(tasks)) {
            try {
                add("thread", Files.readString(task.resolve("comm")).strip());
            } catch (IOException e) {
                if (Files.exists(task)) {
                    throw e;
                }
            }
        }
    }

    private void addChildren(String parent) throws IOException {
        for (Path process : list(PROC)) {
            String pid = process.getFileName().toString();
            if (!Character.isDigit(pid.charAt(0))) {
                continue;
            }
            try {
                // "pid (name) state parent …", where the name may hold anything, and need not be text.
                String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
                int end = stat.lastIndexOf(')');
                String[] fields = stat.substring(end + 2).split(" ");
                if (fields[PARENT].equals(parent)) {
                    add(fields[STATE].equals("Z") ? "zombie" : "child", stat.substring(stat.indexOf('(') + 1, end));
                }
            } catch (IOException e) {
                if (Files.exists(process)) {
                    throw e;
                }
            }
        }
    }

    private void addFiles(Path there, Path place) throws IOException {
        for (Path file : list(there)) {
            add("file", place.resolve(file.getFileName()).toString());
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.toList();
        }
    }
}
