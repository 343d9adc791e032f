package dev.ringwork.soak;

import java.util.SplittableRandom;

/** What a call does to its worker. */
enum Fate {
    EXIT(2),
    HALT(2),
    /** Says that the heap is full, which it isn't, as for an array that is too long. */
    SAY_OUT_OF_MEMORY(1),
    /** Fills the heap; there is room again once it has thrown. */
    FILL_HEAP(2),
    /** Fills the heap, and nothing is ever given back. */
    FILL_HEAP_FOR_GOOD(2),
    THROW(94),
    /** Takes its time unless it is interrupted, and answers. */
    LINGER(66),
    RETURN(0);

    private final int chances;

    Fate(int chances) {
        this.chances = chances;
    }

    /** One of them, each with its chances in {@code all}; RETURN has the rest. */
    static Fate random(SplittableRandom random, int all) {
        int dice = random.nextInt(all);
        for (Fate fate : values()) {
            dice -= fate.chances;
            if (dice < 0) {
                return fate;
            }
        }
        return RETURN;
    }

    /** Whether it fails with OutOfMemoryError. */
    boolean isOutOfMemory() {
        return this == SAY_OUT_OF_MEMORY || this == FILL_HEAP || this == FILL_HEAP_FOR_GOOD;
    }

    /** Whether a worker that begins it ends by that. */
    boolean endsWorker() {
        return this == EXIT || this == HALT || isOutOfMemory();
    }
}
