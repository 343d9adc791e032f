package dev.ringwork.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.CompletionIterator;
import dev.ringwork.PoolExecutor;
import dev.ringwork.ReturnWhen;
import dev.ringwork.TaskFuture;
import dev.ringwork.TaskFutures;
import dev.ringwork.TaskTimeoutException;
import dev.ringwork.spi.TaskPromise;
import dev.ringwork.thread.ThreadPool;
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
    /** Long enough for a caller that would wait for it once more to be seen waiting. */
    private static final Duration LIMIT = Duration.ofSeconds(1);

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
    void shouldReturnEachOnceWhenManyAreReleasedTogether() throws Exception {
        PoolExecutor pool = pool();
        for (int round = 0; round < source().rounds(ROUNDS); round++) {
            Gate gate = gate();
            occupy(pool, gate);
            List<TaskFuture<Integer>> futures = submit(pool, 100);
            Caller<Set<TaskFuture<Integer>>> taker = Caller.start(() -> takeAll(futures));
            if (round % 2 == 0) {
                taker.awaitWaiting();
            } // else they complete while it attaches itself
            gate.open();
            assertThat(taker.result()).hasSize(100);
        }
    }

    private static Set<TaskFuture<Integer>> takeAll(List<TaskFuture<Integer>> futures) {
        Set<TaskFuture<Integer>> seen = new HashSet<>();
        TaskFutures.<Integer>asCompleted(futures, LONG).forEachRemaining(future -> {
            assertThat(future.isDone()).isTrue();
            assertThat(seen.add(future)).isTrue();
        });
        return seen;
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
    void shouldNotWaitAtAllWhenTheTimeFromTheCallIsOver() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool(), gate, 1);
        CompletionIterator<Integer> completed = TaskFutures.asCompleted(List.of(slow), LIMIT);
        Caller.awaitClock(System.nanoTime(), LIMIT);

        Caller<TaskFuture<Integer>> next = Caller.start(completed::next);

        assertThat(next.hadToWait()).as("the time was counted anew").isFalse();
        assertThat(next.failure()).isInstanceOf(TaskTimeoutException.class).hasMessage("1 (of 1) futures unfinished");
        gate.open();
    }

    @Test
    void shouldWaitOutTheTimeFromTheCallWhenNothingCompletes() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool(), gate, 1);
        long start = System.nanoTime();
        CompletionIterator<Integer> completed = TaskFutures.asCompleted(List.of(slow), LIMIT);

        assertThatThrownBy(completed::next).isInstanceOf(TaskTimeoutException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(LIMIT);
        gate.open();
    }

    @Test
    void shouldReturnInOrderOfCompletionWhenSeveralCompleteBetweenTwoCalls() throws Exception {
        PoolExecutor pool = own(source().make(4));
        TaskFuture<Integer> early = pool.submit(Tasks::twice, 1);
        early.get();
        List<Gate> gates = List.of(gate(), gate(), gate(), gate());
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (Gate gate : gates) {
            futures.add(blocked(pool, gate, futures.size()));
        }
        List<TaskFuture<Integer>> all = new ArrayList<>(futures);
        all.add(early);

        try (CompletionIterator<Integer> completed = TaskFutures.asCompleted(all, LONG)) {
            complete(futures, gates, 2, 0);
            assertThat(completed.next()).isSameAs(early);
            assertThat(completed.next()).isSameAs(futures.get(2));
            complete(futures, gates, 3, 1);
            List<TaskFuture<Integer>> rest = new ArrayList<>();
            completed.forEachRemaining(rest::add);
            assertThat(rest).containsExactly(futures.get(0), futures.get(3), futures.get(1));
        }
    }

    /**
     * Opens gates in this order, each once the completion of the one before was told to everyone: who attached last is told
     * last.
     */
    private static void complete(List<TaskFuture<Integer>> futures, List<Gate> gates, int... order) {
        for (int number : order) {
            try (CompletionIterator<Integer> last = TaskFutures.asCompleted(List.of(futures.get(number)), LONG)) {
                gates.get(number).open();
                last.next();
            }
        }
    }

    @Test
    void shouldReturnInOrderOfCompletionWhenFuturesAreOfDifferentMakers() throws Exception {
        TaskPromise<Integer> promise = TaskPromise.create();
        Gate ofPool = gate();
        Gate ofThreads = gate();
        TaskFuture<Integer> pooled = blocked(pool(), ofPool, 1);
        TaskFuture<Integer> threaded = blocked(own(ThreadPool.create(1)), ofThreads, 2);
        List<TaskFuture<Integer>> all = List.of(pooled, promise.future(), threaded);

        try (CompletionIterator<Integer> completed = TaskFutures.asCompleted(all, LONG)) {
            ofThreads.open();
            assertThat(completed.next()).isSameAs(threaded);
            ofPool.open();
            assertThat(completed.next()).isSameAs(pooled);
            promise.setResult(3);
            assertThat(completed.next()).isSameAs(promise.future());
            assertThat(completed.hasNext()).isFalse();
        }
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
