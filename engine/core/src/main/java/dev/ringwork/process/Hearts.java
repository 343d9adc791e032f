package dev.ringwork.process;

import dev.ringwork.base.Deadline;
import dev.ringwork.run.ErrorLog;
import java.time.Duration;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Watches the hearts of a pool's workers and does what a {@link HeartWatch} finds needful: sets suspects aside, so that no call
 * waits for them that could run elsewhere, lets those back that go on, and kills those that have stood still for longer than
 * the user allows. For the supervisor.
 *
 * <p>A call of a worker that is killed fails only after the process is gone, like any other death: a process that was stopped in
 * the middle of something must not go on with it once its call has been reported lost.
 */
final class Hearts {
    private static final long SUSPECT_NANOS = 2_000_000_000L;
    /** For the user's own limit, which is kept to within an eighth. */
    private static final int LOOKS = 8;
    /** Where there is none, only workers that have calls are looked at, as seldom as for what else may have been lost. */
    private static final int LOOKS_WITHOUT_LIMIT = 2;
    /** How often a worker without calls beats then: each beat wakes a processor. */
    private static final long REST_NANOS = 5_000_000_000L;

    private final ProcessPoolCore pool;
    private final @Nullable Duration stallTimeout;
    private final long lookNanos;
    private final Map<WorkerHandle, HeartWatch> watches = new WeakHashMap<>();

    Hearts(ProcessPoolCore pool, @Nullable Duration stallTimeout) {
        this.pool = pool;
        this.stallTimeout = stallTimeout;
        this.lookNanos = lookNanos(stallTimeout);
    }

    /** How often a heart has to beat at least. */
    static long beatNanos(@Nullable Duration stallTimeout) {
        return stallTimeout == null ? REST_NANOS : lookNanos(stallTimeout);
    }

    private static long lookNanos(@Nullable Duration stallTimeout) {
        return stallTimeout == null
                ? SUSPECT_NANOS / LOOKS_WITHOUT_LIMIT
                : Math.min(SUSPECT_NANOS, Deadline.saturatedNanos(stallTimeout)) / LOOKS;
    }

    /** How often to look. */
    long lookNanos() {
        return lookNanos;
    }

    private HeartWatch newWatch() {
        if (stallTimeout == null) {
            return new HeartWatch(LOOKS_WITHOUT_LIMIT, Integer.MAX_VALUE, lookNanos);
        }
        long stall = Deadline.saturatedNanos(stallTimeout);
        int untilStalled = (int) Math.min(Integer.MAX_VALUE, stall / lookNanos);
        return new HeartWatch(Math.min(LOOKS, untilStalled / 2), untilStalled, lookNanos);
    }

    void look(WorkerHandle worker) {
        if (worker.isStopping() && worker.channel().runningCall() == null) {
            return; // it has a time limit of its own, and its heart may stop while it exits
        }
        if (stallTimeout == null && !worker.isSuspect() && worker.channel().inFlight() == 0) {
            return; // it may rest, and nobody waits for it; once it is rung it beats
        }
        HeartWatch watch = watches.computeIfAbsent(worker, w -> newWatch());
        switch (watch.look(worker.channel().heartbeat())) {
            case BEATING -> {
                if (worker.isSuspect()) {
                    if (!worker.isStopping()) {
                        pool.readmit(worker.channel());
                    }
                    worker.suspect(false); // last: what fails before, for want of memory, is done again
                }
            }
            case SUSPECT -> setAside(worker);
            case STALLED ->
                worker.kill(
                        new IllegalStateException("a worker's process stood still for longer than it may: stallTimeout="
                                + stallTimeout + " pid=" + worker.pid() + "; it was killed"));
        }
    }

    private void setAside(WorkerHandle worker) {
        boolean first = !worker.isSuspect();
        worker.suspect(true);
        pool.withdraw(worker.channel()); // at each look: perhaps there was no memory for all of it before
        if (first) {
            ErrorLog.warning(
                    "a worker's process stands still and is waited for: pid=" + worker.pid() + " stallTimeout="
                            + (stallTimeout == null ? "none" : stallTimeout),
                    new IllegalStateException("no heartbeat"));
        }
    }
}
