package dev.ringwork.process;

import java.util.concurrent.TimeUnit;

/**
 * Waits for what another thread of this process is about to do, spinning, then yielding, and says when it has been too long. Counted are
 * looks some milliseconds apart, not the time: while the process stands still, that thread does, too.
 */
final class Patience {
    private static final int SPINS_BEFORE_YIELD = 100;
    private static final int BETWEEN_LOOKS_MILLIS = 10;

    private final int mostLooks;
    private int spins;
    private int looks;
    private long lastNanos;

    /** Ends after that many milliseconds at least of waiting, of all waits together. */
    Patience(int millis) {
        this.mostLooks = millis / BETWEEN_LOOKS_MILLIS;
    }

    /** Waits for a moment, unless it has ended. */
    void pause() {
        if (++spins % SPINS_BEFORE_YIELD != 0) {
            Thread.onSpinWait();
            return;
        }
        long now = System.nanoTime();
        if (looks == 0 || now - lastNanos >= TimeUnit.MILLISECONDS.toNanos(BETWEEN_LOOKS_MILLIS)) {
            looks++;
            lastNanos = now;
        }
        Thread.yield();
    }

    /** Whether it has been too long. */
    boolean hasEnded() {
        return looks > mostLooks;
    }
}
