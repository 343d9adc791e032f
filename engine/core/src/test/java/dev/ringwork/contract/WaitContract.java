package dev.ringwork.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.PoolExecutor;
import dev.ringwork.ReturnWhen;
import dev.ringwork.TaskFuture;
import dev.ringwork.TaskFutures;
import dev.ringwork.WaitResult;
import dev.ringwork.spi.TaskPromise;
import dev.ringwork.thread.ThreadPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code waitFor}. */
public abstract class WaitContract extends PoolContract {
    private static final Duration TENTH_OF_A_MILLI = Duration.ofNanos(100_000);
    private static final int ROUNDS = 1000;

    protected WaitContract(PoolSource source) {
        super(source);
    }

    @Test
    void shouldFindAllDoneWhenWaitingForAll() throws Exception {
        List<TaskFuture<Integer>> futures = submit(pool(), 20);

        WaitResult<TaskFuture<Integer>> result = TaskFutures.waitFor(futures, null, ReturnWhen.ALL_COMPLETED);

        assertThat(result.done()).containsExactlyElementsOf(futures);
        assertThat(result.notDone()).isEmpty();
    }

    @Test
    void shouldReturnAtOnceWhenThereIsNothingToWaitFor() throws Exception {
        for (ReturnWhen when : ReturnWhen.values()) {
            assertThat(TaskFutures.waitFor(List.<TaskFuture<?>>of(), null, when).done())
                    .isEmpty();
        }
        assertThat(TaskFutures.asCompleted(List.<TaskFuture<Integer>>of(), null).hasNext())
                .isFalse();
    }

    @Test
    void shouldReturnWithTheFirstWhenOneIsEnough() throws Exception {
        PoolExecutor pool = own(source().make(2));
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool, gate, 1);
        TaskFuture<Integer> quick = pool.submit(Tasks::twice, 2);

        WaitResult<TaskFuture<Integer>> result =
                TaskFutures.waitFor(List.of(slow, quick), LONG, ReturnWhen.FIRST_COMPLETED);

        assertThat(result.done()).containsExactly(quick);
        assertThat(result.notDone()).containsExactly(slow);
        Attached.assertNothing(slow);
        gate.open();
    }

    @Test
    void shouldReturnWithTheFailureWhenWaitingForTheFirstException() throws Exception {
        PoolExecutor pool = own(source().make(2));
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool, gate, 1);
        TaskFuture<Integer> good = pool.submit(Tasks::twice, 2);
        TaskFuture<Integer> bad = pool.submit(Tasks::fail, 2);

        WaitResult<TaskFuture<Integer>> result =
                TaskFutures.waitFor(List.of(slow, good, bad), LONG, ReturnWhen.FIRST_EXCEPTION);

        assertThat(result.done()).contains(bad);
        assertThat(result.notDone()).containsExactly(slow);
        gate.open();
    }

    @Test
    void shouldNotTakeACancelForAFailureWhenWaitingForTheFirstException() throws Exception {
        PoolExecutor pool = pool();
        Gate gate = gate();
        TaskFuture<Integer> slow = occupy(pool, gate).get(0);
        TaskFuture<Integer> waiting = pool.submit(Tasks::twice, 2);
        waiting.cancel(false);

        WaitResult<TaskFuture<Integer>> result =
                TaskFutures.waitFor(List.of(slow, waiting), SHORT, ReturnWhen.FIRST_EXCEPTION);

        assertThat(result.done()).containsExactly(waiting);
        assertThat(result.notDone()).containsExactly(slow);
        gate.open();
    }

    @Test
    void shouldWaitForTheFailureWhenACancelComesMeanwhile() throws Exception {
        PoolExecutor pool = own(source().make(2));
        Gate end = gate();
        Gate failure = gate();
        TaskFuture<Integer> slow = blocked(pool, end, 1);
        TaskFuture<Integer> bad = pool.submit(Tasks::passThenFail, failure, 2);
        failure.awaitArrival();
        TaskFuture<Integer> pending = pool.submit(Tasks::twice, 3);
        Caller<WaitResult<TaskFuture<Integer>>> wait = waiting(List.of(slow, bad, pending), ReturnWhen.FIRST_EXCEPTION);

        assertThat(pending.cancel(false)).isTrue();

        assertThat(wait.goesOnWaiting()).isTrue();
        failure.open();
        assertThat(wait.result().done()).containsExactly(bad, pending);
        assertThat(wait.result().notDone()).containsExactly(slow);
        end.open();
    }

    @Test
    void shouldWaitForAllWhenACancelComesMeanwhileAndNoneFails() throws Exception {
        PoolExecutor pool = pool();
        Gate gate = gate();
        TaskFuture<Integer> slow = occupy(pool, gate).get(0);
        TaskFuture<Integer> pending = pool.submit(Tasks::twice, 2);
        Caller<WaitResult<TaskFuture<Integer>>> wait = waiting(List.of(slow, pending), ReturnWhen.FIRST_EXCEPTION);

        assertThat(pending.cancel(false)).isTrue();

        assertThat(wait.goesOnWaiting()).isTrue();
        gate.open();
        assertThat(wait.result().done()).containsExactly(slow, pending);
    }

    @Test
    void shouldThrowNothingAndLeaveNothingBehindWhenTheTimeRunsOut() throws Exception {
        PoolExecutor pool = pool();
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool, gate, 1);

        for (Duration timeout : List.of(Duration.ZERO, TENTH_OF_A_MILLI, SHORT)) {
            assertThat(TaskFutures.waitFor(List.of(slow), timeout, ReturnWhen.ALL_COMPLETED)
                            .notDone())
                    .containsExactly(slow);
            Attached.assertNothing(slow);
        }
        gate.open();
    }

    @Test
    void shouldCountDuplicatesOnceWhenAFutureIsGivenTwice() throws Exception {
        TaskFuture<Integer> future = pool().submit(Tasks::twice, 1);

        assertThat(TaskFutures.waitFor(List.of(future, future), LONG, ReturnWhen.ALL_COMPLETED)
                        .done())
                .containsExactly(future);
        List<TaskFuture<Integer>> seen = new ArrayList<>();
        TaskFutures.<Integer>asCompleted(List.of(future, future), LONG).forEach(seen::add);
        assertThat(seen).containsExactly(future);
    }

    @Test
    void shouldWaitForEachWhenFuturesAreOfDifferentMakers() throws Exception {
        TaskPromise<Integer> promise = TaskPromise.create();
        Gate ofPool = gate();
        Gate ofThreads = gate();
        TaskFuture<Integer> pooled = blocked(pool(), ofPool, 1);
        TaskFuture<Integer> threaded = blocked(own(ThreadPool.create(1)), ofThreads, 2);
        List<TaskFuture<Integer>> all = List.of(pooled, promise.future(), threaded);
        Caller<WaitResult<TaskFuture<Integer>>> first = waiting(all, ReturnWhen.FIRST_COMPLETED);
        Caller<WaitResult<TaskFuture<Integer>>> failed = waiting(all, ReturnWhen.FIRST_EXCEPTION);
        Caller<WaitResult<TaskFuture<Integer>>> every = waiting(all, ReturnWhen.ALL_COMPLETED);

        ofPool.open();
        assertThat(first.result().done()).containsExactly(pooled);
        promise.setException(new IllegalStateException("of the promise"));
        assertThat(failed.result().done()).containsExactly(pooled, promise.future());
        assertThat(failed.result().notDone()).containsExactly(threaded);
        ofThreads.open();
        assertThat(every.result().done()).containsExactlyElementsOf(all);
    }

    private static Caller<WaitResult<TaskFuture<Integer>>> waiting(List<TaskFuture<Integer>> futures, ReturnWhen when) {
        Caller<WaitResult<TaskFuture<Integer>>> wait = Caller.start(() -> TaskFutures.waitFor(futures, LONG, when));
        wait.awaitWaiting();
        return wait;
    }

    @Test
    void shouldWaitOutTheTimeWhenNothingHappens() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool(), gate, 1);
        long start = System.nanoTime();

        TaskFutures.waitFor(List.of(slow), Duration.ofSeconds(1), ReturnWhen.FIRST_COMPLETED);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(1), LONG);
        Attached.assertNothing(slow);
        gate.open();
    }

    @Test
    void shouldSeeEveryEndWhenManyAreReleasedTogether() throws Exception {
        PoolExecutor pool = pool();
        for (int round = 0; round < source().rounds(ROUNDS); round++) {
            Gate gate = gate();
            occupy(pool, gate);
            List<TaskFuture<Integer>> futures = submit(pool, 100);
            ReturnWhen when = ReturnWhen.values()[round % 3];
            Caller<WaitResult<TaskFuture<Integer>>> wait = Caller.start(() -> TaskFutures.waitFor(futures, LONG, when));
            if (round % 2 == 0) {
                wait.awaitWaiting();
            } // else they end while it attaches itself
            gate.open();
            WaitResult<TaskFuture<Integer>> result = wait.result();
            assertThat(result.done().size() + result.notDone().size()).isEqualTo(100);
            assertThat(result.done()).isNotEmpty().allMatch(TaskFuture::isDone);
            if (when != ReturnWhen.FIRST_COMPLETED) {
                assertThat(result.notDone()).isEmpty();
            }
        }
    }

    @Test
    void shouldReturnWhenTheOnlyOneLeftIsCancelled() throws Exception {
        PoolExecutor pool = pool();
        Gate gate = gate();
        occupy(pool, gate);
        TaskFuture<Integer> waiting = pool.submit(Tasks::twice, 2);
        Thread canceller = new Thread(() -> waiting.cancel(false));
        canceller.start();

        WaitResult<TaskFuture<Integer>> result = TaskFutures.waitFor(List.of(waiting), LONG, ReturnWhen.ALL_COMPLETED);

        assertThat(result.done()).containsExactly(waiting);
        canceller.join();
        gate.open();
    }

    @Test
    void shouldReturnAtOnceWhenOneHadFailedBefore() throws Exception {
        PoolExecutor pool = pool();
        TaskFuture<Integer> failed = pool.submit(Tasks::fail, 1);
        failed.exception();
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool, gate, 1);

        assertThat(TaskFutures.waitFor(List.of(failed, slow), LONG, ReturnWhen.FIRST_EXCEPTION)
                        .done())
                .containsExactly(failed);
        Attached.assertNothing(slow);
        gate.open();
    }

    @Test
    void shouldWaitForAllWhenNoneFails() throws Exception {
        List<TaskFuture<Integer>> futures = submit(pool(), 10);

        assertThat(TaskFutures.waitFor(futures, LONG, ReturnWhen.FIRST_EXCEPTION)
                        .notDone())
                .isEmpty();
    }

    @Test
    void shouldThrowAndLeaveNothingBehindWhenInterrupted() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool(), gate, 1);

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> TaskFutures.waitFor(List.of(slow), LONG, ReturnWhen.ALL_COMPLETED))
                .isInstanceOf(InterruptedException.class);
        Attached.assertNothing(slow);
        gate.open();
        assertThat(slow.get()).isEqualTo(1);
    }

    @Test
    void shouldRefuseNullsAndLeaveNothingBehind() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool(), gate, 1);
        List<TaskFuture<Integer>> withNull = Arrays.asList(slow, null);

        assertThatThrownBy(() -> TaskFutures.waitFor(withNull, LONG, ReturnWhen.ALL_COMPLETED))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> TaskFutures.asCompleted(withNull)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> TaskFutures.waitFor(List.of(slow), LONG, null))
                .isInstanceOf(NullPointerException.class);
        Attached.assertNothing(slow);
        gate.open();
    }

    @Test
    void shouldKeepTheOrderGivenAndAllowNoChange() throws Exception {
        List<TaskFuture<Integer>> futures = new ArrayList<>(submit(pool(), 5));
        WaitResult<TaskFuture<Integer>> result = TaskFutures.waitFor(futures, null, ReturnWhen.ALL_COMPLETED);

        assertThat(result.done()).containsExactlyElementsOf(futures);
        assertThatThrownBy(() -> result.done().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> result.notDone().add(futures.get(0)))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void shouldTellEachWaitWhenManyThreadsWaitForTheSame() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool(), gate, 1);
        List<Thread> threads = new ArrayList<>();
        List<Integer> done = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 8; i++) {
            threads.add(new Thread(() -> {
                try {
                    done.add(TaskFutures.waitFor(List.of(slow), LONG, ReturnWhen.ALL_COMPLETED)
                            .done()
                            .size());
                } catch (InterruptedException e) {
                    done.add(-1);
                }
            }));
        }
        threads.forEach(Thread::start);

        gate.open();

        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(done).hasSize(8).containsOnly(1);
    }
}
