package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.MapOptions;
import dev.ringwork.RemoteTaskException;
import dev.ringwork.TaskFuture;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.PoolContract;
import dev.ringwork.contract.Tasks;
import dev.ringwork.function.SerializableCallable;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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
}
