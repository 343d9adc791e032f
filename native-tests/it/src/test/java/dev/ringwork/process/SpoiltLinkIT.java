package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.TaskFuture;
import dev.ringwork.WorkerProtocolException;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.Tasks;
import dev.ringwork.fault.Processes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Something writes into the link of a worker JVM: no call gets what was not sent to it. {@code SpoiltLinkTest} does this for every bit. */
class SpoiltLinkIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final byte[] PATTERN =
            "a pattern that is not found in memory by accident".getBytes(StandardCharsets.US_ASCII);
    private static final int RING_BYTES = 1 << 16;
    /** So much that it doesn't fit into the ring by far. */
    private static final int REPEATS = 1 << 20;

    @TempDir
    private Path directory;

    private static ProcessPool pool(OnWorkerDeath then) {
        return ProcessPool.builder()
                .maxWorkers(1)
                .workerHeap("128m")
                .ringCapacity(RING_BYTES)
                .onWorkerDeath(then)
                .build();
    }

    private static byte[] echo(byte[] bytes) {
        return bytes;
    }

    @Test
    void shouldMoveACallOnWhenItIsSpoiltBeforeItBegins() throws Exception {
        try (ProcessPool pool = pool(OnWorkerDeath.ISOLATE)) {
            Gate gate = new Gate(directory, "gate");
            TaskFuture<Integer> running = pool.submit(Tasks::passThen, gate, 1);
            gate.awaitArrival();
            TaskFuture<byte[]> spoilt = pool.submit(SpoiltLinkIT::echo, PATTERN);

            assertThat(LinkMemory.flipWherever(PATTERN)).isEqualTo(1);
            gate.open();

            assertThat(running.result(LIMIT)).isEqualTo(1);
            assertThat(spoilt.result(LIMIT)).isEqualTo(PATTERN);
            assertThat(pool.stats().workersLost()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(OnWorkerDeath.class)
    void shouldSayWhatIsWrongWhenACallIsSpoiltAfterItBegan(OnWorkerDeath then) throws Exception {
        byte[] body = new byte[PATTERN.length * REPEATS];
        for (int i = 0; i < REPEATS; i++) {
            System.arraycopy(PATTERN, 0, body, i * PATTERN.length, PATTERN.length);
        }
        try (ProcessPool pool = pool(then)) {
            TaskFuture<byte[]> spoilt = pool.submit(SpoiltLinkIT::echo, body);
            WorkersOfTest.until(() -> pool.stats().bytesSent() > 2 * RING_BYTES);
            long pid = WorkersOfTest.pids(pool).get(0);
            Processes.signal("STOP", pid);
            int places = LinkMemory.flipWherever(PATTERN);
            Processes.signal("CONT", pid);

            assertThat(places).as("in the ring when the worker was stopped").isPositive();
            Throwable failure = spoilt.exception(LIMIT);
            if (then == OnWorkerDeath.BREAK_POOL) {
                assertThat(failure).isInstanceOf(BrokenExecutorException.class);
                failure = failure.getCause();
            }
            assertThat(failure)
                    .isInstanceOf(WorkerProtocolException.class)
                    .hasMessageContaining("what nobody wrote by the rules")
                    .hasMessageContaining("pid=" + pid)
                    .hasMessageContaining("its check differs")
                    .hasMessageContaining("look for native code");
        }
    }

    @Test
    void shouldSayThatAWorkerDiedWhenATaskExitsAsASpoiltWorkerDoes() throws Exception {
        try (ProcessPool pool = pool(OnWorkerDeath.ISOLATE)) {
            assertThat(pool.submit(WorkerTasks::exit, 71).exception(LIMIT))
                    .isInstanceOf(dev.ringwork.WorkerDiedException.class)
                    .hasMessageContaining("71");
        }
    }
}
