package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.MapOptions;
import dev.ringwork.RemoteTaskException;
import dev.ringwork.TaskFuture;
import dev.ringwork.WorkerDiedException;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.PoolContract;
import dev.ringwork.contract.Tasks;
import dev.ringwork.function.SerializableCallable;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scenarios of CPython's {@code test_process_pool.py}, by their names there. */
class PythonProcessPoolIT extends PoolContract {
    private static final SerializableCallable<Long> PID =
            () -> ProcessHandle.current().pid();
    private static WeakReference<Object> argument = new WeakReference<>(null);

    PythonProcessPoolIT() {
        super(new ProcessSource(4));
    }

    private static ProcessPoolBuilder builder(int workers) {
        return ProcessPool.builder().maxWorkers(workers).workerHeap("32m");
    }

    @Test
    @DisplayName("test_killed_child")
    void shouldBreakThePoolWhenAWorkerIsKilledAndThatIsThePolicy() throws Exception {
        ProcessPool pool = builder(1).onWorkerDeath(OnWorkerDeath.BREAK_POOL).build();
        own(pool);
        TaskFuture<Integer> running = blocked(pool, gate(), 1);
        TaskFuture<Integer> waiting = pool.submit(Tasks::twice, 1);

        ProcessHandle.of(pool.workers().get(0).pid()).orElseThrow().destroyForcibly();

        assertThat(running.exception(LONG)).isInstanceOf(BrokenExecutorException.class);
        assertThat(waiting.exception(LONG)).isInstanceOf(BrokenExecutorException.class);
        assertThatThrownBy(() -> pool.submit(Tasks::power, 2, 8)).isInstanceOf(BrokenExecutorException.class);
    }

    @Test
    @DisplayName("test_map_chunksize")
    void shouldMapWithAnyChunkSize() {
        List<Integer> inputs = IntStream.range(0, 40).boxed().toList();
        List<Integer> expected = inputs.stream().map(i -> Tasks.power(i, i)).toList();
        for (int chunk : new int[] {6, 50, 40}) {
            assertThat(pool().map(
                                    Tasks::power,
                                    inputs,
                                    inputs,
                                    MapOptions.defaults().chunkSize(chunk))
                            .toList())
                    .isEqualTo(expected);
        }
        assertThatThrownBy(() -> MapOptions.defaults().chunkSize(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("test_traceback")
    void shouldShowTheRemoteStackAsTheCause() {
        Throwable failure = pool().submit(Tasks::fail, 123).exception();
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }

        assertThat(failure).hasMessage("number 123");
        assertThat(innermost).isInstanceOf(RemoteTaskException.class);
        assertThat(innermost.getStackTrace()[0].getMethodName()).isEqualTo("fail");
    }

    private static int keepWeakly(int[] numbers) {
        argument = new WeakReference<>(numbers);
        return numbers.length;
    }

    private static boolean isCollected() {
        System.gc();
        return argument.get() == null;
    }

    @Test
    @DisplayName("test_ressources_gced_in_workers")
    void shouldNotRetainArgumentsInWorkers() {
        ProcessPool pool = builder(1).build();
        own(pool);
        assertThat(pool.submit(PythonProcessPoolIT::keepWeakly, new int[1000]).result())
                .isEqualTo(1000);

        eventually(() -> pool.submit(PythonProcessPoolIT::isCollected).result());
    }

    @Test
    @DisplayName("test_saturation")
    void shouldHaveAllWorkersAndNoMoreWhenSaturated() throws Exception {
        ProcessPool pool = builder(4).build();
        own(pool);
        Gate gate = gate();
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            futures.add(pool.submit(Tasks::passThen, gate, i));
        }
        eventually(() -> pool.workers().size() == 4);

        gate.open();
        for (TaskFuture<Integer> future : futures) {
            future.get();
        }
        assertThat(pool.stats().workersStarted()).isEqualTo(4);
    }

    @Test
    @DisplayName("test_idle_process_reuse_one")
    void shouldReuseTheIdleWorker() {
        ProcessPool pool = builder(4).build();
        own(pool);
        for (int i = 0; i < 3; i++) {
            assertThat(pool.submit(Tasks::twice, i).result()).isEqualTo(2 * i);
            eventually(() -> pool.workers().stream().allMatch(worker -> worker.state() == WorkerInfo.State.IDLE));
        }

        assertThat(pool.stats().workersStarted()).isEqualTo(1);
    }

    @Test
    @DisplayName("test_idle_process_reuse_multiple")
    void shouldReuseIdleWorkersWhenThereAreSome() {
        ProcessPool pool = builder(4).build();
        own(pool);
        for (int i = 0; i < 3; i++) {
            pool.submit(Tasks::twice, i).result();
            pool.submit(Tasks::twice, i);
        }

        assertThat(pool.stats().workersStarted()).isLessThanOrEqualTo(3);
    }

    @Test
    @DisplayName("test_max_tasks_per_child")
    void shouldReplaceAWorkerAfterItsTasks() {
        ProcessPool pool = builder(1).maxTasksPerWorker(3).build();
        own(pool);
        long first = pool.submit(PID).result();
        assertThat(pool.submit(PID).result()).isEqualTo(first);
        assertThat(pool.submit(PID).result()).isEqualTo(first);

        assertThat(pool.submit(PID).result()).isNotEqualTo(first);
        assertThat(pool.workers()).hasSize(1);
    }

    @Test
    @DisplayName("test_max_tasks_early_shutdown")
    void shouldCompleteAllWhenShutDownWhileWorkersAreReplaced() throws Exception {
        ProcessPool pool = builder(3).maxTasksPerWorker(1).build();
        own(pool);
        List<TaskFuture<Integer>> futures = submit(pool, 6);

        pool.shutdown();

        for (int i = 0; i < 6; i++) {
            assertThat(futures.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(2 * i);
        }
    }

    @Test
    @DisplayName("test_broken_process_pool_traceback")
    void shouldGiveEachFutureItsOwnExceptionWhenThePoolBreaks() throws Exception {
        ProcessPool pool = builder(1).onWorkerDeath(OnWorkerDeath.BREAK_POOL).build();
        own(pool);
        TaskFuture<Integer> running = blocked(pool, gate(), 1);
        List<TaskFuture<Integer>> futures = submit(pool, 2);
        futures.add(running);

        WorkersOfTest.kill(pool.workers().get(0).pid());

        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        futures.forEach(future -> seen.add(future.exception(LONG)));
        assertThat(seen).hasSize(3).hasOnlyElementsOfType(BrokenExecutorException.class);
    }

    @Test
    @DisplayName("test_traceback_when_child_process_terminates_abruptly")
    void shouldSayHowTheWorkerEndedWhenItEndsAbruptly() {
        ProcessPool pool = builder(1).onWorkerDeath(OnWorkerDeath.BREAK_POOL).build();
        own(pool);

        assertThat(pool.submit(WorkerTasks::exit, 99).exception(LONG))
                .isInstanceOf(BrokenExecutorException.class)
                .hasMessageContaining("exitCode=99")
                .hasCauseInstanceOf(WorkerDiedException.class);
    }

    @Test
    @DisplayName("test_max_tasks_per_child_pending_tasks_gh115634")
    void shouldCompleteABacklogWhenWorkersAreReplaced() throws Exception {
        for (int workers = 1; workers <= 2; workers++) {
            ProcessPool pool = builder(workers).maxTasksPerWorker(2).build();
            own(pool);
            List<TaskFuture<Integer>> futures = submit(pool, 4 + 2 * workers);
            for (int i = 0; i < futures.size(); i++) {
                assertThat(futures.get(i).result(LONG)).isEqualTo(2 * i);
            }
        }
    }

    /** Deviation: Python fails what a dropped executor has not begun when its worker is due to be replaced. */
    @Test
    @DisplayName("test_shutdown_no_wait_max_tasks_gh119592, test_gc_during_max_tasks_worker_exit_gh152967")
    void shouldReplaceWorkersForAcceptedWorkWhenShutDownOrDropped() throws Exception {
        for (boolean shutDown : new boolean[] {true, false}) {
            Gate gate = new Gate(directory, "dropped" + shutDown);
            List<TaskFuture<Integer>> futures = workOfADroppedPool(gate, shutDown);
            System.gc();
            gate.open();
            for (int i = 0; i < 3; i++) {
                assertThat(futures.get(i).result(LONG)).isEqualTo(i);
            }
        }
    }

    private static List<TaskFuture<Integer>> workOfADroppedPool(Gate gate, boolean shutDown)
            throws InterruptedException {
        ProcessPool pool = builder(1).maxTasksPerWorker(1).build();
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            futures.add(pool.submit(Tasks::passThen, gate, i));
        }
        gate.awaitArrival();
        if (shutDown) {
            pool.shutdown();
        }
        return futures;
    }

    private static void end(ProcessPool pool, boolean politely) {
        if (politely) {
            pool.terminateWorkers();
        } else {
            pool.killWorkers();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("test_force_shutdown_workers, test_terminate_workers, test_kill_workers")
    void shouldEndTheRunningWorkerWhenTold(boolean politely) throws Exception {
        ProcessPool pool = builder(1).build();
        own(pool);
        TaskFuture<Integer> running = blocked(pool, gate(), 1);
        long pid = pool.workers().get(0).pid();

        end(pool, politely);

        WorkersOfTest.awaitGone(List.of(pid));
        assertThat(running.exception(LONG)).isInstanceOf(BrokenExecutorException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("test_force_shutdown_workers_dead_workers")
    void shouldNotThrowWhenToldAfterThePoolBroke(boolean politely) {
        ProcessPool pool = builder(1).onWorkerDeath(OnWorkerDeath.BREAK_POOL).build();
        own(pool);
        assertThat(pool.submit(WorkerTasks::exit, 1).exception(LONG)).isInstanceOf(BrokenExecutorException.class);

        end(pool, politely);

        assertThat(pool.isShutdown()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("test_force_shutdown_workers_not_started_yet")
    void shouldStartNothingWhenToldBeforeAnyWorkerIsThere(boolean politely) throws Exception {
        ProcessPool pool = builder(1).build();
        own(pool);

        end(pool, politely);

        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.stats().workersStarted()).isZero();
    }

    @Test
    @DisplayName("test_shutdown_gh_132969_case_1, test_shutdown_gh_132969_case_2")
    void shouldCompleteWhatRunsWhenShutDownWithoutWaitingAfterFailuresOnWorkersThatAreReplaced() throws Exception {
        ProcessPool pool = builder(2).maxTasksPerWorker(1).build();
        own(pool);
        Gate gate = gate();
        TaskFuture<Integer> good = blocked(pool, gate, 7);
        for (int i = 0; i < 3; i++) {
            assertThat(pool.submit(Tasks::fail, i).exception(LONG)).hasMessage("number " + i);
        }

        pool.shutdown();

        gate.open();
        assertThat(good.result(LONG)).isEqualTo(7);
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("test_force_shutdown_during_max_tasks_worker_exit")
    void shouldEndWhenToldWhileWorkersAreReplaced(boolean politely) throws Exception {
        ProcessPool pool = builder(2).maxTasksPerWorker(1).build();
        own(pool);
        List<TaskFuture<Integer>> futures = submit(pool, 8);
        futures.get(1).result(LONG);

        end(pool, politely);

        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(futures).allMatch(TaskFuture::isDone);
    }

    private static void letOnlyTheFirstThrough(Gate gate) {
        if (!gate.isFirst()) {
            throw new IllegalStateException("no second worker");
        }
    }

    @Test
    @DisplayName("test_failed_worker_replacement_breaks_pool")
    void shouldBreakWithTheCauseWhenAWorkerCannotBeReplaced() {
        Gate gate = gate();
        ProcessPool pool = builder(1)
                .maxTasksPerWorker(1)
                .initializer(() -> letOnlyTheFirstThrough(gate))
                .workerOutput(WorkerOutput.discard())
                .build();
        own(pool);
        List<TaskFuture<Integer>> futures = submit(pool, 2);

        assertThat(futures.get(0).result(LONG)).isZero();
        assertThat(futures.get(1).exception(LONG))
                .isInstanceOf(BrokenExecutorException.class)
                .cause()
                .hasMessageContaining("no second worker");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("test_force_shutdown_workers_stops_pool")
    void shouldRefuseTasksWhenWorkersWereEnded(boolean politely) {
        ProcessPool pool = builder(1).build();
        own(pool);
        assertThat(pool.submit(Tasks::twice, 1).result(LONG)).isEqualTo(2);
        long pid = pool.workers().get(0).pid();

        end(pool, politely);

        assertThatThrownBy(() -> pool.submit(Tasks::twice, 1)).isInstanceOf(RejectedExecutionException.class);
        WorkersOfTest.awaitGone(List.of(pid));
    }
}
