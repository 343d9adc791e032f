package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.TaskFuture;
import dev.ringwork.WhenFull;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.Tasks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How many worker JVMs there are, when they come and when they go. */
@Tag("semantics")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WorkerCountIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** So many workers come and go, on a busy machine much sooner than on an idle one. */
    private static final int LEAVES = 20;

    private static final long LOOK_NANOS = 1_000_000;

    @TempDir
    private Path directory;

    private int gates;

    private Gate gate() {
        return new Gate(directory, "gate" + gates++);
    }

    private static ProcessPoolBuilder small(int workers) {
        return ProcessPool.builder().maxWorkers(workers).workerHeap("24m");
    }

    @Test
    void shouldStartNoWorkerWhenNothingWasSubmitted() {
        try (ProcessPool pool = small(3).build()) {
            assertThat(pool.workers()).isEmpty();
            assertThat(WorkersOfTest.jvmChildren()).isZero();
        }
    }

    @Test
    void shouldUseTheIdleWorkerAgainWhenCallsComeOneByOne() throws Exception {
        try (ProcessPool pool = small(3).build()) {
            Set<Long> pids = new HashSet<>();
            for (int i = 0; i < 50; i++) {
                pids.add(pool.submit(WorkerTasks::pid, i).get());
            }
            assertThat(pids).hasSize(1);
            assertThat(WorkersOfTest.jvmChildren()).isEqualTo(1);
        }
    }

    @Test
    void shouldStartAsManyAsAskedAndNoMoreWhenThereIsMuchToDo() throws Exception {
        try (ProcessPool pool = small(2).build()) {
            List<Gate> passed = new ArrayList<>();
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Gate gate = gate();
                passed.add(gate);
                futures.add(pool.submit(Tasks::passThen, gate, i));
            }
            WorkersOfTest.until(() -> passed.stream().filter(Gate::hasArrived).count() == 2);
            assertThat(WorkersOfTest.jvmChildren()).isEqualTo(2);
            passed.forEach(Gate::open);
            for (int i = 0; i < 6; i++) {
                assertThat(futures.get(i).get()).isEqualTo(i);
            }
            assertThat(WorkersOfTest.jvmChildren()).isEqualTo(2);
        }
    }

    @Test
    void shouldStartThemAllWhenPrestarted() {
        try (ProcessPool pool = small(2).build()) {
            pool.prestart();
            pool.prestart();

            WorkersOfTest.awaitIdle(pool, 2);
            assertThat(WorkersOfTest.jvmChildren()).isEqualTo(2);
            assertThat(pool.stats().workersStarted()).isEqualTo(2);
        }
    }

    @Test
    void shouldPrestartTheNewSizeWhenResizedJustBefore() {
        try (ProcessPool pool = small(1).build()) {
            pool.resize(2);
            pool.prestart();

            WorkersOfTest.awaitIdle(pool, 2);
        }
    }

    @Test
    void shouldSpreadWaitingCallsWhenResizedUp() throws Exception {
        try (ProcessPool pool = small(1).build()) {
            List<Gate> all = new ArrayList<>();
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                Gate gate = gate();
                all.add(gate);
                futures.add(pool.submit(Tasks::passThen, gate, i));
            }
            all.get(0).awaitArrival();

            pool.resize(3);

            WorkersOfTest.until(() -> all.stream().filter(Gate::hasArrived).count() == 3);
            assertThat(pool.stats().workers()).isEqualTo(3);
            all.forEach(Gate::open);
            for (int i = 0; i < 5; i++) {
                assertThat(futures.get(i).get()).isEqualTo(i);
            }
        }
    }

    @Test
    void shouldLetRunningCallsFinishAndMoveTheOthersWhenResizedDown() throws Exception {
        try (ProcessPool pool = small(2).build()) {
            List<Gate> running = List.of(gate(), gate());
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (Gate gate : running) {
                futures.add(pool.submit(Tasks::passThen, gate, 7));
                gate.awaitArrival();
            }
            List<TaskFuture<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                waiting.add(pool.submit(Tasks::twice, i));
            }

            pool.resize(1);
            running.get(0).open();

            for (int i = 0; i < 100; i++) {
                assertThat(waiting.get(i).get()).isEqualTo(2 * i);
            }
            assertThat(futures.get(1).isDone()).isFalse();
            running.get(1).open();
            assertThat(futures.get(0).get()).isEqualTo(7);
            assertThat(futures.get(1).get()).isEqualTo(7);
            WorkersOfTest.until(() -> WorkersOfTest.jvmChildren() == 1);
            assertThat(pool.stats().failed()).isZero();
        }
    }

    @Test
    void shouldHurtNoCallWhenResizedWhileWorkersStart() throws Exception {
        for (int round = 0; round < 5; round++) {
            try (ProcessPool pool = small(3).build()) {
                List<TaskFuture<Integer>> futures = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                    futures.add(pool.submit(Tasks::twice, i));
                }
                pool.resize(1);
                for (int i = 0; i < 60; i++) {
                    assertThat(futures.get(i).get()).isEqualTo(2 * i);
                }
                WorkersOfTest.until(() -> WorkersOfTest.jvmChildren() == 1);
            }
        }
    }

    @Test
    void shouldLetInWhoWaitsForRoomWhenResizedUp() throws Exception {
        try (ProcessPool pool =
                small(1).queueCapacity(0).whenFull(WhenFull.BLOCK).build()) {
            Gate first = gate();
            TaskFuture<Integer> running = pool.submit(Tasks::passThen, first, 1);
            first.awaitArrival();
            AtomicReference<TaskFuture<Integer>> accepted = new AtomicReference<>();
            Thread submitter = new Thread(() -> accepted.set(pool.submit(Tasks::twice, 2)));
            submitter.start();
            WorkersOfTest.until(() -> submitter.getState() == Thread.State.TIMED_WAITING);
            assertThat(accepted.get()).isNull();

            pool.resize(2);

            submitter.join(LIMIT.toMillis());
            assertThat(accepted.get()).as("let in").isNotNull();
            assertThat(accepted.get().get()).isEqualTo(4);
            assertThat(running.isDone()).isFalse();
            first.open();
        }
    }

    @Test
    void shouldLetInNoMoreThanTheNewSizeHoldsWhenResizedDown() throws Exception {
        try (ProcessPool pool = small(3).queueCapacity(0).build()) {
            List<Gate> gates = List.of(gate(), gate(), gate());
            List<TaskFuture<Integer>> running = new ArrayList<>();
            for (Gate gate : gates) {
                running.add(pool.submit(Tasks::passThen, gate, 7));
                gate.awaitArrival();
            }

            pool.resize(1);

            for (int i = 2; i >= 0; i--) {
                assertThatThrownBy(() -> pool.submit(Tasks::twice, 1))
                        .isInstanceOf(RejectedExecutionException.class)
                        .hasMessageContaining("limit=1");
                gates.get(i).open();
                assertThat(running.get(i).get()).isEqualTo(7);
            }
            assertThat(pool.submit(Tasks::twice, 1).get()).isEqualTo(2);
        }
    }

    @Test
    void shouldStayWithoutLimitWhenResizedWithoutOne() throws Exception {
        try (ProcessPool pool = small(1).build()) {
            Gate gate = gate();
            pool.resize(2);
            pool.resize(1);
            pool.submit(Tasks::passThen, gate, 1);
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                futures.add(pool.submit(Tasks::twice, i));
            }
            gate.open();
            assertThat(futures.get(99).get()).isEqualTo(198);
        }
    }

    @Test
    void shouldRefuseASizeThatItCannotHave() {
        try (ProcessPool pool = small(1).build()) {
            assertThatThrownBy(() -> pool.resize(0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> pool.resize(65))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at most 64")
                    .hasMessageContaining("maxWorkers=65")
                    .hasMessageContaining("make a new pool");
        }
    }

    @Test
    void shouldEndIdleWorkersAndStartThemAgainWhenNeeded() throws Exception {
        try (ProcessPool pool = small(2).idleTimeout(Duration.ofMillis(100)).build()) {
            for (int round = 0; round < 3; round++) {
                long pid = pool.submit(WorkerTasks::pid, round).get();
                WorkersOfTest.until(() -> pool.workers().isEmpty());
                assertThat(WorkersOfTest.isAlive(pid)).isFalse();
            }
            assertThat(pool.stats().workersStarted()).isEqualTo(3);
            assertThat(pool.stats().workersLost()).isZero();
        }
    }

    @Test
    void shouldLoseNoCallWhenWorkersLeaveAllTheTime() throws Exception {
        try (ProcessPool pool = small(2).idleTimeout(Duration.ofMillis(2)).build()) {
            for (int i = 0; i < 300 && pool.stats().workersStarted() < LEAVES; i++) {
                assertThat(pool.submit(Tasks::twice, i).get()).isEqualTo(2 * i);
                if (i % 30 == 0) {
                    WorkersOfTest.until(() -> pool.workers().isEmpty());
                }
            }
            assertThat(pool.stats().failed()).isZero();
        }
    }

    @Test
    void shouldRecycleWorkersUnderABacklogWithoutLosingCalls() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong most = new AtomicLong();
        Thread counter = new Thread(() -> {
            while (!over.get()) {
                most.accumulateAndGet(WorkersOfTest.jvmChildren(), Math::max);
                LockSupport.parkNanos(LOOK_NANOS); // the workers want to run, too
            }
        });
        try (ProcessPool pool = small(2).maxTasksPerWorker(20).build()) {
            counter.start();
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                futures.add(pool.submit(WorkerTasks::countCalls, i));
            }
            for (TaskFuture<Integer> future : futures) {
                assertThat(future.get()).isBetween(1, 20);
            }
            assertThat(pool.stats().workersStarted()).isBetween(10L, 13L);
            assertThat(pool.stats().workersLost()).isZero();
        } finally {
            over.set(true);
            counter.join();
        }
        assertThat(most.get()).as("JVMs at a time").isEqualTo(2);
    }

    @Test
    void shouldFinishAcceptedWorkWhenRecycledDuringShutdown() throws Exception {
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        ProcessPool pool = small(1).maxTasksPerWorker(3).build();
        for (int i = 0; i < 10; i++) {
            futures.add(pool.submit(WorkerTasks::countCalls, i));
        }
        pool.close();

        for (int i = 0; i < 10; i++) {
            assertThat(futures.get(i).get()).isEqualTo(i % 3 + 1);
        }
        assertThat(WorkersOfTest.jvmChildren()).isZero();
    }

    @Test
    void shouldRunAPoolOfItsOwnInAWorker() throws Exception {
        try (ProcessPool pool =
                ProcessPool.builder().maxWorkers(1).workerHeap("32m").build()) {
            assertThat(pool.submit(WorkerTasks::sumInPoolOfOwn, 20, 22).get()).isEqualTo(42);
        }
    }

    @Test
    void shouldSayWhatToDoWhenATaskCapturesItsPool() throws Exception {
        try (ProcessPool pool = small(1).build()) {
            TaskFuture<Integer> future =
                    pool.submit(() -> pool.submit(Tasks::twice, 1).get());

            assertThat(future.exception(LIMIT))
                    .hasMessageContaining("ProcessPool")
                    .hasMessageContaining("stays in the process that made it");
        }
    }

    @Test
    void shouldWaitForOtherCallsInACallback() throws Exception {
        try (ProcessPool pool = small(1).build()) {
            List<Integer> seen = new CopyOnWriteArrayList<>();
            TaskFuture<Integer> first = pool.submit(Tasks::twice, 1);
            TaskFuture<Integer> second = pool.submit(Tasks::twice, 2);
            first.onDone(done -> {
                seen.add(second.result());
                seen.add(pool.submit(Tasks::twice, 3).result());
            });
            WorkersOfTest.until(() -> seen.size() == 2);
            assertThat(seen).containsExactly(4, 6);
        }
    }
}
