package dev.ringwork.process;

/** Slots of a channel, most of them taken. */
final class Slots {
    /** So many are in use before more are needed. */
    static final int FIRST_IN_USE = 64;

    private static final ProcessCall<Object> CALL = call();

    private Slots() {}

    /** A call that is placed and taken back, and never ends: it has no pool. */
    @SuppressWarnings("NullAway") // so nobody asks for its pool
    static ProcessCall<Object> call() {
        return new ProcessCall<>(null, CallEncoder.UNKNOWN, 0, 0, null);
    }

    /** Slots of which so many are taken and placed. */
    static CallSlots taken(int slots, int taken, int budget) {
        CallSlots all = new CallSlots(slots, budget);
        for (int i = 0; i < taken; i++) {
            take(all);
            all.placed();
        }
        return all;
    }

    /** Takes a slot for some call. */
    static int take(CallSlots slots) {
        return slots.take(CALL);
    }
}
