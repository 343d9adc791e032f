package dev.ringwork.process;

/**
 * Time as far as a supervisor has seen it pass, that looks again and again. Where a look was left out since it came too late this
 * process itself did not run, and what waited for it meanwhile did not either: then one period counts and not the rest.
 */
final class LookClock {
    private final long periodNanos;
    private final long mostBetweenLooks;
    private long lookedAt;
    private long time;

    /** Makes one that begins {@code now}. */
    LookClock(long periodNanos, long now) {
        this.periodNanos = periodNanos;
        this.mostBetweenLooks = periodNanos + Supervisor.mostLateness(periodNanos);
        this.lookedAt = now;
    }

    /** The time at a look, which is taken {@code now}. */
    long at(long now) {
        long passed = now - lookedAt;
        lookedAt = now;
        time += passed > mostBetweenLooks ? periodNanos : passed;
        return time;
    }
}
