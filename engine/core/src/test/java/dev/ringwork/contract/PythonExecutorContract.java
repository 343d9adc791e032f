package dev.ringwork.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.MapOptions;
import dev.ringwork.MapResult;
import dev.ringwork.PoolExecutor;
import dev.ringwork.TaskFuture;
import dev.ringwork.TaskTimeoutException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The scenarios of CPython's {@code executor.py}, {@code test_thread_pool.py}, {@code test_shutdown.py} and
 * {@code test_init.py} that are not about one kind of pool, by their names there. Those about the end of a program are
 * {@link ExitContract}'s.
 */
public abstract class PythonExecutorContract extends PoolContract {
    private static final List<Integer> TEN = IntStream.range(0, 10).boxed().toList();
    private static final List<Integer> POWERS =
            TEN.stream().map(i -> Tasks.power(i, i)).toList();

    protected PythonExecutorContract(PoolSource source) {
        super(source);
    }

    // ---- executor.py

    @Test
    @DisplayName("test_submit")
    void shouldReturnTheResultWhenSubmitted() {
        assertThat(pool().submit(Tasks::power, 2, 8).result()).isEqualTo(256);
    }

    /** What Python says by keyword a lambda says by what it captures. */
    @Test
    @DisplayName("test_submit_keyword")
    void shouldTakeAnyNumberOfArgumentsWhenTheyAreCaptured() {
        int a = 2;
        int b = 8;
        String c = "=";

        assertThat(pool().submit(() -> a + c + b + c + a * b).result()).isEqualTo("2=8=16");
    }

    @Test
    @DisplayName("test_map")
    void shouldMapAsAnOrdinaryMapDoes() {
        assertThat(pool().map(Tasks::power, TEN, TEN).toList()).isEqualTo(POWERS);
        assertThat(pool().map(Tasks::power, TEN, TEN, MapOptions.defaults().chunkSize(3))
                        .toList())
                .isEqualTo(POWERS);
    }

    @Test
    @DisplayName("test_map_exception")
    void shouldThrowAtTheItemThatFailed() {
        MapResult<Integer> results = pool().map(Tasks::divide, List.of(4, 4, 1, 1), List.of(2, 4, 0, 1));

        assertThat(results.next()).isEqualTo(2);
        assertThat(results.next()).isEqualTo(1);
        assertThatThrownBy(results::next).isInstanceOf(ArithmeticException.class);
        assertThat(results.next()).as("Python's iterator is at its end here").isEqualTo(1);
    }

    @Test
    @DisplayName("test_map_timeout")
    void shouldReturnWhatIsDoneWhenTheTimeRunsOut() throws Exception {
        PoolExecutor pool = newPool();
        Gate quick = gate();
        Gate slow = gate();
        quick.open();
        MapResult<Integer> results = pool.map(
                Tasks::passThen,
                List.of(quick, quick, slow),
                List.of(1, 2, 3),
                MapOptions.defaults().chunkSize(1).timeout(SHORT));
        eventually(() -> pool.stats().succeeded() == 2); // however long that takes: what is done is returned
        List<Integer> taken = new ArrayList<>();

        assertThatThrownBy(() -> results.forEachRemaining(taken::add)).isInstanceOf(TaskTimeoutException.class);

        assertThat(taken).containsExactly(1, 2);
    }

    private static final List<Integer> FOUR = List.of(0, 1, 2, 3);

    /** Python refuses 0, too; here it is the default, no limit. */
    @Test
    @DisplayName("test_map_buffersize_value_validation")
    void shouldRefuseABufferOfLessThanNothing() {
        assertThatThrownBy(() -> MapOptions.defaults().bufferSize(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bufferSize=-1");
    }

    @Test
    @DisplayName("test_map_buffersize, test_map_buffersize_on_multiple_iterables")
    void shouldMapAllWhateverTheBuffer() {
        for (int size : new int[] {1, 2, 4, 8}) {
            MapOptions options = MapOptions.defaults().bufferSize(size);
            assertThat(pool().map(Tasks::twice, FOUR, options).toList()).containsExactly(0, 2, 4, 6);
            assertThat(pool().map(Tasks::sum, FOUR, FOUR, options).toList()).containsExactly(0, 2, 4, 6);
        }
    }

    @Test
    @DisplayName("test_map_buffersize_on_infinite_iterable, test_map_buffersize_on_multiple_infinite_iterables")
    void shouldMapInputsWithoutEndWhenThereIsABuffer() {
        Iterable<Integer> endless = () -> IntStream.iterate(0, i -> i + 1).iterator();
        MapOptions options = MapOptions.defaults().bufferSize(2);
        try (MapResult<Integer> one = pool().map(Tasks::twice, endless, options);
                MapResult<Integer> two = pool().map(Tasks::sum, endless, endless, options)) {
            for (int i = 0; i < 3; i++) {
                assertThat(one.next()).isEqualTo(2 * i);
                assertThat(two.next()).isEqualTo(2 * i);
            }
        }
    }

    @Test
    @DisplayName("test_map_buffersize_on_empty_iterable")
    void shouldMapNothingWhenThereIsABufferAndNoInput() {
        assertThat(pool().map(Tasks::twice, List.of(), MapOptions.defaults().bufferSize(2))
                        .hasNext())
                .isFalse();
    }

    @Test
    @DisplayName("test_map_buffersize_when_buffer_is_full")
    void shouldPullOnlyWhatTheBufferHolds() {
        Iterator<Integer> inputs = FOUR.iterator();
        PoolExecutor pool = newPool();

        pool.map(Tasks::twice, () -> inputs, MapOptions.defaults().bufferSize(2));
        pool.close();

        assertThat(inputs.next()).isEqualTo(2);
    }

    @Test
    @DisplayName("test_shutdown_race_issue12456")
    void shouldShutDownWhenMoreThanWorkersCanTakeWasSubmitted() throws Exception {
        PoolExecutor pool = newPool();
        pool.map(Tasks::sameText, Collections.nCopies(workers() + 1, "2"));

        pool.shutdown();

        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    /** {@link DropContract#shouldRetainNeitherTasksNorResultsWhenTheyAreOver} is its other half. */
    @Test
    @DisplayName("test_free_reference")
    void shouldNotRetainResultsThatWereTaken() {
        MapResult<int[]> results = pool().map(i -> new int[1000], TEN);
        while (results.hasNext()) {
            WeakReference<int[]> taken = new WeakReference<>(results.next());
            eventually(() -> {
                System.gc();
                return taken.get() == null;
            });
        }
    }

    @Test
    @DisplayName("test_max_workers_negative")
    void shouldRefuseTooFewWorkers() {
        for (int number : new int[] {0, -1}) {
            assertThatThrownBy(() -> source().make(number))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("maxWorkers=" + number);
        }
    }

    // ---- test_thread_pool.py

    @Test
    @DisplayName("test_map_submits_without_iteration")
    void shouldRunAllWhenNobodyIterates() {
        PoolExecutor pool = newPool();
        pool.map(Tasks::twice, TEN, MapOptions.defaults().chunkSize(1));

        pool.close();

        assertThat(pool.stats().succeeded()).isEqualTo(10);
    }

    @Test
    @DisplayName("test_saturation")
    void shouldHaveAllWorkersAndNoMoreWhenSaturated() throws Exception {
        PoolExecutor pool = newPool();
        Gate gate = gate();
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 15 * workers(); i++) {
            futures.add(pool.submit(Tasks::passThen, gate, i));
        }
        eventually(() -> pool.stats().workers() == workers());

        gate.open();
        for (TaskFuture<Integer> future : futures) {
            future.get();
        }

        assertThat(pool.stats().workersStarted()).isEqualTo(workers());
    }

    @Test
    @DisplayName("test_executor_map_current_future_cancel")
    void shouldCancelTheCurrentItemTooWhenTheTimeRunsOut() throws Exception {
        PoolExecutor pool = newPool();
        Gate first = gate();
        List<TaskFuture<Integer>> running = occupy(pool, first);
        Gate second = gate();
        Gate third = gate();

        try (MapResult<Integer> results = pool.map(
                Tasks::arriveThen,
                List.of(second, third),
                List.of(2, 3),
                MapOptions.defaults().timeout(Duration.ZERO))) {
            assertThatThrownBy(results::next).isInstanceOf(TaskTimeoutException.class);
        }
        first.open();
        running.get(0).get();
        pool.close();

        assertThat(second.hasArrived()).isFalse();
        assertThat(third.hasArrived()).isFalse();
    }

    // ---- test_shutdown.py

    @Test
    @DisplayName("test_run_after_shutdown")
    void shouldRefuseAfterShutdown() {
        PoolExecutor pool = newPool();
        pool.shutdown();

        assertThatThrownBy(() -> pool.submit(Tasks::power, 2, 5)).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    @DisplayName("test_hang_issue12364")
    void shouldCompleteAllWhenShutDownWithABacklog() {
        PoolExecutor pool = newPool();
        List<TaskFuture<Integer>> futures = submit(pool, 50);

        pool.shutdown();

        for (int i = 0; i < 50; i++) {
            assertThat(futures.get(i).result(LONG)).isEqualTo(2 * i);
        }
    }

    @Test
    @DisplayName("test_cancel_futures")
    void shouldCancelTheWaitingAndCompleteTheRunning() throws Exception {
        PoolExecutor pool = newPool();
        Gate gate = gate();
        List<TaskFuture<Integer>> running = occupy(pool, gate);
        List<TaskFuture<Integer>> waiting = submit(pool, 50);

        pool.shutdown(true);
        gate.open();

        assertThat(waiting).as("all of them, where Python says some").allMatch(TaskFuture::isCancelled);
        for (int i = 0; i < running.size(); i++) {
            assertThat(running.get(i).result(LONG)).isEqualTo(i);
        }
    }

    @Test
    @DisplayName("test_hang_gh94440")
    void shouldEndWhenATaskWasCancelledRightBeforeShutdown() {
        PoolExecutor pool = newPool();
        pool.submit(Tasks::twice, 1).result(LONG);

        pool.submit(Tasks::twice, 1).cancel(false);
        pool.close();

        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    @DisplayName("test_threads_terminate, test_processes_terminate")
    void shouldHaveNoWorkersWhenClosed() throws Exception {
        PoolExecutor pool = newPool();
        Gate gate = gate();
        occupy(pool, gate);
        assertThat(pool.stats().workers()).isEqualTo(workers());

        gate.open();
        pool.close();

        assertThat(pool.stats().workers()).isZero();
    }

    @Test
    @DisplayName("test_context_manager_shutdown")
    void shouldHaveNoWorkersWhenLeftByTryWithResources() {
        PoolExecutor left;
        try (PoolExecutor pool = source().make(workers())) {
            left = pool;
            assertThat(pool.map(Math::abs, List.of(-2, -1, 0, 1)).toList()).containsExactly(2, 1, 0, 1);
        }

        assertThat(left.stats().workers()).isZero();
    }

    @Test
    @DisplayName("test_del_shutdown")
    void shouldComputeAllWhenDropped() {
        MapResult<Integer> results = source().make(workers()).map(Math::abs, List.of(-2, -1, 0, 1));
        System.gc();

        assertThat(results.toList()).containsExactly(2, 1, 0, 1);
    }

    @Test
    @DisplayName("test_shutdown_no_wait")
    void shouldComputeAllWhenShutDownWithoutWaiting() throws Exception {
        PoolExecutor pool = newPool();
        MapResult<Integer> results = pool.map(Math::abs, List.of(-2, -1, 0, 1));

        pool.shutdown();

        assertThat(results.toList()).containsExactly(2, 1, 0, 1);
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.stats().workers()).isZero();
    }

    // ---- test_init.py

    private static final String PROPERTY = "dev.ringwork.contract.initialized";

    @Test
    @DisplayName("test_initializer (InitializerMixin)")
    void shouldInitializeEachWorker() {
        PoolExecutor pool = own(source().initialized(workers(), () -> System.setProperty(PROPERTY, "initialized")));
        for (int i = 0; i < workers(); i++) {
            assertThat(pool.submit(() -> System.getProperty(PROPERTY)).result()).isEqualTo("initialized");
        }
    }

    /** The cause is there, which Python's BrokenThreadPool lacks. */
    @Test
    @DisplayName("test_initializer (FailingInitializerMixin)")
    void shouldBreakWithTheCauseWhenAnInitializerFails() {
        PoolExecutor pool = own(source().initialized(workers(), () -> {
            throw new IllegalStateException("error in initializer");
        }));
        try {
            TaskFuture<Integer> future = pool.submit(Tasks::twice, 1);
            assertThat(future.exception(LONG)).isInstanceOf(BrokenExecutorException.class);
            assertThat(future.exception().getCause()).hasMessageContaining("error in initializer");
        } catch (BrokenExecutorException e) {
            assertThat(e.getCause()).hasMessageContaining("error in initializer");
        }
        assertThatThrownBy(() -> pool.submit(Tasks::twice, 1))
                .isInstanceOf(BrokenExecutorException.class)
                .cause()
                .hasMessageContaining("error in initializer");
    }
}
