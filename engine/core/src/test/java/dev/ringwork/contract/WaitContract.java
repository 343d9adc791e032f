package dev.ringwork.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.CompletionIterator;
import dev.ringwork.PoolExecutor;
import dev.ringwork.ReturnWhen;
import dev.ringwork.TaskFuture;
import dev.ringwork.TaskFutures;
import dev.ringwork.TaskTimeoutException;
import dev.ringwork.WaitResult;
import dev.ringwork.run.PoolTask;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code waitFor} and {@code asCompleted}. */
public abstract class WaitContract extends PoolContract {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration TENTH_OF_A_MILLI = Duration.ofNanos(100_000);
    private static final Duration SHORT = Duration.ofMillis(20);

    private static List<TaskFuture<Integer>> submit(PoolExecutor pool, int count) {
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            futures.add(pool.submit(Tasks::twice, i));
        }
        return futures;
    }

    private static void assertNothingAttached(TaskFuture<?> future) throws ReflectiveOperationException {
        Field waiters = PoolTask.class.getDeclaredField("waiters");
        waiters.setAccessible(true);
        assertThat(waiters.get(future)).as("waiters of %s", future).isNull();
    }

    @Test
    void shouldFindAllDoneWhenWaitingForAll() throws Exception {
        List<TaskFuture<Integer>> futures = submit(pool(3), 20);

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
        PoolExecutor pool = pool(2);
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool, gate, 1);
        TaskFuture<Integer> quick = pool.submit(Tasks::twice, 2);

        WaitResult<TaskFuture<Integer>> result =
                TaskFutures.waitFor(List.of(slow, quick), LONG, ReturnWhen.FIRST_COMPLETED);

        assertThat(result.done()).containsExactly(quick);
        assertThat(result.notDone()).containsExactly(slow);
        assertNothingAttached(slow);
        gate.open();
    }

    @Test
    void shouldReturnWithTheFailureWhenWaitingForTheFirstException() throws Exception {
        PoolExecutor pool = pool(2);
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
        PoolExecutor pool = pool(1);
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool, gate, 1);
        TaskFuture<Integer> waiting = pool.submit(Tasks::twice, 2);
        waiting.cancel(false);

        WaitResult<TaskFuture<Integer>> result =
                TaskFutures.waitFor(List.of(slow, waiting), SHORT, ReturnWhen.FIRST_EXCEPTION);

        assertThat(result.done()).containsExactly(waiting);
        assertThat(result.notDone()).containsExactly(slow);
        gate.open();
    }

    @Test
    void shouldThrowNothingAndLeaveNothingBehindWhenTheTimeRunsOut() throws Exception {
        PoolExecutor pool = pool(1);
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool, gate, 1);

        for (Duration timeout : List.of(Duration.ZERO, TENTH_OF_A_MILLI, SHORT)) {
            assertThat(TaskFutures.waitFor(List.of(slow), timeout, ReturnWhen.ALL_COMPLETED)
                            .notDone())
                    .containsExactly(slow);
            assertNothingAttached(slow);
        }
        gate.open();
    }

    @Test
    void shouldCountDuplicatesOnceWhenAFutureIsGivenTwice() throws Exception {
        TaskFuture<Integer> future = pool(1).submit(Tasks::twice, 1);

        assertThat(TaskFutures.waitFor(List.of(future, future), LONG, ReturnWhen.ALL_COMPLETED)
                        .done())
                .containsExactly(future);
        List<TaskFuture<Integer>> seen = new ArrayList<>();
        TaskFutures.<Integer>asCompleted(List.of(future, future), LONG).forEach(seen::add);
        assertThat(seen).containsExactly(future);
    }

    @Test
    void shouldMixFuturesWhenTheyAreOfSeveralPools() throws Exception {
        try (PoolExecutor other = newPool(1)) {
            List<TaskFuture<Integer>> futures = submit(pool(1), 3);
            futures.addAll(submit(other, 3));

            assertThat(TaskFutures.waitFor(futures, LONG, ReturnWhen.ALL_COMPLETED)
                            .done())
                    .hasSize(6);
        }
    }

    @Test
    void shouldReturnFinishedOnesFirstThenInOrderOfCompletion() throws Exception {
        PoolExecutor pool = pool(2);
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool, gate, 1);
        List<TaskFuture<Integer>> early = submit(pool, 3);
        TaskFutures.waitFor(early, LONG, ReturnWhen.ALL_COMPLETED);
        List<TaskFuture<Integer>> all = new ArrayList<>(List.of(slow));
        all.addAll(early);

        try (CompletionIterator<Integer> completed = TaskFutures.asCompleted(all, LONG)) {
            assertThat(completed.next()).isSameAs(early.get(0));
            assertThat(completed.next()).isSameAs(early.get(1));
            assertThat(completed.next()).isSameAs(early.get(2));
            gate.open();
            assertThat(completed.next()).isSameAs(slow);
            assertThat(completed.hasNext()).isFalse();
            assertThatThrownBy(completed::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void shouldSayHowManyAreUnfinishedWhenTheTimeRunsOut() throws Exception {
        PoolExecutor pool = pool(1);
        List<TaskFuture<Integer>> futures = submit(pool, 2);
        TaskFutures.waitFor(futures, LONG, ReturnWhen.ALL_COMPLETED);
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool, gate, 1);
        futures.add(slow);
        futures.add(pool.submit(Tasks::twice, 1));

        CompletionIterator<Integer> completed = TaskFutures.asCompleted(futures, SHORT);
        completed.next();
        completed.next();

        assertThatThrownBy(completed::next)
                .isInstanceOf(TaskTimeoutException.class)
                .hasMessage("2 (of 4) futures unfinished");
        assertNothingAttached(slow);
        gate.open();
    }

    @Test
    void shouldDetachWhenClosedEarly() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool(1), gate, 1);

        TaskFutures.asCompleted(List.of(slow), LONG).close();

        assertNothingAttached(slow);
        gate.open();
    }

    @Test
    void shouldReturnCancelledOnesWhenCancelledWhileIterating() throws Exception {
        PoolExecutor pool = pool(1);
        Gate gate = gate();
        blocked(pool, gate, 1);
        List<TaskFuture<Integer>> waiting = submit(pool, 5);

        Set<TaskFuture<Integer>> seen = new HashSet<>();
        try (CompletionIterator<Integer> completed = TaskFutures.asCompleted(waiting, LONG)) {
            pool.shutdown(true);
            completed.forEachRemaining(seen::add);
        }

        assertThat(seen).containsExactlyInAnyOrderElementsOf(waiting).allMatch(TaskFuture::isCancelled);
        gate.open();
    }

    @Test
    void shouldReturnEachOnceWhenManyCompleteTogether() throws Exception {
        PoolExecutor pool = pool(3);
        for (int round = 0; round < 200; round++) {
            List<TaskFuture<Integer>> futures = submit(pool, 100);
            Set<TaskFuture<Integer>> seen = new HashSet<>();
            TaskFutures.asCompleted(futures, LONG).forEachRemaining(future -> {
                assertThat(future.isDone()).isTrue();
                assertThat(seen.add(future)).isTrue();
            });
            assertThat(seen).hasSize(100);
        }
    }
}
