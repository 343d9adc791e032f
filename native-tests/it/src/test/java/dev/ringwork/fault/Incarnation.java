package dev.ringwork.fault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process, which its pid alone does not name for long: where pids end at 32,768 a soak gets to each of them again.
 *
 * @param pid its process id
 * @param startTicks when it was started, as {@code /proc} says it: ticks since the machine came up, which no clock's jump changes
 */
public record Incarnation(long pid, long startTicks) {
    /** The 22nd field is the start; the third is the first one behind the name. */
    private static final int START = 22 - 3;

    /** The process that has this pid now, reaped or not; none when there is none. */
    public static Optional<Incarnation> of(long pid) throws IOException {
        try {
            return Optional.of(new Incarnation(pid, startOf(Long.toString(pid))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (Files.exists(Path.of("/proc", Long.toString(pid)))) {
                throw e;
            }
            return Optional.empty(); // it went while it was read
        }
    }

    /** This process. */
    public static Incarnation current() throws IOException {
        return new Incarnation(ProcessHandle.current().pid(), startOf("self"));
    }

    /** Whether this process is there, be it as one that is dead and not reaped. */
    public boolean isThere() throws IOException {
        return of(pid).filter(this::equals).isPresent();
    }

    private static long startOf(String process) throws IOException {
        // "pid (name) state …", where the name may hold anything, and need not be text.
        String stat = Files.readString(Path.of("/proc", process, "stat"), StandardCharsets.ISO_8859_1);
        return Long.parseLong(
                stat.substring(stat.lastIndexOf(')') + ") ".length()).split(" ")[START]);
    }
}
