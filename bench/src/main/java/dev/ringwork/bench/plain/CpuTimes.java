package dev.ringwork.bench.plain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * CPU time of the threads of a process at one moment. Two are compared thread by thread: the sum over those that are alive
 * shrinks when one ends, and with it all that it ever used.
 *
 * @param nanos the time by thread id; not of the thread that looked, since looking takes time, too
 */
record CpuTimes(Map<String, Long> nanos) {

    /** Now. */
    static CpuTimes of(long pid) throws IOException {
        Path own = Path.of("/proc/thread-self").toRealPath().getFileName();
        List<Path> threads;
        try (Stream<Path> list = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            threads = list.toList();
        }
        Map<String, Long> nanos = new HashMap<>();
        for (Path thread : threads) {
            if (!thread.getFileName().equals(own)) {
                nanosOf(thread).ifPresent(time -> nanos.put(thread.getFileName().toString(), time));
            }
        }
        return new CpuTimes(nanos);
    }

    private static OptionalLong nanosOf(Path thread) throws IOException {
        try {
            String statistics = Files.readString(thread.resolve("schedstat"));
            return OptionalLong.of(Long.parseLong(statistics.substring(0, statistics.indexOf(' '))));
        } catch (NoSuchFileException ended) {
            return OptionalLong.empty();
        }
    }

    /** What these threads have used since then, those that began meanwhile included; of one that ended nothing is known. */
    long since(CpuTimes before) {
        long sum = 0;
        for (Map.Entry<String, Long> thread : nanos.entrySet()) {
            sum += thread.getValue() - before.nanos.getOrDefault(thread.getKey(), 0L);
        }
        return sum;
    }
}
