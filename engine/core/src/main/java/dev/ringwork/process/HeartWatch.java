package dev.ringwork.process;

/**
 * Tells whether a worker's process stands still: stopped by a signal, swapped out, or given no time. For the supervisor.
 *
 * <p>The worker's watch thread raises a heartbeat in the link file some fifty times a second while a call runs, twenty times between
 * calls, and in an idle worker as often as the handshake says. Silence is counted in looks, not in time: the supervisor leaves out looks for which it
 * comes too late, so that a coordinator which was stopped itself, or a machine that slept, suspects nobody.
 *
 * <pre>
 * BEATING ──looksUntilSuspect silent looks──► SUSPECT ──looksUntilStalled──► STALLED
 *    ▲                                          │
 *    └───────────────a beat─────────────────────┘
 * </pre>
 */
final class HeartWatch {
    /** What a look has found. */
    enum Finding {
        /** It beats, or hasn't been silent for long. */
        BEATING,
        /** It has been silent for so long that its calls not begun are better off elsewhere. */
        SUSPECT,
        /** It has been silent for longer than the user allows. */
        STALLED
    }

    /** A JVM that comes up has no heart yet. */
    private static final long NANOS_TO_COME_UP = 30_000_000_000L;

    private final int looksUntilSuspect;
    private final int looksUntilStalled;
    private final long looksToComeUp;
    private long beats;
    private int silent;

    /**
     * Makes one.
     *
     * @param looksUntilSuspect silent looks in a row after which it is suspect
     * @param looksUntilStalled silent looks in a row after which it has stalled; {@code Integer.MAX_VALUE} for never
     * @param lookNanos from one look to the next
     */
    HeartWatch(int looksUntilSuspect, int looksUntilStalled, long lookNanos) {
        this.looksUntilSuspect = looksUntilSuspect;
        this.looksUntilStalled = looksUntilStalled;
        this.looksToComeUp = Math.max(looksUntilStalled, NANOS_TO_COME_UP / lookNanos);
    }

    /** Looks once at the heartbeat. */
    Finding look(long beatsNow) {
        if (beatsNow != beats) {
            beats = beatsNow;
            silent = 0;
            return Finding.BEATING;
        }
        silent++;
        boolean comingUp = beats == 0;
        if (silent >= (comingUp ? looksToComeUp : looksUntilStalled)) {
            return Finding.STALLED;
        }
        return !comingUp && silent >= looksUntilSuspect ? Finding.SUSPECT : Finding.BEATING;
    }
}
