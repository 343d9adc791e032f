package dev.ringwork.bench.plain;

import dev.ringwork.PoolExecutor;
import dev.ringwork.TaskFuture;
import java.util.ArrayList;
import java.util.List;

/** Calls that do nothing but come back, and what they cost. */
final class Calls {
    private Calls() {}

    static long same(long value) {
        return value;
    }

    static void check(long result, long expected) {
        if (result != expected) {
            throw new IllegalStateException("a call returns its argument: result=" + result + " argument=" + expected);
        }
    }

    /** Goes there and back once. */
    static void roundTrip(PoolExecutor pool, long value) {
        check(pool.submit(Calls::same, value).result(), value);
    }

    /** Submits so many calls, then takes their results. */
    static void batch(PoolExecutor pool, int calls) {
        List<TaskFuture<Long>> futures = new ArrayList<>(calls);
        for (int i = 0; i < calls; i++) {
            futures.add(pool.submit(Calls::same, (long) i));
        }
        for (int i = 0; i < calls; i++) {
            check(futures.get(i).result(), i);
        }
    }

    /** Nanoseconds that some work takes. */
    static long nanos(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return System.nanoTime() - start;
    }
}
