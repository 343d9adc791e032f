package dev.ringwork.bench.plain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Linux tells of a process. */
final class Proc {
    private static final int KIB = 1024;

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

    /** CPU time of its threads that are alive, in nanoseconds, but for the calling one: looking takes time, too. */
    static long cpuNanos(long pid) throws IOException {
        long sum = 0;
        List<Path> threads;
        try (Stream<Path> list = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            threads = list.toList();
        }
        Path own = Path.of("/proc/thread-self").toRealPath().getFileName();
        for (Path thread : threads) {
            if (!thread.getFileName().equals(own)) {
                sum += threadNanos(thread);
            }
        }
        return sum;
    }

    private static long threadNanos(Path thread) throws IOException {
        try {
            String statistics = Files.readString(thread.resolve("schedstat"));
            return Long.parseLong(statistics.substring(0, statistics.indexOf(' ')));
        } catch (NoSuchFileException ended) {
            return 0;
        }
    }
}
