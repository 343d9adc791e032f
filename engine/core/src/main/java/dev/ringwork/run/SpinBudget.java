package dev.ringwork.run;

import java.time.Duration;

/**
 * How long a waiter may burn CPU before it parks, learnt from how long its waits turn out to be.
 *
 * <p>A wait that was over within the limit, spun or parked, speaks for spinning; a longer one against it. So many longer ones
 * in a row ({@value #CREDIT}) end the spinning: a pool of long tasks wastes next to nothing. One short wait begins it again, even
 * if it was parked, so two sides that both parked for a hiccup don't keep each other parked for ever.
 *
 * <p>What was tried before: halving the budget at each spin in vain, whatever the whole wait took. A wake-up takes longer than
 * a spin, so once both sides had parked each found the other parked, and calls that take 1 µs took 70 for seconds.
 *
 * <p>Plain fields raced by all waiters: a lost update costs one adaptation, nothing else. With one processor the budget is
 * 0, since whoever is waited for needs it.
 */
public final class SpinBudget {
    /** Looks at the clock once in so many rounds: a look costs about as much as four rounds. */
    public static final int ROUNDS_PER_LOOK = 32;

    /** Who waits for less has no time to give away: a yield may take a slice of the scheduler's. */
    public static final long LEAST_NANOS_TO_YIELD = 10_000_000;

    private static final int CREDIT = 8;

    private final long most;
    /** From 0, no spinning, to {@value #CREDIT}. */
    private int credit = CREDIT;

    /** Makes one that starts with full credit. */
    public SpinBudget(Duration limit) {
        this.most = Runtime.getRuntime().availableProcessors() == 1 ? 0 : limit.toNanos();
    }

    /** What may be spent now. */
    public long nanos() {
        return credit > 0 ? most : 0;
    }

    /** The spin found what it waited for. */
    public void succeeded() {
        if (credit != CREDIT) {
            credit = Math.min(CREDIT, credit + 1);
        }
    }

    /** What was waited for came after so long in all, or did not come in that time. */
    public void parked(long nanosInAll) {
        credit = nanosInAll <= most ? Math.min(CREDIT, credit + 1) : Math.max(0, credit - 1);
    }
}
