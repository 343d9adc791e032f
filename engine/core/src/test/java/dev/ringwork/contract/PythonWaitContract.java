package dev.ringwork.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.PoolExecutor;
import dev.ringwork.ReturnWhen;
import dev.ringwork.TaskFuture;
import dev.ringwork.TaskFutures;
import dev.ringwork.TaskTimeoutException;
import dev.ringwork.WaitResult;
import dev.ringwork.spi.TaskPromise;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The scenarios of CPython's {@code test_wait.py} and {@code test_as_completed.py}, by their names there.
 *
 * <p>Python has a state CANCELLED, in which waiters have not been told, and CANCELLED_AND_NOTIFIED. Here waiters are told
 * inside {@code cancel}, so a cancelled future is always done. That is the one difference; it shows in two tests, which
 * say so.
 */
public abstract class PythonWaitContract extends PoolContract {

    protected PythonWaitContract(PoolSource source) {
        super(source);
    }

    private static TaskFuture<Integer> pending() {
        return TaskPromise.<Integer>create().future();
    }

    private static TaskFuture<Integer> cancelled() {
        TaskFuture<Integer> future = pending();
        future.cancel(false);
        return future;
    }

    private static TaskFuture<Integer> failed() {
        TaskPromise<Integer> promise = TaskPromise.create();
        promise.setException(new IOException("failed"));
        return promise.future();
    }

    private static TaskFuture<Integer> succeeded() {
        TaskPromise<Integer> promise = TaskPromise.create();
        promise.setResult(42);
        return promise.future();
    }

    private PoolExecutor two() {
        return own(source().make(2));
    }

    @Test
    @DisplayName("test_20369")
    void shouldCollapseDuplicatesWhenWaiting() throws Exception {
        TaskFuture<Integer> future = pool().submit(Tasks::twice, 1);

        WaitResult<TaskFuture<Integer>> result =
                TaskFutures.waitFor(List.of(future, future), null, ReturnWhen.ALL_COMPLETED);

        assertThat(result.done()).containsExactly(future);
        assertThat(result.notDone()).isEmpty();
    }

    /** Deviation: Python leaves its CANCELLED future among the not done ones. */
    @Test
    @DisplayName("test_first_completed")
    void shouldReturnWithTheFirstCompleted() throws Exception {
        Gate gate = gate();
        PoolExecutor pool = two();
        TaskFuture<Integer> slow = blocked(pool, gate, 1);
        TaskFuture<Integer> quick = pool.submit(Tasks::sum, 20, 22);
        TaskFuture<Integer> cancelled = cancelled();

        WaitResult<TaskFuture<Integer>> withoutIt =
                TaskFutures.waitFor(List.of(quick, slow), null, ReturnWhen.FIRST_COMPLETED);
        WaitResult<TaskFuture<Integer>> withIt =
                TaskFutures.waitFor(List.of(cancelled, quick, slow), null, ReturnWhen.FIRST_COMPLETED);

        assertThat(withoutIt.done()).containsExactly(quick);
        assertThat(withoutIt.notDone()).containsExactly(slow);
        assertThat(withIt.done()).containsExactly(cancelled, quick);
        gate.open();
    }

    @Test
    @DisplayName("test_first_completed_some_already_completed")
    void shouldReturnAtOnceWhenSomeAreCompleted() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool(), gate, 1);
        TaskFuture<Integer> cancelled = cancelled();
        TaskFuture<Integer> good = succeeded();

        WaitResult<TaskFuture<Integer>> result =
                TaskFutures.waitFor(List.of(cancelled, good, slow), null, ReturnWhen.FIRST_COMPLETED);

        assertThat(result.done()).containsExactly(cancelled, good);
        assertThat(result.notDone()).containsExactly(slow);
        gate.open();
    }

    @Test
    @DisplayName("test_first_exception")
    void shouldReturnWithTheFirstException() throws Exception {
        PoolExecutor pool = two();
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool, gate, 1);
        TaskFuture<Integer> good = pool.submit(Tasks::twice, 21);
        good.get();
        TaskFuture<Integer> bad = pool.submit(Tasks::fail, 1);

        WaitResult<TaskFuture<Integer>> result =
                TaskFutures.waitFor(List.of(good, bad, slow), null, ReturnWhen.FIRST_EXCEPTION);

        assertThat(result.done()).containsExactly(good, bad);
        assertThat(result.notDone()).containsExactly(slow);
        gate.open();
    }

    /** Deviation: Python leaves its CANCELLED future among the not done ones. */
    @Test
    @DisplayName("test_first_exception_some_already_complete")
    void shouldReturnWithTheFirstExceptionWhenSomeAreComplete() throws Exception {
        PoolExecutor pool = two();
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool, gate, 1);
        TaskFuture<Integer> bad = pool.submit(Tasks::divide, 21, 0);
        TaskFuture<Integer> good = succeeded();
        TaskFuture<Integer> cancelled = cancelled();

        WaitResult<TaskFuture<Integer>> result =
                TaskFutures.waitFor(List.of(good, cancelled, bad, slow), null, ReturnWhen.FIRST_EXCEPTION);

        assertThat(result.done()).containsExactly(good, cancelled, bad);
        assertThat(result.notDone()).containsExactly(slow);
        gate.open();
    }

    @Test
    @DisplayName("test_first_exception_one_already_failed")
    void shouldReturnAtOnceWhenOneHasFailed() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool(), gate, 1);
        TaskFuture<Integer> bad = failed();

        WaitResult<TaskFuture<Integer>> result =
                TaskFutures.waitFor(List.of(bad, slow), null, ReturnWhen.FIRST_EXCEPTION);

        assertThat(result.done()).containsExactly(bad);
        assertThat(result.notDone()).containsExactly(slow);
        gate.open();
    }

    @Test
    @DisplayName("test_all_completed")
    void shouldReturnWhenAllAreCompleted() throws Exception {
        List<TaskFuture<Integer>> all = List.of(
                succeeded(),
                cancelled(),
                failed(),
                pool().submit(Tasks::divide, 2, 0),
                pool().submit(Tasks::twice, 21));

        WaitResult<TaskFuture<Integer>> result = TaskFutures.waitFor(all, null, ReturnWhen.ALL_COMPLETED);

        assertThat(result.done()).containsExactlyElementsOf(all);
        assertThat(result.notDone()).isEmpty();
    }

    @Test
    @DisplayName("test_timeout")
    void shouldReturnWhatIsDoneWhenTheTimeRunsOut() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool(), gate, 1);
        List<TaskFuture<Integer>> done = List.of(cancelled(), failed(), succeeded());
        List<TaskFuture<Integer>> all = new ArrayList<>(done);
        all.add(slow);

        WaitResult<TaskFuture<Integer>> result = TaskFutures.waitFor(all, SHORT, ReturnWhen.ALL_COMPLETED);

        assertThat(result.done()).containsExactlyElementsOf(done);
        assertThat(result.notDone()).containsExactly(slow);
        gate.open();
    }

    @Test
    @DisplayName("test_pending_calls_race")
    void shouldSeeAllWhenAHundredAreReleasedTogether() throws Exception {
        PoolExecutor pool = pool();
        Gate gate = gate();
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            futures.add(pool.submit(Tasks::passThen, gate, i));
        }

        gate.open();

        assertThat(TaskFutures.waitFor(futures, null, ReturnWhen.ALL_COMPLETED).notDone())
                .isEmpty();
    }

    @Test
    @DisplayName("test_no_timeout")
    void shouldReturnEveryOneAsCompleted() {
        List<TaskFuture<Integer>> all = List.of(
                cancelled(), failed(), succeeded(), pool().submit(Tasks::twice, 21), pool().submit(Tasks::sum, 20, 22));
        Set<TaskFuture<Integer>> completed = new HashSet<>();

        TaskFutures.<Integer>asCompleted(all).forEachRemaining(completed::add);

        assertThat(completed).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    @DisplayName("test_future_times_out")
    void shouldReturnTheCompletedWhenTheTimeRunsOut() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> slow = blocked(pool(), gate, 1);
        List<TaskFuture<Integer>> done = List.of(cancelled(), failed(), succeeded());
        List<TaskFuture<Integer>> all = new ArrayList<>(done);
        all.add(slow);
        for (Duration timeout : List.of(Duration.ZERO, SHORT)) {
            List<TaskFuture<Integer>> completed = new ArrayList<>();

            assertThatThrownBy(
                            () -> TaskFutures.<Integer>asCompleted(all, timeout).forEachRemaining(completed::add))
                    .isInstanceOf(TaskTimeoutException.class);

            assertThat(completed).containsExactlyElementsOf(done);
        }
        gate.open();
    }

    @Test
    @DisplayName("test_duplicate_futures")
    void shouldReturnItOnceWhenGivenThrice() {
        TaskFuture<Integer> future = pool().submit(Tasks::twice, 2);
        List<TaskFuture<Integer>> completed = new ArrayList<>();

        TaskFutures.<Integer>asCompleted(Collections.nCopies(3, future)).forEachRemaining(completed::add);

        assertThat(completed).containsExactly(future);
    }

    @Test
    @DisplayName("test_free_reference_yielded_future")
    void shouldNotRetainWhatItReturned() {
        List<TaskPromise<Integer>> promises = new ArrayList<>();
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            TaskPromise<Integer> promise = TaskPromise.create();
            promises.add(promise);
            futures.add(promise.future());
        }
        var completed = TaskFutures.<Integer>asCompleted(futures, LONG);
        for (int i = 0; i < 8; i++) {
            promises.get(0).setResult(i);
            WeakReference<TaskFuture<Integer>> returned = new WeakReference<>(completed.next());
            assertThat(returned.get()).isSameAs(futures.get(0));
            promises.remove(0);
            futures.remove(0);
            eventually(() -> {
                System.gc();
                return returned.get() == null;
            });
        }
        assertThat(completed.hasNext()).isFalse();
    }

    @Test
    @DisplayName("test_correct_timeout_exception_msg")
    void shouldSayHowManyAreUnfinished() {
        TaskPromise<Integer> running = TaskPromise.create();
        running.setRunningOrNotifyCancel();
        List<TaskFuture<Integer>> futures = List.of(cancelled(), pending(), running.future(), succeeded());

        assertThatThrownBy(() -> TaskFutures.<Integer>asCompleted(futures, Duration.ZERO)
                        .forEachRemaining(done -> assertThat(done.isDone()).isTrue()))
                .isInstanceOf(TaskTimeoutException.class)
                .hasMessage("2 (of 4) futures unfinished");
    }
}
