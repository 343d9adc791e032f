package dev.ringwork.process;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import dev.ringwork.run.ErrorLog;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An archive of the loaded classes of a worker, with which workers start faster: AppCDS, from JDK 24 on an AOT cache. It is in
 * the user's cache directory, named after the JDK, the flags and the jars, and serves all programs that have those in common.
 *
 * <p>It is used when it is there and made when it isn't ({@link ArchiveMaker}); nothing depends on it. The JVM checks that it
 * fits, and starts without it, silently, when it doesn't. An archive with which a worker didn't start is deleted.
 */
final class StartArchive {
    /** What names of archives begin with. */
    static final String PREFIX = "worker-";

    private static final int FIRST_JDK_WITH_AOT = 24;
    private static final boolean AOT = Runtime.version().feature() >= FIRST_JDK_WITH_AOT;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final List<String> classPath;
    private final Path directory;
    /** What its name begins with; the length in bytes follows, since a JVM may die of an archive that was cut off. */
    private final String prefix;

    private boolean distrusted;

    private StartArchive(List<String> classPath, Path directory, String prefix) {
        this.classPath = classPath;
        this.directory = directory;
        this.prefix = prefix;
    }

    /** The archive for a command, null when there can be none. */
    static @Nullable StartArchive of(WorkerCommand command, List<String> userArguments) {
        List<String> classPath = command.archivable();
        if (classPath == null || concernArchives(userArguments)) {
            return null;
        }
        try {
            String key = key(classPath);
            return key == null
                    ? null
                    : new StartArchive(classPath, UserCache.open().directory(), PREFIX + key + "-");
        } catch (IOException e) {
            ErrorLog.debug("workers start without an archive", e);
            return null;
        }
    }

    private static boolean concernArchives(List<String> arguments) {
        for (String argument : arguments) {
            if (argument.startsWith("-Xshare")
                    || argument.startsWith("-XX:AOT")
                    || argument.startsWith("-XX:SharedArchiveFile")
                    || argument.startsWith("-XX:ArchiveClassesAtExit")) {
                return true;
            }
        }
        return false;
    }

    /** What the archive depends on, in a number; null when a part of the class path isn't a file, which no archive can have. */
    private static @Nullable String key(List<String> classPath) throws IOException {
        long hash = add(
                FNV_OFFSET,
                System.getProperty("java.home") + System.getProperty("java.vm.version") + WorkerCommand.jvm());
        for (String entry : classPath) {
            BasicFileAttributes jar;
            try {
                jar = Files.readAttributes(Path.of(entry), BasicFileAttributes.class);
            } catch (NoSuchFileException e) {
                return null;
            }
            if (!jar.isRegularFile()) {
                return null;
            }
            hash = add(
                    hash,
                    entry + ':' + jar.size() + ':' + jar.lastModifiedTime().toMillis());
        }
        return Long.toHexString(hash);
    }

    private static long add(long hash, String text) {
        long sum = hash;
        for (int i = 0; i < text.length(); i++) {
            sum = (sum ^ text.charAt(i)) * FNV_PRIME;
        }
        return sum;
    }

    boolean isThere() {
        return find() != null;
    }

    private @Nullable Path find() {
        String[] names = distrusted ? null : directory.toFile().list();
        if (names != null) {
            for (String name : names) {
                if (name.startsWith(prefix)) {
                    File file = new File(directory.toFile(), name);
                    if (name.equals(prefix + file.length())) {
                        return file.toPath();
                    }
                }
            }
        }
        return null;
    }

    /** Flags that use it. */
    List<String> flags() {
        Path file = find();
        return file == null ? List.of() : List.of((AOT ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + file);
    }

    /** Where archives are. */
    Path directory() {
        return directory;
    }

    /** Gives a finished one its name. */
    void publish(Path finished) throws IOException {
        Files.move(finished, directory.resolve(prefix + Files.size(finished)), ATOMIC_MOVE);
    }

    /** A worker with these flags didn't start: perhaps for another reason, but it is easily made anew. */
    void distrust() {
        Path file = find();
        if (file != null) {
            distrusted = true;
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                ErrorLog.debug("an archive can't be deleted", e);
            }
        }
    }

    /** What makes it: the worker that is watched, then, on a JDK that has it so, the assembly of what was seen. */
    List<List<String>> making(Path aside, Path result) {
        List<String> program = List.of("-cp", String.join(File.pathSeparator, classPath), WorkerCommand.MAIN);
        if (!AOT) {
            return List.of(command(List.of("-XX:ArchiveClassesAtExit=" + result), program));
        }
        String seen = "-XX:AOTConfiguration=" + aside.resolve("seen");
        return List.of(
                command(List.of("-XX:AOTMode=record", seen), program),
                command(List.of("-XX:AOTMode=create", seen, "-XX:AOTCache=" + result), program));
    }

    private static List<String> command(List<String> flags, List<String> program) {
        List<String> words =
                new ArrayList<>(List.of("nice", "-n", "19", WorkerCommand.java().toString()));
        words.addAll(WorkerCommand.jvm());
        words.addAll(flags);
        words.addAll(program);
        return words;
    }
}
