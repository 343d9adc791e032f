package dev.ringwork.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.PoolExecutor;
import dev.ringwork.PoolStats;
import dev.ringwork.TaskFuture;
import dev.ringwork.function.SerializableCallable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** {@code ExecutorService}'s contract: the end of a pool, {@code invokeAll}, {@code invokeAny}. */
public abstract class ShutdownContract extends PoolContract {
    /** How many pools are raced against their shutdown. */
    protected abstract int raceRounds();

    @Test
    void shouldCompleteWhatWasAcceptedWhenShutDown() throws Exception {
        PoolExecutor pool = pool(1);
        Gate gate = gate();
        TaskFuture<Integer> running = blocked(pool, gate, 1);
        TaskFuture<Integer> waiting = pool.submit(Tasks::twice, 2);

        pool.shutdown();
        pool.shutdown();

        assertThat(pool.isShutdown()).isTrue();
        assertThat(pool.isTerminated()).isFalse();
        assertThat(pool.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
        assertThatThrownBy(() -> pool.submit(Tasks::twice, 3))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("shut down");
        assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        gate.open();
        assertThat(running.get()).isEqualTo(1);
        assertThat(waiting.get()).isEqualTo(4);
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    void shouldTerminateWhenNothingWasEverSubmitted() throws Exception {
        PoolExecutor pool = pool(3);
        pool.close();
        pool.close();

        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    void shouldCancelWhatHasNotBegunWhenToldTo() throws Exception {
        PoolExecutor pool = pool(1);
        Gate gate = gate();
        TaskFuture<Integer> running = blocked(pool, gate, 1);
        List<TaskFuture<Integer>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(pool.submit(Tasks::twice, i));
        }

        pool.shutdown(true);

        assertThat(waiting).allMatch(TaskFuture::isCancelled);
        gate.open();
        assertThat(running.get()).isEqualTo(1);
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldInterruptWhatRunsAndReturnWhatNeverBeganWhenShutDownNow() throws Exception {
        PoolExecutor pool = pool(1);
        TaskFuture<Integer> running = blocked(pool, gate(), 1);
        TaskFuture<Integer> waiting = pool.submit(Tasks::twice, 2);

        List<Runnable> neverBegun = pool.shutdownNow();

        assertThat(neverBegun).hasSize(1);
        assertThat((Object) neverBegun.get(0)).isSameAs(waiting);
        assertThat(running.exception()).isInstanceOf(InterruptedException.class);
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldWaitForItsWorkWhenClosed() throws Exception {
        PoolExecutor pool = pool(2);
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            futures.add(pool.submit(Tasks::twice, i));
        }

        pool.close();

        assertThat(futures).allMatch(TaskFuture::isDone);
        PoolStats stats = pool.stats();
        assertThat(stats.submitted()).isEqualTo(200).isEqualTo(stats.succeeded());
        assertThat(stats.pending()).isZero();
        assertThat(stats.workers()).isZero();
        assertThat(stats.lostWakeups()).isZero();
    }

    @Test
    void shouldStopItsWorkAndKeepTheInterruptWhenCloseIsInterrupted() throws Exception {
        PoolExecutor pool = pool(1);
        TaskFuture<Integer> running = blocked(pool, gate(), 1);
        AtomicReference<Boolean> interrupted = new AtomicReference<>();
        Thread closer = new Thread(() -> {
            pool.close();
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        closer.start();

        closer.interrupt();
        closer.join();

        assertThat(interrupted.get()).isTrue();
        assertThat(pool.isTerminated()).isTrue();
        assertThat(running.exception()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void shouldShutDownFromACallback() throws Exception {
        PoolExecutor pool = pool(1);

        pool.submit(Tasks::twice, 1).onDone(done -> pool.shutdown());

        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldCompleteEveryAcceptedTaskWhenSubmitRacesShutdown() throws Exception {
        for (int round = 0; round < raceRounds(); round++) {
            try (PoolExecutor pool = newPool(2)) {
                CountDownLatch go = new CountDownLatch(1);
                List<TaskFuture<Integer>> accepted = new ArrayList<>();
                Thread submitter = new Thread(() -> {
                    go.countDown();
                    try {
                        for (int i = 0; i < 10_000; i++) {
                            accepted.add(pool.submit(Tasks::twice, i));
                        }
                    } catch (RejectedExecutionException e) {
                        return; // as it should be, sooner or later
                    }
                });
                submitter.start();
                go.await();
                pool.shutdown();
                submitter.join();
                for (int i = 0; i < accepted.size(); i++) {
                    assertThat(accepted.get(i).get(20, TimeUnit.SECONDS)).isEqualTo(2 * i);
                }
                assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void shouldReturnAllDoneWhenInvokingAll() throws Exception {
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            tasks.add(callable(i));
        }

        List<Future<Integer>> futures = pool(2).invokeAll(tasks);

        for (int i = 0; i < 5; i++) {
            assertThat(futures.get(i).isDone()).isTrue();
            assertThat(futures.get(i).get()).isEqualTo(2 * i);
        }
    }

    private static Callable<Integer> callable(int i) {
        SerializableCallable<Integer> task = () -> Tasks.twice(i);
        return task;
    }

    private static Callable<Integer> failing() {
        SerializableCallable<Integer> task = () -> Tasks.fail(1);
        return task;
    }

    private static Callable<Integer> passing(Gate gate) {
        SerializableCallable<Integer> task = () -> Tasks.passThen(gate, 1);
        return task;
    }

    @Test
    void shouldCancelTheUnfinishedWhenInvokingAllRunsOutOfTime() throws Exception {
        Gate gate = gate();

        List<Future<Integer>> futures =
                pool(1).invokeAll(List.of(passing(gate), callable(1)), 300, TimeUnit.MILLISECONDS);

        assertThat(futures).allMatch(Future::isCancelled);
    }

    @Test
    void shouldReturnOneThatSucceededWhenInvokingAny() throws Exception {
        PoolExecutor pool = pool(2);

        assertThat(pool.invokeAny(List.of(failing(), callable(3), failing()))).isEqualTo(6);
        assertThatThrownBy(() -> pool.invokeAny(List.of(failing(), failing()))).isInstanceOf(ExecutionException.class);
        assertThatThrownBy(() -> pool.invokeAny(List.<Callable<Integer>>of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pool.invokeAny(List.of(passing(gate())), 50, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    void shouldRefuseNullTasks() {
        PoolExecutor pool = pool(1);

        assertThatThrownBy(() -> pool.submit((Callable<Integer>) null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool.submit((Runnable) null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool.execute(null)).isInstanceOf(NullPointerException.class);
    }
}
