package dev.ringwork.run;

import java.time.Duration;

/**
 * How long a waiter may burn CPU before it parks. It adapts: a spin that ended in success doubles the budget up to its
 * limit, one that was in vain halves it down to a {@value #SHARE}th, so a pool of long tasks soon wastes next to nothing and
 * a hot one never parks.
 *
 * <p>Plain fields raced by all waiters: a lost update costs one adaptation, nothing else. With one processor the budget is
 * 0, since whoever is waited for needs it.
 */
public final class SpinBudget {
    /** Looks at the clock once in so many rounds: a look costs about as much as four rounds. */
    public static final int ROUNDS_PER_LOOK = 32;

    private static final int SHARE = 16;

    private final long most;
    private final long least;
    private long nanos;

    /** Makes one that starts at its limit. */
    public SpinBudget(Duration limit) {
        this(Runtime.getRuntime().availableProcessors() == 1 ? 0 : limit.toNanos());
    }

    private SpinBudget(long most) {
        this.most = most;
        this.least = most / SHARE;
        this.nanos = most;
    }

    /** What may be spent now. */
    public long nanos() {
        return nanos;
    }

    /** The spin found what it waited for. */
    public void succeeded() {
        long now = nanos;
        if (now < most) {
            nanos = Math.min(most, now * 2 + 1);
        }
    }

    /** The spin was in vain. */
    public void failed() {
        long now = nanos;
        if (now > least) {
            nanos = Math.max(least, now / 2);
        }
    }
}
