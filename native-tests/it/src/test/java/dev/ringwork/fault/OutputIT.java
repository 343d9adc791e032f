package dev.ringwork.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringwork.TaskFuture;
import dev.ringwork.WorkerDiedException;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.WorkerInfo;
import dev.ringwork.process.WorkerOutput;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a task does to the streams over which its worker also rings. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OutputIT {
    private static final int LINES = 200_000;
    private static final int LINE_LENGTH = 99;
    private static final int NULS = 1_000_000;
    private static final Duration SOON = Duration.ofSeconds(30);

    private final AtomicLong characters = new AtomicLong();
    private final ProcessPool pool = ProcessPool.builder()
            .maxWorkers(2)
            .workerOutput(line -> characters.addAndGet(line.text().length()))
            .build();

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void shouldStallNothingWhenATaskFloodsBothStreams() throws Exception {
        TaskFuture<Integer> flood = pool.submit(OutputIT::flood, LINES);
        while (!flood.isDone()) {
            assertThat(pool.submit(Math::abs, -3).result(SOON)).isEqualTo(3);
        }
        assertThat(flood.result(SOON)).isEqualTo(LINES);

        await().atMost(SOON).until(() -> characters.get() >= 2L * LINES * LINE_LENGTH);
        assertHealthy();
    }

    /** Each of them looks like a doorbell. */
    @Test
    void shouldStallNothingWhenATaskWritesNuls() throws Exception {
        assertThat(pool.submit(OutputIT::writeNuls, NULS).result(SOON)).isEqualTo(NULS);

        assertHealthy();
    }

    @Test
    void shouldFindStdinEmptyWhenATaskReadsIt() throws Exception {
        assertThat(pool.submit(OutputIT::readStdin, 1).result(SOON)).isEqualTo(-1);

        assertHealthy();
    }

    @Test
    void shouldGoOnWhenATaskClosesItsStreams() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(pool.submit(OutputIT::closeStreams, i).result(SOON)).isEqualTo(i);
        }

        assertHealthy();
    }

    /** Without that pipe it can't ring: its pool does not wait for it for ever. */
    @Test
    void shouldReplaceTheWorkerWhenATaskClosesTheDescriptor() throws Exception {
        long pid = pool.submit(OutputIT::pid, 1).result(SOON);
        assertThat(pool.workers()).extracting(WorkerInfo::pid).containsExactly(pid);
        TaskFuture<Integer> future = pool.submit(OutputIT::closeDescriptor, 1);

        Throwable failure = future.exception(SOON);

        assertThat(failure == null || failure instanceof WorkerDiedException)
                .as("how it ended: %s", failure)
                .isTrue();
        await().atMost(SOON).until(() -> pool.stats().workersLost() == 1);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(pool.workers())
                        .extracting(WorkerInfo::pid)
                        .hasSize(1)
                        .doesNotContain(pid));
        assertThat(pool.submit(Math::abs, -1).result(SOON)).isEqualTo(1);
    }

    @Test
    void shouldFailACallOnlyOnceItsWorkerIsGoneWhenThatClosedItsDescriptorAndRunsOn() throws Exception {
        Throwable failure = pool.submit(OutputIT::closeDescriptorAndStay, 1).exception(SOON);

        assertThat(failure).isInstanceOf(WorkerDiedException.class);
        assertThat(ProcessHandle.of(((WorkerDiedException) failure).pid()))
                .as("reaped before its call failed")
                .isEmpty();
        assertThat(pool.submit(Math::abs, -1).result(SOON)).isEqualTo(1);
    }

    private static long pid(int ignored) {
        return ProcessHandle.current().pid();
    }

    private static int closeDescriptorAndStay(int x) throws Exception {
        closeDescriptor(x);
        new CountDownLatch(1).await();
        return x;
    }

    @Test
    void shouldGoOnWhenTheOutputIsTakenByOneWhoThrows() throws Exception {
        WorkerOutput bad = line -> {
            throw new IllegalStateException("asked for");
        };
        try (ProcessPool other =
                ProcessPool.builder().maxWorkers(1).workerOutput(bad).build()) {
            assertThat(other.submit(OutputIT::flood, 100).result(SOON)).isEqualTo(100);
        }
    }

    private void assertHealthy() throws Exception {
        assertThat(pool.submit(Math::abs, -1).result(SOON)).isEqualTo(1);
        assertThat(pool.stats().workersLost()).isZero();
        assertThat(pool.stats().lostWakeups()).isZero();
    }

    static int flood(int lines) {
        String line = "x".repeat(LINE_LENGTH);
        for (int i = 0; i < lines; i++) {
            System.out.println(line);
            System.err.println(line);
        }
        return lines;
    }

    static int writeNuls(int count) throws IOException {
        @SuppressWarnings("resource") // the descriptor is the worker's
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        out.write(new byte[count]);
        return count;
    }

    static int readStdin(int ignored) throws IOException {
        return System.in.read();
    }

    static int closeStreams(int number) throws IOException {
        System.in.close();
        System.out.close();
        System.err.close();
        return number;
    }

    static int closeDescriptor(int number) throws IOException {
        new FileOutputStream(FileDescriptor.out).close();
        return number;
    }
}
