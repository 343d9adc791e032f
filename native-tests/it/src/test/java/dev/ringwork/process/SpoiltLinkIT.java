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
import java.util.Arrays;
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
    /** A record of a body has an eighth of the ring; the worker may have read one that is still there. */
    private static final int PATTERNS_OF_TWO_RECORDS = RING_BYTES / 4 / PATTERN.length;

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

    private static int hash(byte[] bytes) {
        return Arrays.hashCode(bytes);
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

    /** The worker is stopped while a body comes in. There may be nothing in the ring just then: another call follows, until one is hit. */
    @ParameterizedTest
    @EnumSource(OnWorkerDeath.class)
    void shouldSayWhatIsWrongWhenACallIsSpoiltAfterItBegan(OnWorkerDeath then) throws Exception {
        byte[] body = new byte[PATTERN.length * REPEATS];
        for (int i = 0; i < REPEATS; i++) {
            System.arraycopy(PATTERN, 0, body, i * PATTERN.length, PATTERN.length);
        }
        try (ProcessPool pool = pool(then)) {
            assertThat(pool.submit(Math::abs, -1).result(LIMIT)).isEqualTo(1);
            long pid = WorkersOfTest.pids(pool).get(0);
            while (true) {
                long sent = pool.stats().bytesSent();
                TaskFuture<Integer> call = pool.submit(SpoiltLinkIT::hash, body);
                WorkersOfTest.until(() -> pool.stats().bytesSent() > sent + 2 * RING_BYTES);
                int hit;
                Processes.stop(pid);
                try {
                    hit = LinkMemory.flipWherever(PATTERN);
                } finally {
                    Processes.signal("CONT", pid);
                }
                Throwable failure = call.exception(LIMIT);
                if (failure != null) {
                    requireSpoilt(failure, then, pid);
                    return;
                }
                assertThat(hit).as("of what the worker had read already").isLessThan(PATTERNS_OF_TWO_RECORDS);
                assertThat(call.result()).isEqualTo(hash(body));
            }
        }
    }

    private static void requireSpoilt(Throwable failure, OnWorkerDeath then, long pid) {
        if (then == OnWorkerDeath.BREAK_POOL) {
            assertThat(failure).isInstanceOf(BrokenExecutorException.class);
        }
        assertThat(then == OnWorkerDeath.BREAK_POOL ? failure.getCause() : failure)
                .isInstanceOf(WorkerProtocolException.class)
                .hasMessageContaining("what nobody wrote by the rules")
                .hasMessageContaining("pid=" + pid)
                .hasMessageContaining("its check differs")
                .hasMessageContaining("look for native code");
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
