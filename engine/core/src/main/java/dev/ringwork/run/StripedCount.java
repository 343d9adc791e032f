package dev.ringwork.run;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A count that only rises, in stripes that lie two lines of memory apart from each other and from anything else.
 *
 * <p><b>Assumptions and guarantees.</b> {@link #increment} is one atomic read-modify-write, a full fence in both directions;
 * {@link #sum} reads each stripe with volatile mode, so it has every increment that came before in the order of such accesses. A
 * {@code LongAdder} would need a fence beside it, and several of them share lines.
 */
final class StripedCount {
    private static final int STRIPES = 16;
    /** In longs. */
    private static final int APART = 16;

    private final AtomicLongArray stripes = new AtomicLongArray((STRIPES + 1) * APART);

    /** Adds one, to a stripe of the calling thread's, which it may share with others. */
    void increment() {
        int stripe = System.identityHashCode(Thread.currentThread()) & STRIPES - 1;
        stripes.getAndIncrement((stripe + 1) * APART - 1);
    }

    /** What all increments until now add up to. */
    long sum() {
        long sum = 0;
        for (int stripe = 1; stripe <= STRIPES; stripe++) {
            sum += stripes.get(stripe * APART - 1);
        }
        return sum;
    }
}
