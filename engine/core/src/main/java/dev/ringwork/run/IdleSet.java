package dev.ringwork.run;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which workers are idle: a bit each.
 *
 * <p><b>Assumptions and guarantees.</b> A worker's bit is set by whoever knows it idle; whoever clears a bit that was set
 * has claimed that worker, so two submitters never choose the same idle one. What sets or clears a bit is one atomic
 * read-modify-write a word, a full fence in both directions; what only looks reads with volatile mode.
 */
public final class IdleSet {
    private static final int WORD_BITS = 64;

    private final AtomicLongArray words;

    /** Makes one with no bit set. */
    public IdleSet(int workers) {
        words = new AtomicLongArray((workers + WORD_BITS - 1) / WORD_BITS);
    }

    /** Marks a worker idle. */
    public void add(int worker) {
        change(worker, true);
    }

    /** Claims this worker; false when it was not idle or another has claimed it. */
    public boolean claim(int worker) {
        return change(worker, false);
    }

    /** Marks a worker, or takes its mark away; returns whether it was marked. Allocates nothing: a call that is half placed must not be lost. */
    private boolean change(int worker, boolean marked) {
        int index = worker / WORD_BITS;
        long bit = 1L << worker;
        long before;
        do {
            before = words.get(index);
        } while (!words.compareAndSet(index, before, marked ? before | bit : before & ~bit));
        return (before & bit) != 0;
    }

    /** Whether this worker is marked, at some moment during the call. */
    public boolean contains(int worker) {
        return (words.get(worker / WORD_BITS) & 1L << worker) != 0;
    }

    /** Claims the idle worker with the lowest number, which keeps the busy set small; -1 when none is idle. */
    public int claimAny() {
        for (int i = 0; i < words.length(); i++) {
            long word;
            while ((word = words.get(i)) != 0) {
                if (words.compareAndSet(i, word, word & (word - 1))) {
                    return i * WORD_BITS + Long.numberOfTrailingZeros(word);
                }
            }
        }
        return -1;
    }

    /** The first worker from this one on, and below {@code end}, that is not marked idle; {@code end} when all are. */
    public int nextBusy(int from, int end) {
        for (int i = from / WORD_BITS; i * WORD_BITS < end; i++) {
            long busy = ~words.get(i);
            if (i == from / WORD_BITS) {
                busy &= -1L << from; // by the lowest six bits of the number
            }
            if (busy != 0) {
                return Math.min(end, i * WORD_BITS + Long.numberOfTrailingZeros(busy));
            }
        }
        return end;
    }

    /** Whether no worker is idle, at some moment during the call. */
    public boolean isEmpty() {
        for (int i = 0; i < words.length(); i++) {
            if (words.get(i) != 0) {
                return false;
            }
        }
        return true;
    }
}
