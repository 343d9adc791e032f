package dev.ringwork.soak;

import java.time.Duration;

/**
 * How much a soak is to do.
 *
 * @param length how long it goes on, or at most, when it ends early
 * @param kills how many workers are killed at least, before it ends early
 * @param calls how many calls are made at least, before it ends early
 * @param largestBatch most calls that a submitter waits for at a time: with more, there are more calls for each kill
 * @param endsEarly whether it ends once it has done so much
 */
record SoakPlan(Duration length, long kills, long calls, int largestBatch, boolean endsEarly) {
    private static final int SHORT_SECONDS = 8;
    private static final int MOST_MINUTES = 170;
    private static final int SMALL_BATCH = 300;
    private static final int KILLS_SHARE = 20;
    private static final int CALLS_SHARE = 200;

    /**
     * As the system properties want it: {@code soak.seconds} or {@code soak.minutes}; or {@code soak.kills} and {@code soak.calls},
     * in {@code soak.minutes} at most.
     */
    static SoakPlan ofProperties() {
        Integer minutes = Integer.getInteger("soak.minutes");
        Long kills = Long.getLong("soak.kills");
        if (kills == null) {
            Duration length = minutes != null
                    ? Duration.ofMinutes(minutes)
                    : Duration.ofSeconds(Integer.getInteger("soak.seconds", SHORT_SECONDS));
            return new SoakPlan(length, 0, 0, SMALL_BATCH, false);
        }
        long calls = Long.getLong("soak.calls", kills * 1000);
        int batch = (int) Math.max(SMALL_BATCH, Math.min(4 * calls / kills, 5000));
        return new SoakPlan(Duration.ofMinutes(minutes == null ? MOST_MINUTES : minutes), kills, calls, batch, true);
    }

    /** For the smallest rings, through which a large message goes in hundreds of parts: fewer kills, and fewer calls for each. */
    SoakPlan forSmallRings() {
        return new SoakPlan(length, kills / KILLS_SHARE, calls / CALLS_SHARE, SMALL_BATCH, endsEarly);
    }
}
