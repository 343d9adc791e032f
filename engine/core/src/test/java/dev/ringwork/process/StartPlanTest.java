package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two places whose starts have failed. One tries for both, and nothing is heard of it: its process is stopped, for one. */
@Timeout(20)
class StartPlanTest {
    /** Longer than the pauses after two failures. */
    private static final long LATER_NANOS = 4 * CrashLoop.FIRST_PAUSE_NANOS;

    private final CrashLoop crashes = new CrashLoop();
    private final Supervisor supervisor = new Supervisor("supervisor of a test");
    private final @Nullable WorkerHandle[] workers = new @Nullable WorkerHandle[2];
    private final List<Integer> starts = new ArrayList<>();
    private final StartPlan plan = new StartPlan(crashes, workers, supervisor, starts::add);

    @BeforeEach
    void fail() {
        assertThat(plan.failed(0, crashes.failedStarts(), false)).isTrue();
        assertThat(plan.failed(1, crashes.failedStarts(), false)).isTrue();
    }

    @AfterEach
    void end() {
        supervisor.tell(supervisor::end);
    }

    private void look(int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            plan.look();
        }
        CountDownLatch later = new CountDownLatch(1);
        supervisor.schedule(LATER_NANOS, later::countDown);
        supervisor.start();
        assertThat(later.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldHoldBackTheOtherForAWhile() throws Exception {
        look(StartPlan.MOST_LOOKS - 1);

        assertThat(starts).containsExactly(0);
    }

    @Test
    void shouldHaveTheOtherTryWhenNothingIsHeardOfTheFirst() throws Exception {
        look(StartPlan.MOST_LOOKS);

        assertThat(starts).containsExactly(0, 1);
    }
}
