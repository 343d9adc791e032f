package dev.ringwork.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ringwork.TaskFuture;
import dev.ringwork.WorkerDiedException;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.Tasks;
import dev.ringwork.os.Jvm;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.WorkerInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are stopped by a signal: workers are waited for or, when asked, killed; a coordinator notices nothing.
 * {@code -Dstop.seconds=60} stops it for as long.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class StallIT {
    private static final int CALLS = 20;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration STALL = Duration.ofSeconds(1);
    private static final int STOP_SECONDS = Integer.getInteger("stop.seconds", 4);

    @TempDir
    private Path directory;

    @Test
    void shouldWaitForAStoppedWorkerAndMoveWhatItHasNotBegun() throws Exception {
        Gate gate = new Gate(directory, "gate");
        try (ProcessPool pool = ProcessPool.builder().maxWorkers(2).build()) {
            TaskFuture<Integer> running = pool.submit(Tasks::passThen, gate, 7);
            gate.awaitArrival();
            long pid = pidOf(pool, WorkerInfo.State.BUSY);
            Processes.signal("STOP", pid);

            await().atMost(SOON).until(() -> stateOf(pool, pid) == WorkerInfo.State.SUSPECT);
            assertAllSucceed(pool);
            assertThat(running.isDone()).isFalse();

            gate.open();
            Processes.signal("CONT", pid);
            assertThat(running.result(SOON)).isEqualTo(7);
            await().atMost(SOON).until(() -> stateOf(pool, pid) == WorkerInfo.State.IDLE);
            assertAllSucceed(pool);
            assertThat(pool.stats().workersLost()).isZero();
            assertThat(pool.stats().workersStarted()).isEqualTo(2);
        }
    }

    /** A stopped worker looks idle to whoever submits. */
    @Test
    void shouldRunCallsElsewhereWhenTheyWereGivenToAStoppedWorker() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().maxWorkers(2).build()) {
            pool.prestart();
            await().atMost(SOON)
                    .until(() -> pool.workers().stream()
                                    .filter(w -> w.state() == WorkerInfo.State.IDLE)
                                    .count()
                            == 2);
            long pid = pool.workers().get(1).pid();
            Processes.signal("STOP", pid);

            assertAllSucceed(pool);

            Processes.signal("CONT", pid);
            assertThat(pool.stats().workersLost()).isZero();
        }
    }

    @Test
    void shouldKillAStoppedWorkerBeforeItsCallFailsWhenAsked() throws Exception {
        Gate gate = new Gate(directory, "gate");
        try (ProcessPool pool =
                ProcessPool.builder().maxWorkers(1).stallTimeout(STALL).build()) {
            TaskFuture<Integer> running = pool.submit(Tasks::passThen, gate, 7);
            TaskFuture<Integer> waiting = pool.submit(Math::abs, -3);
            gate.awaitArrival();
            long pid = pidOf(pool, WorkerInfo.State.BUSY);
            Processes.signal("STOP", pid);
            long start = System.nanoTime();

            assertThatThrownBy(() -> running.result(SOON))
                    .isInstanceOf(WorkerDiedException.class)
                    .satisfies(e -> assertThat(((WorkerDiedException) e).pid()).isEqualTo(pid));
            Duration after = Duration.ofNanos(System.nanoTime() - start);

            System.out.println("stall: timeoutMillis=" + STALL.toMillis() + " failedAfterMillis=" + after.toMillis());
            assertThat(ProcessHandle.of(pid))
                    .as("reaped before its call failed")
                    .isEmpty();
            assertThat(waiting.result(SOON)).isEqualTo(3);
            assertThat(after).isGreaterThan(STALL.dividedBy(2));
            assertThat(pool.stats().workersLost()).isEqualTo(1);
        }
    }

    /** Nothing else ends a worker that was told to go and is still busy. */
    @Test
    void shouldKillAStoppedWorkerThatThePoolHasSentAwayWhenAsked() throws Exception {
        List<Gate> gates = List.of(new Gate(directory, "one"), new Gate(directory, "other"));
        try (ProcessPool pool =
                ProcessPool.builder().maxWorkers(2).stallTimeout(STALL).build()) {
            List<TaskFuture<Integer>> running = new ArrayList<>();
            for (Gate gate : gates) {
                running.add(pool.submit(Tasks::passThen, gate, 7));
                gate.awaitArrival();
            }
            pool.resize(1);
            await().atMost(SOON)
                    .until(() -> pool.workers().stream()
                                    .filter(w -> w.state() == WorkerInfo.State.STOPPING)
                                    .count()
                            == 1);
            long pid = pidOf(pool, WorkerInfo.State.STOPPING);
            Processes.signal("STOP", pid);

            try {
                await().atMost(10, TimeUnit.SECONDS)
                        .until(() -> running.stream().filter(TaskFuture::isDone).count() == 1);
            } finally {
                gates.forEach(Gate::open);
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly); // else the pool could not close
            }

            assertThat(running)
                    .filteredOn(future -> future.exception(SOON) instanceof WorkerDiedException)
                    .singleElement()
                    .satisfies(future -> assertThat(((WorkerDiedException) future.exception()).pid())
                            .isEqualTo(pid));
            assertThat(ProcessHandle.of(pid)).isEmpty();
        }
    }

    /** A long call, a garbage collection and a full machine are no stalls: the heart beats. */
    @Test
    void shouldNotTakeALongCallForAStall() throws Exception {
        try (ProcessPool pool =
                ProcessPool.builder().maxWorkers(1).stallTimeout(STALL).build()) {
            assertThat(pool.submit(StallIT::spin, 2 * STALL.toMillis()).result(SOON))
                    .isEqualTo(1);
            assertThat(pool.stats().workersLost()).isZero();
        }
    }

    static int spin(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        return 1;
    }

    /** Everything that looks at the clock is on: when the coordinator goes on, none of it takes its own stop for another's. */
    @Test
    void shouldFailNothingWhenTheCoordinatorIsStopped() throws Exception {
        Process coordinator = new ProcessBuilder(Jvm.command(Coordinator.class))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(coordinator.getInputStream().read()).isEqualTo('u');
            for (int i = 0; i < 2; i++) {
                Processes.signal("STOP", coordinator.pid());
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(STOP_SECONDS));
                Processes.signal("CONT", coordinator.pid());
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            }
            coordinator.getOutputStream().close();

            String report = new String(coordinator.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            System.out.println("stopped coordinator: seconds=" + STOP_SECONDS + " " + report.strip());
            assertThat(report).contains("failed=0 ").contains("lost=0 ").contains("lostWakeups=0");
        } finally {
            coordinator.destroyForcibly();
        }
    }

    /** Calls all the time, until its stdin ends. */
    static final class Coordinator {
        private static final Duration SHORTER_THAN_THE_STOP = Duration.ofSeconds(2);

        public static void main(String[] arguments) {
            ProcessPool pool = ProcessPool.builder()
                    .maxWorkers(2)
                    .callTimeout(SHORTER_THAN_THE_STOP)
                    .idleTimeout(SHORTER_THAN_THE_STOP)
                    .stallTimeout(STALL)
                    .build();
            try (pool) {
                int round = 0;
                CompletableFuture<Void> over = CompletableFuture.runAsync(Coordinator::awaitEndOfStdin);
                while (!over.isDone()) {
                    List<TaskFuture<Integer>> futures = new ArrayList<>();
                    for (int i = 0; i < CALLS; i++) {
                        futures.add(pool.submit(StallIT::spin, 5L));
                    }
                    futures.forEach(TaskFuture::exception);
                    if (round++ == 0) {
                        System.out.print('u');
                        System.out.flush();
                    }
                }
            }
            System.out.println(" failed=" + pool.stats().failed() + " lost="
                    + pool.stats().workersLost() + " succeeded=" + pool.stats().succeeded() + " lostWakeups="
                    + pool.stats().lostWakeups());
        }

        private static void awaitEndOfStdin() {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void assertAllSucceed(ProcessPool pool) throws Exception {
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            futures.add(pool.submit(Math::abs, -i));
        }
        for (int i = 0; i < CALLS; i++) {
            assertThat(futures.get(i).result(SOON)).isEqualTo(i);
        }
    }

    private static long pidOf(ProcessPool pool, WorkerInfo.State state) {
        return pool.workers().stream()
                .filter(worker -> worker.state() == state)
                .mapToLong(WorkerInfo::pid)
                .findFirst()
                .orElseThrow();
    }

    private static WorkerInfo.State stateOf(ProcessPool pool, long pid) {
        return pool.workers().stream()
                .filter(worker -> worker.pid() == pid)
                .map(WorkerInfo::state)
                .findFirst()
                .orElse(null);
    }
}
