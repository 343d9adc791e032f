package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.TaskFuture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers that come up in a way that they should not. */
@Timeout(60)
class LaunchIT {
    /** More than a pipe holds. */
    private static final int LARGE = 300_000;

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void shouldNotWaitForAWorkerThatDoesNotReadItsHandshake() throws Exception {
        byte[] large = new byte[LARGE];
        try (ProcessPool pool = ProcessPool.builder()
                .maxWorkers(1)
                .initializer(() -> large[0]++)
                .workerProgram(List.of("sleep", "3600"))
                .build()) {
            TaskFuture<Integer> waiting = pool.submit(Math::abs, -1);
            await().atMost(Duration.ofSeconds(20)).until(() -> pool.workers().size() == 1);
            List<Long> pids = WorkersOfTest.pids(pool);

            pool.killWorkers();

            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            WorkersOfTest.awaitGone(pids);
            assertThat(waiting.isCancelled()).as("it had not begun").isTrue();
        }
    }

    /** Its pipe breaks as a rule before the handshake is written: that says nothing, its exit does. */
    @Test
    void shouldSayWhatAWorkerSaidThatEndedBeforeItsHandshake() throws Exception {
        try (ProcessPool pool = ProcessPool.builder()
                .maxWorkers(1)
                .workerOutput(WorkerOutput.discard())
                .workerProgram(List.of("sh", "-c", "echo why >&2; exit 3"))
                .build()) {
            assertThat(pool.submit(Math::abs, -1).exception(LIMIT))
                    .isInstanceOf(BrokenExecutorException.class)
                    .hasMessageContaining("before it was ready")
                    .hasMessageContaining("exitCode=3")
                    .hasMessageContaining("stderr=why");
        }
    }

    @Test
    void shouldEndAWorkerThatRefusesItsHandshakeAndStays() throws Exception {
        byte[] large = new byte[LARGE];
        try (ProcessPool pool = ProcessPool.builder()
                .maxWorkers(1)
                .initializer(() -> large[0]++)
                .workerProgram(List.of("sh", "-c", "exec sleep 3600 <&-"))
                .build()) {
            assertThat(pool.submit(Math::abs, -1).exception(LIMIT))
                    .isInstanceOf(BrokenExecutorException.class)
                    .hasMessageContaining("before it was ready");
        }
    }

    @Test
    void shouldInitializeWhenTheInitializerIsLargerThanAPipe() {
        byte[] large = new byte[LARGE];
        large[LARGE - 1] = 7;
        try (ProcessPool pool = ProcessPool.builder()
                .maxWorkers(1)
                .initializer(() -> System.setProperty("large", String.valueOf(large[LARGE - 1])))
                .build()) {
            assertThat(pool.submit(System::getProperty, "large").result()).isEqualTo("7");
        }
    }
}
