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
    /** Weight of the latest measurement. */
    private static final double FRESHNESS = 0.25;

    private final int workers;
    /** Nanoseconds an input, 0 until measured. Written under the poll lock of some channel; a lost update is no loss. */
    private volatile double nanosEach;
    /** Inputs handed out while nothing was measured. For the one thread that walks the inputs. */
    private long unmeasured;

    ChunkSizer(int workers) {
        this.workers = workers;
    }

    void measured(long nanos, int items) {
        double each = Math.max(1, (double) nanos / items);
        double before = nanosEach;
        nanosEach = before == 0 ? each : before + FRESHNESS * (each - before);
    }

    int next(long left) {
        double each = nanosEach;
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
