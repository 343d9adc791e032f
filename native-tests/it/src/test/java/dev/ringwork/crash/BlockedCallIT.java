package dev.ringwork.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringwork.TaskFuture;
import dev.ringwork.TaskTimeoutException;
import dev.ringwork.crash.Trap.Phase;
import dev.ringwork.process.OnWorkerDeath;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.ProcessPoolBuilder;
import dev.ringwork.process.WorkerOutput;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Code of a call that never returns, in every phase: whom it holds up, and whom not. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BlockedCallIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(3);

    private static ProcessPoolBuilder small() {
        return ProcessPool.builder()
                .maxWorkers(1)
                .workerHeap("24m")
                .workerOutput(WorkerOutput.discard())
                .onWorkerDeath(OnWorkerDeath.BREAK_POOL);
    }

    /** Nothing but a time limit, or a cancel, tells such a call from one that takes long. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RESULT_DECODE")
    void shouldBePastItsTimeWhenItBlocksInItsWorker(Phase phase) {
        try (ProcessPool pool = small().callTimeout(CALL_TIMEOUT).build()) {
            TaskFuture<Trap> blocked = pool.submit(Trap::spring, Trap.argument(phase, Fault.BLOCK));
            TaskFuture<Integer> behind = pool.submit(Math::abs, -2);

            assertThat(blocked.exception(LIMIT)).isInstanceOf(TaskTimeoutException.class);
            assertThat(behind.result(LIMIT)).isEqualTo(2);
        }
    }

    @Test
    void shouldHoldUpOnlyWhoAsksWhenDecodingItsResultBlocks() throws Exception {
        try (ProcessPool pool = small().build()) {
            TaskFuture<Trap> blocked = pool.submit(Trap::spring, Trap.argument(Phase.RESULT_DECODE, Fault.BLOCK));
            Thread asker = new Thread(blocked::result, "asker");
            asker.setDaemon(true);
            asker.start();
            await().atMost(LIMIT).until(() -> isDecoding(asker));

            for (int i = 0; i < 100; i++) {
                assertThat(pool.submit(Math::abs, -i).result(LIMIT)).isEqualTo(i);
            }
            assertThat(blocked.isDone()).isTrue();
            pool.shutdown();
            assertThat(pool.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(pool.stats().succeeded()).isEqualTo(101);
            assertThat(isDecoding(asker)).isTrue();
        }
    }

    private static boolean isDecoding(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().equals(Trap.class.getName())) {
                return true;
            }
        }
        return false;
    }
}
