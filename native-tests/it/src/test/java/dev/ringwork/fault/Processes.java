package dev.ringwork.fault;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The processes of this system, found by what the engine doesn't know of: a mark on their command line. */
public final class Processes {
    private static final Path PROC = Path.of("/proc");
    private static final Duration STOPPED = Duration.ofSeconds(20);

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
        int code = new ProcessBuilder(kill(name, pid)).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IOException("a signal could not be sent: signal=" + name + " pid=" + pid + " exitCode=" + code);
        }
    }

    /** The command that sends a signal, by the shell's own kill: the program is not everywhere. */
    public static List<String> kill(String name, long pid) {
        return List.of("sh", "-c", "kill -" + name + " " + pid);
    }

    /** Stops a process, and returns once each of its threads stands still, which the signal alone does not wait for. */
    public static void stop(long pid) throws IOException, InterruptedException {
        signal("STOP", pid);
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(STOPPED)
                .until(() -> standsStill(pid));
    }

    private static boolean standsStill(long pid) throws IOException {
        try (Stream<Path> threads = Files.list(PROC.resolve(Long.toString(pid)).resolve("task"))) {
            return threads.allMatch(Processes::isStopped);
        }
    }

    private static boolean isStopped(Path thread) {
        return isGoneOr("T", thread); // one that ended meanwhile doesn't run, either
    }

    /** Whether an orphan has ended. The system's first process, to whom it belongs, may take a second to reap it. */
    public static boolean hasEnded(long pid) {
        return isGoneOr("Z", PROC.resolve(Long.toString(pid)));
    }

    private static boolean isGoneOr(String state, Path task) {
        try {
            // "tid (name) state …", where the name may hold anything, and need not be text.
            String stat = Files.readString(task.resolve("stat"), StandardCharsets.ISO_8859_1);
            return stat.startsWith(" " + state + " ", stat.lastIndexOf(')') + 1);
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            if (Files.exists(task)) {
                throw new UncheckedIOException(e);
            }
            return true; // it went while it was read
        }
    }
}
