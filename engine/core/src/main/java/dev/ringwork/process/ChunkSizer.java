package dev.ringwork.process;

/**
 * Chooses how many inputs of a {@code map} travel in one call, from how long earlier ones took: enough that a chunk's work
 * hides what its call costs, few enough that all workers end at about the same time.
 */
final class ChunkSizer {
    private static final long TARGET_NANOS = 200_000;
    private static final int MOST_ITEMS = 4096;
    /** Chunks that each worker should get at least, when it is known how many inputs are left. */
    private static final int LEAST_CHUNKS_A_WORKER = 4;
    /** Before anything is measured a chunk is at most this part of what its worker has to do before it. */
    private static final int UNMEASURED_CHUNKS = 16;
    /** Work that is remembered, so that old measurements fade. */
    private static final long MEMORY_NANOS = 10 * TARGET_NANOS;

    private final int workers;
    // What was measured; guarded by this, and held for a few instructions.
    private double measuredNanos;
    private double measuredItems;
    /** Inputs handed out while nothing was measured. For the one thread that walks the inputs. */
    private long unmeasured;

    ChunkSizer(int workers) {
        this.workers = workers;
    }

    /** A chunk of so many items took so long. Sums, since what a small chunk costs besides its items would count too much. */
    synchronized void measured(long nanos, int items) {
        measuredNanos += Math.max(1, nanos);
        measuredItems += items;
        if (measuredNanos > MEMORY_NANOS) {
            measuredNanos /= 2;
            measuredItems /= 2;
        }
    }

    private synchronized double nanosEach() {
        return measuredItems == 0 ? 0 : measuredNanos / measuredItems;
    }

    int next(long left) {
        double each = nanosEach();
        if (each == 0) {
            return unmeasuredNext();
        }
        long enough = Math.max(1, Math.min(MOST_ITEMS, (long) (TARGET_NANOS / each)));
        if (left < 0) {
            return (int) enough;
        }
        long fair = Math.max(1, left / ((long) workers * LEAST_CHUNKS_A_WORKER));
        return (int) Math.min(enough, fair);
    }

    /** A small part of what lies before it, so that a worker that gets one too many is late by that part at most. */
    private int unmeasuredNext() {
        int items = (int) Math.max(1, Math.min(MOST_ITEMS, unmeasured / ((long) workers * UNMEASURED_CHUNKS)));
        unmeasured += items;
        return items;
    }
}
