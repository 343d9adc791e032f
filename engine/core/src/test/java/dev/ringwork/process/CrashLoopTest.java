package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CrashLoopTest {
    private final CrashLoop loop = new CrashLoop();

    @Test
    void shouldGiveUpAfterFiveFailedStartsInARowWithGrowingPauses() {
        long before = 0;
        for (int i = 1; i < CrashLoop.MOST_FAILURES; i++) {
            assertThat(loop.failedStarts().mayRetry(false)).isTrue();
            assertThat(loop.failedStarts().pauseNanos()).isGreaterThan(before);
            before = loop.failedStarts().pauseNanos();
        }
        assertThat(loop.failedStarts().mayRetry(false)).isFalse();
        assertThat(loop.failedStarts().attempts()).isEqualTo(CrashLoop.MOST_FAILURES);
    }

    @Test
    void shouldStartAnewWhenAWorkerBecameReady() {
        for (int round = 0; round < 10; round++) {
            for (int i = 1; i < CrashLoop.MOST_FAILURES; i++) {
                assertThat(loop.failedStarts().mayRetry(false)).isTrue();
            }
            loop.ready();
        }
    }

    @Test
    void shouldBeFourTimesAsPatientWhenWorkersAreKilledFromOutside() {
        int most = CrashLoop.MOST_FAILURES * CrashLoop.KILLS_A_FAILURE;
        for (int i = 1; i < most; i++) {
            assertThat(loop.failedStarts().mayRetry(true)).isTrue();
            assertThat(loop.failedStarts().pauseNanos()).isLessThanOrEqualTo(CrashLoop.LONGEST_PAUSE_NANOS);
        }
        assertThat(loop.failedStarts().mayRetry(true)).isFalse();
    }

    @Test
    void shouldGiveUpOnWorkersThatBecomeReadyAndBeginNothing() {
        for (int i = 1; i < CrashLoop.MOST_FAILURES; i++) {
            loop.ready();
            assertThat(loop.barren().mayRetry(false)).isTrue();
        }
        loop.ready();
        assertThat(loop.barren().mayRetry(false)).isFalse();
    }

    @Test
    void shouldForgetBarrenWorkersWhenOneBeganACall() {
        for (int i = 0; i < 100; i++) {
            assertThat(loop.barren().mayRetry(false)).isTrue();
            loop.proven();
        }
    }

    @Test
    void shouldPaceStartsButNeverGiveUpWhenIdleWorkersAreKilled() {
        for (int i = 0; i < CrashLoop.UNPACED_DEATHS_IN_VAIN; i++) {
            assertThat(loop.diedInVain()).isZero();
        }
        assertThat(loop.diedInVain()).isEqualTo(CrashLoop.FIRST_PAUSE_NANOS);
        for (int i = 0; i < 1000; i++) {
            assertThat(loop.diedInVain()).isLessThanOrEqualTo(CrashLoop.LONGEST_PAUSE_NANOS);
        }
        loop.proven();
        assertThat(loop.diedInVain()).isZero();
    }
}
