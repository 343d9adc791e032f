package dev.ringwork.bench.plain;

import java.util.HashMap;
import java.util.Map;

/** Results that say which process they come from, and how many came from each. */
final class Tags {
    /** Linux numbers processes below 2^22. */
    private static final int BITS = 22;

    private final Map<Long, Integer> results = new HashMap<>();

    private static final class Own {
        static final long TAG = ProcessHandle.current().pid();
    }

    /** A task: its argument with the number of the process that ran it. */
    static long tagged(long value) {
        return tag(value, Own.TAG);
    }

    static long tag(long value, long pid) {
        return value << BITS | pid;
    }

    /** The argument again. */
    static long value(long result) {
        return result >> BITS;
    }

    void count(long result) {
        results.merge(result & (1L << BITS) - 1, 1, Integer::sum);
    }

    /** The fewest results that one of so many processes gave. */
    int fewest(int processes) {
        return results.size() < processes
                ? 0
                : results.values().stream().mapToInt(Integer::intValue).min().orElse(0);
    }
}
