package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.MapOptions;
import dev.ringwork.MapResult;
import dev.ringwork.TaskFuture;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.Tasks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code cancel(true)} of calls that run: interrupt, grace, kill, replace, and nobody else notices. */
@Tag("semantics")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CancelRunningIT {
    private static final int ROUNDS = 1000;
    private static final int POOLS = 4;
    private static final int BEHIND = 200;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private int gates;

    private Gate gate() {
        return new Gate(directory, "gate" + gates++);
    }

    private static ProcessPool pool(int workers) {
        return ProcessPool.builder().maxWorkers(workers).workerHeap("24m").build();
    }

    /** A worker looks for interrupts every 50 ms, so several pools have their rounds at a time. */
    @Test
    void shouldRunTheNextCallUndisturbedWhenTheOneBeforeWasCancelled() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(POOLS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < POOLS; i++) {
                int number = i;
                all.add(threads.submit(() -> cancelAndGoOn(number, ROUNDS / POOLS)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Void cancelAndGoOn(int number, int rounds) throws Exception {
        try (ProcessPool pool = pool(1)) {
            long pid = pool.submit(WorkerTasks::pid, 0).get();
            for (int round = 0; round < rounds; round++) {
                Gate gate = new Gate(directory, "pool" + number + "." + round);
                TaskFuture<Boolean> running = pool.submit(WorkerTasks::waitForInterrupt, gate);
                gate.awaitArrival();
                TaskFuture<Boolean> next = pool.submit(WorkerTasks::isInterrupted, round);

                assertThat(running.cancel(true)).isTrue();

                assertThat(running.isCancelled()).isTrue();
                assertThat(next.get()).as("round %d", round).isFalse();
            }
            assertThat(pool.submit(WorkerTasks::pid, 0).get()).isEqualTo(pid);
            assertThat(pool.stats().workersStarted()).isEqualTo(1);
            assertThat(pool.stats().cancelled()).isEqualTo(rounds);
        }
        return null;
    }

    @Test
    void shouldNotInterruptTheNextCallWhenACancelComesAsTheCallEnds() throws Exception {
        try (ProcessPool pool = pool(1)) {
            for (int round = 0; round < ROUNDS; round++) {
                TaskFuture<Integer> ending = pool.submit(Tasks::twice, round);
                TaskFuture<Boolean> next = pool.submit(WorkerTasks::isInterrupted, round);
                while (!ending.isRunning() && !ending.isDone()) {
                    Thread.onSpinWait();
                }
                ending.cancel(true);

                assertThat(next.get()).as("round %d", round).isFalse();
            }
            assertThat(pool.stats().workersStarted()).isEqualTo(1);
        }
    }

    @Test
    void shouldReplaceTheWorkerAndSpareTheOthersWhenACancelledCallDoesNotStop() throws Exception {
        try (ProcessPool pool = pool(1)) {
            Gate gate = gate();
            TaskFuture<Integer> deaf = pool.submit(WorkerTasks::neverEnd, gate);
            gate.awaitArrival();
            long pid = WorkersOfTest.pids(pool).get(0);
            List<TaskFuture<Integer>> behind = new ArrayList<>();
            for (int i = 0; i < BEHIND; i++) {
                behind.add(pool.submit(Tasks::twice, i));
            }

            assertThat(deaf.cancel(true)).isTrue();

            assertThat(deaf.isDone()).isTrue();
            assertThat(deaf.awaitStopped(Duration.ofMillis(100))).isFalse();
            for (int i = 0; i < BEHIND; i++) {
                assertThat(behind.get(i).get()).isEqualTo(2 * i);
            }
            assertThat(deaf.awaitStopped(LIMIT)).isTrue();
            assertThat(WorkersOfTest.isAlive(pid)).isFalse();
            assertThat(pool.stats().workersStarted()).isEqualTo(2);
            assertThat(pool.stats().failed()).isZero();
        }
    }

    @Test
    void shouldSayThatACallHasStoppedWhenItHas() throws Exception {
        try (ProcessPool pool = pool(1)) {
            Gate gate = gate();
            TaskFuture<Boolean> running = pool.submit(WorkerTasks::waitForInterrupt, gate);
            gate.awaitArrival();
            assertThat(running.awaitStopped(Duration.ofMillis(5))).isFalse();

            running.cancel(true);

            assertThat(running.awaitStopped(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
            assertThatThrownBy(running::get).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void shouldEndAChunkAtTheInputThatRunsWhenItIsInterrupted() throws Exception {
        Gate gate = gate();
        try (ProcessPool pool = pool(1)) {
            MapResult<Boolean> results = pool.map(
                    WorkerTasks::waitForInterrupt,
                    List.of(gate, gate, gate, gate),
                    MapOptions.defaults().chunkSize(4));
            gate.awaitArrival();

            pool.shutdownNow();

            assertThat(results.next()).isFalse();
            for (int i = 1; i < 4; i++) {
                assertThatThrownBy(results::next).isInstanceOf(CancellationException.class);
            }
            assertThat(pool.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    @Test
    void shouldFailOnlyTheOverdueCallWhenACallTakesTooLong() throws Exception {
        Duration timeout =
                Duration.ofSeconds(3); // the first call of a new worker takes 50 ms of a processor, shared with many
        try (ProcessPool pool = ProcessPool.builder()
                .maxWorkers(1)
                .workerHeap("24m")
                .callTimeout(timeout)
                .build()) {
            pool.submit(Tasks::twice, 1).get();
            Gate gate = gate();
            long start = System.nanoTime();
            TaskFuture<Integer> overdue = pool.submit(WorkerTasks::neverEnd, gate);
            gate.awaitArrival();
            List<TaskFuture<Integer>> behind = new ArrayList<>();
            for (int i = 0; i < BEHIND; i++) {
                behind.add(pool.submit(Tasks::twice, i));
            }

            assertThat(overdue.exception(LIMIT))
                    .isInstanceOf(dev.ringwork.TaskTimeoutException.class)
                    .hasMessageContaining("callTimeout=PT3S");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("from before the start of the call")
                    .isGreaterThan(timeout);
            for (int i = 0; i < BEHIND; i++) {
                assertThat(behind.get(i).get()).isEqualTo(2 * i);
            }
            assertThat(pool.stats().failed()).isEqualTo(1);
        }
    }

    @Test
    void shouldNotCountTheTimeInTheQueueWhenCallsAreLimited() throws Exception {
        try (ProcessPool pool = ProcessPool.builder()
                .maxWorkers(1)
                .workerHeap("24m")
                .callTimeout(Duration.ofSeconds(2))
                .build()) {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                futures.add(pool.submit(CancelRunningIT::takeAThirdOfTheLimit, i));
            }
            for (int i = 0; i < 4; i++) {
                assertThat(futures.get(i).get()).isEqualTo(i);
            }
        }
    }

    /** A computation of 700 ms. */
    private static int takeAThirdOfTheLimit(int value) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(700);
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        return value;
    }

    @Test
    void shouldFailOnlyTheOverdueInputWhenAMapIsLimited() throws Exception {
        Gate open = gate();
        open.open();
        Gate shut = gate();
        try (ProcessPool pool = ProcessPool.builder()
                .maxWorkers(1)
                .workerHeap("24m")
                .callTimeout(Duration.ofSeconds(3))
                .build()) {
            MapResult<Integer> results =
                    pool.map(Tasks::passThen, List.of(open, open, shut, open, open), List.of(0, 1, 2, 3, 4));
            assertThat(results.next()).isEqualTo(0);
            assertThat(results.next()).isEqualTo(1);
            assertThatThrownBy(results::next).isInstanceOf(dev.ringwork.TaskTimeoutException.class);
            assertThat(results.next()).isEqualTo(3);
            assertThat(results.next()).isEqualTo(4);
        }
    }
}
