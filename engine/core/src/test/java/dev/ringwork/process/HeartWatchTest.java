package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.process.HeartWatch.Finding;
import org.junit.jupiter.api.Test;

class HeartWatchTest {
    private static final long LOOK_NANOS = 1_000_000_000L;
    private static final int UNTIL_SUSPECT = 2;
    private static final int UNTIL_STALLED = 5;
    private static final int SECONDS_TO_COME_UP = 30;

    private final HeartWatch watch = new HeartWatch(UNTIL_SUSPECT, UNTIL_STALLED, LOOK_NANOS);

    @Test
    void shouldSuspectAndGiveUpAWorkerThatIsSilent() {
        assertThat(watch.look(7)).isEqualTo(Finding.BEATING);
        for (Finding due :
                new Finding[] {Finding.BEATING, Finding.SUSPECT, Finding.SUSPECT, Finding.SUSPECT, Finding.STALLED}) {
            assertThat(watch.look(7)).isEqualTo(due);
        }
    }

    @Test
    void shouldForgetTheSilenceOfAWorkerThatBeatsAgain() {
        watch.look(7);
        watch.look(7);
        assertThat(watch.look(7)).isEqualTo(Finding.SUSPECT);

        assertThat(watch.look(8)).isEqualTo(Finding.BEATING);

        assertThat(watch.look(8)).isEqualTo(Finding.BEATING);
        assertThat(watch.look(8)).isEqualTo(Finding.SUSPECT);
    }

    /** It may have rested for as long as it liked: what counts is the silence from the first look on. */
    @Test
    void shouldCountFromTheFirstLookWhenTheWorkerBeatLongAgo() {
        assertThat(watch.look(1_000)).isEqualTo(Finding.BEATING);
        assertThat(watch.look(1_000)).isEqualTo(Finding.BEATING);
        assertThat(watch.look(1_000)).isEqualTo(Finding.SUSPECT);
    }

    @Test
    void shouldNotSuspectAJvmThatComesUp() {
        for (int i = 1; i < SECONDS_TO_COME_UP; i++) {
            assertThat(watch.look(0)).as("look %d", i).isEqualTo(Finding.BEATING);
        }
        assertThat(watch.look(0)).isEqualTo(Finding.STALLED);
    }
}
