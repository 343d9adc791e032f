package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CrashLoopTest {
    private final CrashLoop loop = new CrashLoop();

    @Test
    void shouldGiveUpAfterFiveFailedStartsInARowWithGrowingPauses() {
        long before = 0;
        for (int i = 1; i < CrashLoop.MOST_FAILURES; i++) {
            assertThat(loop.failedStarts().mayRetry(loop.decide(), false)).isTrue();
            assertThat(loop.failedStarts().pauseNanos()).isGreaterThan(before);
            before = loop.failedStarts().pauseNanos();
        }
        assertThat(loop.failedStarts().mayRetry(loop.decide(), false)).isFalse();
        assertThat(loop.failedStarts().attempts()).isEqualTo(CrashLoop.MOST_FAILURES);
    }

    /** Eight workers that start together fail together. */
    @Test
    void shouldCountFailuresOfAttemptsDecidedOnTogetherAsOne() {
        int[] attempts = new int[8];
        for (int round = 1; round <= CrashLoop.MOST_FAILURES; round++) {
            for (int i = 0; i < attempts.length; i++) {
                attempts[i] = loop.decide();
            }
            for (int attempt : attempts) {
                assertThat(loop.failedStarts().mayRetry(attempt, false)).isEqualTo(round < CrashLoop.MOST_FAILURES);
            }
            assertThat(loop.failedStarts().pauseNanos()).isEqualTo(CrashLoop.FIRST_PAUSE_NANOS << (round - 1));
        }
        assertThat(loop.failedStarts().attempts()).isEqualTo(CrashLoop.MOST_FAILURES * attempts.length);
    }

    @Test
    void shouldNotPauseWhenNoneHasFailedSinceOneBecameReady() {
        assertThat(loop.failedStarts().pauseNanos()).isZero();
        loop.failedStarts().mayRetry(loop.decide(), false);
        loop.ready();
        assertThat(loop.failedStarts().pauseNanos()).isZero();
    }

    @Test
    void shouldStartAnewWhenAWorkerBecameReady() {
        for (int round = 0; round < 10; round++) {
            for (int i = 1; i < CrashLoop.MOST_FAILURES; i++) {
                assertThat(loop.failedStarts().mayRetry(loop.decide(), false)).isTrue();
            }
            loop.ready();
        }
    }

    @Test
    void shouldBeFourTimesAsPatientWhenWorkersAreKilledFromOutside() {
        int most = CrashLoop.MOST_FAILURES * CrashLoop.KILLS_A_FAILURE;
        for (int i = 1; i < most; i++) {
            assertThat(loop.failedStarts().mayRetry(loop.decide(), true)).isTrue();
            assertThat(loop.failedStarts().pauseNanos()).isLessThanOrEqualTo(CrashLoop.LONGEST_PAUSE_NANOS);
        }
        assertThat(loop.failedStarts().mayRetry(loop.decide(), true)).isFalse();
    }

    @Test
    void shouldGiveUpOnWorkersThatBecomeReadyAndBeginNothing() {
        for (int i = 1; i < CrashLoop.MOST_FAILURES; i++) {
            loop.ready();
            assertThat(loop.barren().mayRetry(loop.decide(), false)).isTrue();
        }
        loop.ready();
        assertThat(loop.barren().mayRetry(loop.decide(), false)).isFalse();
    }

    @Test
    void shouldForgetBarrenWorkersWhenOneBeganACall() {
        for (int i = 0; i < 100; i++) {
            assertThat(loop.barren().mayRetry(loop.decide(), false)).isTrue();
            loop.proven();
        }
    }

    @Test
    void shouldPaceStartsButNeverGiveUpWhenIdleWorkersAreKilled() {
        for (int i = 0; i < CrashLoop.UNPACED_ROUNDS_IN_VAIN; i++) {
            assertThat(loop.diedInVain(loop.decide())).isZero();
        }
        assertThat(loop.diedInVain(loop.decide())).isEqualTo(CrashLoop.FIRST_PAUSE_NANOS);
        for (int i = 0; i < 1000; i++) {
            assertThat(loop.diedInVain(loop.decide())).isLessThanOrEqualTo(CrashLoop.LONGEST_PAUSE_NANOS);
        }
        loop.proven();
        assertThat(loop.diedInVain(loop.decide())).isZero();
    }

    @Test
    void shouldNotPaceStartsWhenManyIdleWorkersAreKilledAtOnce() {
        int[] attempts = new int[4 * CrashLoop.UNPACED_ROUNDS_IN_VAIN];
        for (int i = 0; i < attempts.length; i++) {
            attempts[i] = loop.decide();
        }
        for (int attempt : attempts) {
            assertThat(loop.diedInVain(attempt)).isZero();
            loop.decide(); // its place is given another worker
        }
    }
}
