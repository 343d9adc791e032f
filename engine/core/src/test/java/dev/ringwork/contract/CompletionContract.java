package dev.ringwork.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.CompletionIterator;
import dev.ringwork.PoolExecutor;
import dev.ringwork.ReturnWhen;
import dev.ringwork.TaskFuture;
import dev.ringwork.TaskFutures;
import dev.ringwork.TaskTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code asCompleted}. */
public abstract class CompletionContract extends PoolContract {
    private static final int ROUNDS = 1000;

    protected CompletionContract(PoolSource source) {
        super(source);
    }

    @Test
    void shouldReturnFinishedOnesFirstThenInOrderOfCompletion() throws Exception {
        PoolExecutor pool = own(source().make(2));
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
        PoolExecutor pool = pool();
        List<TaskFuture<Integer>> futures = submit(pool, 2);
        TaskFutures.waitFor(futures, LONG, ReturnWhen.ALL_COMPLETED);
        Gate gate = gate();
        TaskFuture<Integer> slow = occupy(pool, gate).get(0);
        futures.add(slow);
        futures.add(pool.submit(Tasks::twice, 1));

        CompletionIterator<Integer> completed = TaskFutures.asCompleted(futures, SHORT);
        completed.next();
        completed.next();

        assertThatThrownBy(completed::next)
                .isInstanceOf(TaskTimeoutException.class)
                .hasMessage("2 (of 4) futures unfinished");
        Attached.assertNothing(slow);
        gate.open();
    }

    @Test
    void shouldDetachWhenClosedEarly() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool(), gate, 1);

        TaskFutures.asCompleted(List.of(slow), LONG).close();

        Attached.assertNothing(slow);
        gate.open();
    }

    @Test
    void shouldReturnCancelledOnesWhenCancelledWhileIterating() throws Exception {
        PoolExecutor pool = newPool();
        Gate gate = gate();
        occupy(pool, gate);
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
        PoolExecutor pool = pool();
        for (int round = 0; round < source().rounds(ROUNDS); round++) {
            List<TaskFuture<Integer>> futures = submit(pool, 100);
            Set<TaskFuture<Integer>> seen = new HashSet<>();
            TaskFutures.asCompleted(futures, LONG).forEachRemaining(future -> {
                assertThat(future.isDone()).isTrue();
                assertThat(seen.add(future)).isTrue();
            });
            assertThat(seen).hasSize(100);
        }
    }

    @Test
    void shouldReturnTheFinishedAndThenThrowWhenThereIsNoTime() throws Exception {
        PoolExecutor pool = pool();
        List<TaskFuture<Integer>> futures = submit(pool, 3);
        TaskFutures.waitFor(futures, LONG, ReturnWhen.ALL_COMPLETED);
        Gate gate = gate();
        futures.add(blocked(pool, gate, 1));

        for (Duration timeout : List.of(Duration.ZERO, Duration.ofNanos(100_000), Duration.ofSeconds(-1))) {
            CompletionIterator<Integer> completed = TaskFutures.asCompleted(futures, timeout);
            for (int i = 0; i < 3; i++) {
                assertThat(completed.next()).isSameAs(futures.get(i));
            }
            assertThatThrownBy(completed::next)
                    .isInstanceOf(TaskTimeoutException.class)
                    .hasMessage("1 (of 4) futures unfinished");
            assertThat(completed.hasNext()).isFalse();
        }
        gate.open();
    }

    @Test
    void shouldCountTheTimeFromTheCallWhenTheCallerIsSlow() throws Exception {
        PoolExecutor pool = pool();
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool, gate, 1);
        CompletionIterator<Integer> completed = TaskFutures.asCompleted(List.of(slow), SHORT);
        TaskFutures.waitFor(List.of(slow), SHORT.multipliedBy(2), ReturnWhen.ALL_COMPLETED);
        long start = System.nanoTime();

        assertThatThrownBy(completed::next).isInstanceOf(TaskTimeoutException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        gate.open();
    }

    @Test
    void shouldReturnEachCancelledOneWhenTheyAreCancelledOneByOne() throws Exception {
        PoolExecutor pool = pool();
        Gate gate = gate();
        occupy(pool, gate);
        List<TaskFuture<Integer>> waiting = submit(pool, 20);
        List<TaskFuture<Integer>> seen = new ArrayList<>();

        try (CompletionIterator<Integer> completed = TaskFutures.asCompleted(waiting, LONG)) {
            for (int i = 19; i >= 0; i--) {
                assertThat(waiting.get(i).cancel(false)).isTrue();
                TaskFuture<Integer> next = completed.next();
                assertThat(next).isSameAs(waiting.get(i));
                seen.add(next);
            }
            assertThat(completed.hasNext()).isFalse();
        }

        assertThat(seen).hasSize(20);
        gate.open();
    }

    @Test
    void shouldHaveNothingLeftWhenClosed() throws Exception {
        PoolExecutor pool = pool();
        List<TaskFuture<Integer>> futures = submit(pool, 3);
        CompletionIterator<Integer> completed = TaskFutures.asCompleted(futures, LONG);

        completed.close();
        completed.close();

        assertThat(completed.hasNext()).isFalse();
        assertThatThrownBy(completed::next).isInstanceOf(NoSuchElementException.class);
        for (TaskFuture<Integer> future : futures) {
            future.get();
        }
    }

    @Test
    void shouldGoOnWhenAnInterruptedWaitIsTakenUpAgain() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool(), gate, 1);
        CompletionIterator<Integer> completed = TaskFutures.asCompleted(List.of(slow), LONG);

        Thread.currentThread().interrupt();

        assertThatThrownBy(completed::next).isInstanceOf(InterruptedException.class);
        assertThat(completed.hasNext()).isTrue();
        gate.open();
        assertThat(completed.next()).isSameAs(slow);
    }

    @Test
    void shouldReturnFailedOnesWhenTheyFail() {
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            futures.add(pool().submit(Tasks::failOnOdd, i));
        }
        int failures = 0;
        for (TaskFuture<Integer> future : TaskFutures.<Integer>asCompleted(futures, LONG)) {
            failures += future.exception() == null ? 0 : 1;
        }

        assertThat(failures).isEqualTo(3);
    }
}
