package dev.ringwork.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The processes of this system, found by what the engine doesn't know of: a mark on their command line. */
public final class Processes {
    private static final Path PROC = Path.of("/proc");

    private Processes() {}

    /** An argument for a JVM by which it is found. */
    public static String mark(String name) {
        return "-Dringwork.test.mark=" + name + "." + ProcessHandle.current().pid() + "." + System.nanoTime();
    }

    /** Pids of the processes that have this argument; those that are dead and not reaped have none. */
    public static List<Long> marked(String mark) {
        try (Stream<Path> all = Files.list(PROC)) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> Character.isDigit(name.charAt(0)))
                    .filter(pid -> arguments(pid).contains(mark))
                    .map(Long::valueOf)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command line of a process, program first; none when it is gone. */
    public static List<String> arguments(String pid) {
        try {
            byte[] bytes = Files.readAllBytes(PROC.resolve(pid).resolve("cmdline"));
            return List.of(new String(bytes, StandardCharsets.UTF_8).split("\0"));
        } catch (IOException e) {
            return List.of(); // it ended meanwhile
        }
    }

    /** Sends a signal, by name, to a process. */
    public static void signal(String name, long pid) throws IOException, InterruptedException {
        int code = new ProcessBuilder("/bin/kill", "-" + name, Long.toString(pid))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("a signal could not be sent: signal=" + name + " pid=" + pid + " exitCode=" + code);
        }
    }
}
