package dev.ringwork.run;

import java.time.Duration;

/**
 * How long a waiter may burn CPU before it parks. It adapts: after {@value #PATIENCE} spins in a row that were in vain each
 * further one halves the budget, down to a {@value #SHARE}th, so a pool of long tasks soon wastes next to nothing; one that
 * found what it waited for restores it whole, so a hot pool never parks for a single hiccup.
 *
 * <p>Halving at the first failure was tried: a delay on one side made both sides park for a while, and one call in a hundred
 * took 50 µs instead of 2.
 *
 * <p>Plain fields raced by all waiters: a lost update costs one adaptation, nothing else. With one processor the budget is
 * 0, since whoever is waited for needs it.
 */
public final class SpinBudget {
    /** Looks at the clock once in so many rounds: a look costs about as much as four rounds. */
    public static final int ROUNDS_PER_LOOK = 32;

    private static final int PATIENCE = 8;
    private static final int SHARE = 16;

    private final long most;
    private final long least;
    private long nanos;
    private int failures;

    /** Makes one that starts at its limit. */
    public SpinBudget(Duration limit) {
        this.most = Runtime.getRuntime().availableProcessors() == 1 ? 0 : limit.toNanos();
        this.least = most / SHARE;
        this.nanos = most;
    }

    /** What may be spent now. */
    public long nanos() {
        return nanos;
    }

    /** The spin found what it waited for. */
    public void succeeded() {
        if (failures != 0) {
            failures = 0;
            nanos = most;
        }
    }

    /** The spin was in vain. */
    public void failed() {
        int now = failures + 1;
        failures = now;
        if (now > PATIENCE) {
            failures = PATIENCE;
            nanos = Math.max(least, nanos / 2);
        }
    }
}
