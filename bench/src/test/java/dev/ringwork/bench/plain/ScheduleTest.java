package dev.ringwork.bench.plain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    private final Schedule schedule = new Schedule(2);

    @Test
    void shouldCountFromTheFirstSubmissionToTheLastEndWhenAskedForTheWhole() {
        schedule.add(100, 110, 150);
        schedule.add(90, 120, 190);

        assertThat(schedule.wholeNanos()).isEqualTo(100);
    }

    @Test
    void shouldFindNoWaitWhenAllWorkersAreBusy() {
        schedule.add(0, 0, 100);
        schedule.add(0, 0, 50);
        schedule.add(0, 50, 90);

        assertThat(schedule.longestWaitBesideIdleWorker()).isZero();
    }

    @Test
    void shouldFindTheLongestWaitWhenAWorkerWasIdle() {
        schedule.add(0, 0, 100);
        schedule.add(0, 5, 50);
        schedule.add(0, 80, 90);

        assertThat(schedule.longestWaitBesideIdleWorker()).isEqualTo(30);
    }

    @Test
    void shouldTakeACallAsSubmittedWhenItBeganEvenEarlier() {
        schedule.add(10, 5, 20);

        assertThat(schedule.longestWaitBesideIdleWorker()).isZero();
        assertThat(schedule.wholeNanos()).isEqualTo(15);
    }
}
