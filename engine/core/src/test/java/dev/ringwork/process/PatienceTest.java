package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private static final int MILLIS = 50;

    @Test
    void shouldEndOnceItHasWaitedForSoLong() {
        Patience patience = new Patience(MILLIS);
        long start = System.nanoTime();
        while (!patience.hasEnded()) {
            patience.pause();
        }
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(MILLIS));
    }

    @Test
    void shouldCountALongStopOnce() {
        Patience patience = new Patience(MILLIS);
        pauseOften(patience);
        long start = System.nanoTime();
        while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(2 * MILLIS)) {
            Thread.onSpinWait(); // stands for a process that stands still
        }
        pauseOften(patience);
        assertThat(patience.hasEnded()).isFalse();
    }

    /** Often enough for one look. */
    private static void pauseOften(Patience patience) {
        for (int i = 0; i < 100; i++) {
            patience.pause();
        }
    }
}
