package dev.ringwork.bench.plain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux tells of a process. */
final class Proc {
    private static final int KIB = 1024;
    /** Linux tells user programs of a hundred a second, whatever its own clock does. */
    private static final long TICK_NANOS = 10_000_000;

    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    private Proc() {}

    /** Its resident memory in bytes. */
    static long resident(long pid) throws IOException {
        return kib(Path.of("/proc", Long.toString(pid), "status"), "VmRSS:");
    }

    /** Its resident memory in bytes, pages that it shares with others divided by their number. */
    static long proportional(long pid) throws IOException {
        return kib(Path.of("/proc", Long.toString(pid), "smaps_rollup"), "Pss:");
    }

    private static long kib(Path file, String field) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(field)) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * KIB;
            }
        }
        throw new IOException("Linux says how much memory a process uses: file=" + file + " field=" + field);
    }

    /** The words that it was started with. */
    static List<String> command(long pid) throws IOException {
        return List.of(Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"))
                .split("\0"));
    }

    /**
     * CPU time of all threads that it ever had, in nanoseconds, in steps of the kernel's tick; its state's words begin after the name in
     * brackets, which may hold anything.
     */
    static long cpuNanos(long pid) throws IOException {
        String state = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] words = state.substring(state.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(words[USER_TICKS]) + Long.parseLong(words[SYSTEM_TICKS])) * TICK_NANOS;
    }
}
