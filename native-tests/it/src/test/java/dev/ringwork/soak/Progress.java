package dev.ringwork.soak;

import dev.ringwork.PoolStats;
import dev.ringwork.process.ProcessPool;

/**
 * Tells what is lost from what is slow: as long as anything moves in a pool its calls may wait for their turn, which on a machine that
 * is busy with other things, with bodies that go through a small ring in hundreds of parts, takes minutes.
 */
final class Progress {
    private static final long MOST_NANOS = 900_000_000_000L;

    private final ProcessPool pool;
    private final long startNanos = System.nanoTime();
    private long before;

    Progress(ProcessPool pool) {
        this.pool = pool;
        this.before = moves();
    }

    /** Whether anything has moved since this was asked last, or since it was made; what takes a quarter of an hour has not. */
    boolean isSeen() {
        long now = moves();
        boolean seen = now != before && System.nanoTime() - startNanos < MOST_NANOS;
        before = now;
        return seen;
    }

    /** Rises with everything that a pool does. */
    private long moves() {
        PoolStats stats = pool.stats();
        return stats.bytesSent()
                + stats.bytesReceived()
                + stats.workersStarted()
                + stats.workersLost()
                + stats.succeeded()
                + stats.failed()
                + stats.cancelled();
    }
}
