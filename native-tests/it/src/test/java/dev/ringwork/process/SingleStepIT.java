package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A worker is killed after each single instruction of taking a call, claiming it, and publishing its result, against the real
 * coordinator: the result is whole or the worker's death is reported, no call runs twice, and the pool goes on.
 */
@Tag("instructions")
@Timeout(value = 3, unit = TimeUnit.MINUTES) // some 20 ms a kill, several times that on a loaded machine
class SingleStepIT {
    private static final Duration SHORT_SPIN = Duration.ofNanos(20_000);
    private static final int MOST_STEPS = 20_000;

    @TempDir
    Path directory;

    private int died;
    private int whole;

    @ParameterizedTest
    @CsvSource({
        "a result in one word; the coordinator is parked , 0    , 20     , 0",
        "a result in one word; the coordinator polls     , 0    , 500000 , 1",
        "bytes in one record                             , 40   , 20     , 0",
        "bytes beyond the ring's end                     , 48   , 20     , 8",
        "bytes in two parts                              , 1100 , 20     , 0"
    })
    void shouldBeWholeOrDeadWhenKilledAfterAnyInstructionOfPublishing(
            String what, int length, long spinMicros, int callsBefore) throws Exception {
        Object argument = length == 0 ? (Object) 14L : length;
        Object answer = length == 0 ? (Object) 43L : PeerAnswers.bytes(length);
        try (Stepping worker = new Stepping("publish", Duration.ofNanos(1000 * spinMicros), directory)) {
            boolean killed = true;
            for (int steps = 0; killed; steps++) {
                for (int i = 0; i < callsBefore; i++) {
                    worker.call(960);
                }
                Stepping.Trial trial = worker.callAndKill(argument, steps);
                trial.result().ifPresent(result -> assertThat(result).as(what).isEqualTo(answer));
                assertThat(trial.runs()).as("runs, steps=%d", steps).isEqualTo(1);
                killed = count(trial, steps);
                boolean isWhole = trial.result().isPresent();
                assertThat(isWhole)
                        .as("dead until it is committed, whole after that: steps=%d", steps)
                        .isEqualTo(!killed || trial.committed());
            }
            goesOn(worker);
        }
        report("publishing " + what.strip());
        assertThat(died).isPositive();
        assertThat(whole).isPositive();
    }

    @Test
    void shouldMoveOnWhenKilledAfterAnyInstructionOfTaking() throws Exception {
        try (Stepping worker = new Stepping("take", SHORT_SPIN, directory)) {
            boolean killed = true;
            for (int steps = 0; killed; steps++) {
                Stepping.Trial trial = worker.callAndKill(14L, steps);
                assertThat(trial.result()).as("steps=%d", steps).contains(43L);
                assertThat(trial.runs()).as("runs, steps=%d", steps).isEqualTo(1);
                killed = count(trial, steps);
            }
            goesOn(worker);
        }
        report("taking a call");
        assertThat(whole).isPositive();
    }

    @Test
    void shouldMoveOnOrDieWhenKilledAfterAnyInstructionOfClaiming() throws Exception {
        try (Stepping worker = new Stepping("claim", SHORT_SPIN, directory)) {
            boolean killed = true;
            for (int steps = 0; killed; steps++) {
                Stepping.Trial trial = worker.callAndKill(14L, steps);
                boolean isWhole = trial.result().isPresent();
                trial.result().ifPresent(result -> assertThat(result).isEqualTo(43L));
                assertThat(trial.runs()).as("runs, steps=%d", steps).isBetween(isWhole ? 1L : 0L, 1L);
                killed = count(trial, steps);
                assertThat(isWhole)
                        .as("moved on until it is claimed, dead after that: steps=%d", steps)
                        .isEqualTo(!killed || died == 0);
            }
            goesOn(worker);
        }
        report("claiming a call");
        assertThat(died).isPositive();
        assertThat(whole).isPositive();
    }

    /**
     * The worker stands still between two instructions while its call is cancelled: either that was in time, and the call never runs,
     * or its result comes when the worker goes on. The call behind it runs in any case.
     */
    @ParameterizedTest
    @ValueSource(strings = {"take", "claim", "publish"})
    void shouldCancelOrFinishWhenStoppedAfterAnyInstruction(String part) throws Exception {
        int cancelled = 0;
        int finished = 0;
        try (Stepping worker = new Stepping(part, SHORT_SPIN, directory)) {
            boolean stopped = true;
            for (int steps = 0; stopped; steps++) {
                Stepping.Stop stop = worker.callAndCancelWhileStopped(14L, steps);
                stopped = stop.stopped();
                assertThat(steps).isLessThan(MOST_STEPS);
                assertThat(stop.next()).as("behind it, steps=%d", steps).isEqualTo(43L);
                assertThat(stop.cancelled())
                        .as("steps=%d", steps)
                        .isEqualTo(stop.result().isEmpty());
                stop.result().ifPresent(result -> assertThat(result).isEqualTo(43L));
                assertThat(stop.runs()).as("runs, steps=%d", steps).isEqualTo(stop.cancelled() ? 1 : 2);
                assertThat(stop.doneBefore() && stopped && !stop.committed())
                        .as("done before its result is committed, steps=%d", steps)
                        .isFalse();
                cancelled += stopped && stop.cancelled() ? 1 : 0;
                finished += stopped && !stop.cancelled() ? 1 : 0;
            }
            assertThat(worker.workersLost()).isZero();
        }
        System.out.println("stopped in " + part + ": cancelled=" + cancelled + " finished=" + finished);
        assertThat(cancelled > 0).isEqualTo(!part.equals("publish"));
        assertThat(finished > 0).isEqualTo(!part.equals("take"));
    }

    /** Counts a kill; false when there was none, since the part of the work is not that long. */
    private boolean count(Stepping.Trial trial, int steps) {
        assertThat(steps).isLessThan(MOST_STEPS);
        if (trial.killed() && trial.result().isPresent()) {
            whole++;
        } else if (trial.killed()) {
            died++;
        }
        return trial.killed();
    }

    private void goesOn(Stepping worker) throws Exception {
        assertThat(worker.call(1L)).isEqualTo(4L);
        assertThat(worker.workersLost()).isEqualTo(died + whole);
    }

    private void report(String what) {
        System.out.println(
                "stepped through " + what + ": kills=" + (died + whole) + " died=" + died + " whole=" + whole);
    }
}
