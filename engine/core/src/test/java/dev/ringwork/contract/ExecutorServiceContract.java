package dev.ringwork.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.PoolExecutor;
import dev.ringwork.TaskFuture;
import dev.ringwork.WhenFull;
import dev.ringwork.function.SerializableCallable;
import dev.ringwork.function.SerializableRunnable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What {@code ExecutorService} promises of {@code submit}, {@code execute}, {@code invokeAll} and {@code invokeAny}. */
public abstract class ExecutorServiceContract extends PoolContract {
    private static final int COMMANDS = 10;

    protected ExecutorServiceContract(PoolSource source) {
        super(source);
    }

    @Test
    void shouldReturnAllDoneWhenInvokingAll() throws Exception {
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            tasks.add(callable(i));
        }

        List<Future<Integer>> futures = own(source().make(2)).invokeAll(tasks);

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
                own(source().make(1)).invokeAll(List.of(passing(gate), callable(1)), 300, TimeUnit.MILLISECONDS);

        assertThat(futures).allMatch(Future::isCancelled);
    }

    @Test
    void shouldReturnOneThatSucceededWhenInvokingAny() throws Exception {
        PoolExecutor pool = own(source().make(2));

        assertThat(pool.invokeAny(List.of(failing(), callable(3), failing()))).isEqualTo(6);
        assertThatThrownBy(() -> pool.invokeAny(List.of(failing(), failing()))).isInstanceOf(ExecutionException.class);
        assertThatThrownBy(() -> pool.invokeAny(List.<Callable<Integer>>of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pool.invokeAny(List.of(passing(gate())), 50, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    void shouldRefuseNullTasks() {
        PoolExecutor pool = own(source().make(1));

        assertThatThrownBy(() -> pool.submit((Callable<Integer>) null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool.submit((Runnable) null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool.execute(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void shouldReturnTheGivenValueWhenARunnableHasOne() throws Exception {
        SerializableRunnable nothing = () -> {};

        assertThat(pool().submit((Runnable) nothing, "value").get()).isEqualTo("value");
        assertThat(pool().submit((Runnable) nothing).get()).isNull();
        assertThat(pool().submit(callable(4)).get()).isEqualTo(8);
    }

    @Test
    void shouldKeepTheOrderAndFailuresWhenInvokingAll() throws Exception {
        List<Future<Integer>> futures = pool().invokeAll(List.of(callable(1), failing(), callable(3)));

        assertThat(futures.get(0).get()).isEqualTo(2);
        assertThatThrownBy(() -> futures.get(1).get())
                .isInstanceOf(ExecutionException.class)
                .cause()
                .hasMessage("number 1");
        assertThat(futures.get(2).get()).isEqualTo(6);
        assertThat(pool().<Integer>invokeAll(List.of())).isEmpty();
        assertThat(pool().<Integer>invokeAll(List.of(), 1, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void shouldSubmitNothingWhenOneOfManyIsNull() {
        PoolExecutor pool = newPool();
        List<Callable<Integer>> withNull = Arrays.asList(callable(1), null);

        assertThatThrownBy(() -> pool.invokeAll(withNull)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool.invokeAny(withNull)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool.invokeAll(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool.invokeAny(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool.invokeAny(List.of(callable(1)), 1, null))
                .isInstanceOf(NullPointerException.class);
        assertThat(pool.stats().submitted()).isZero();
    }

    @Test
    void shouldCancelAllWhenInvokingAllIsInterrupted() throws Exception {
        PoolExecutor pool = pool();
        long before = pool.stats().cancelled();
        Gate gate = gate();
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread invoker = new Thread(() -> {
            try {
                pool.invokeAll(List.of(passing(gate), callable(1)));
            } catch (Throwable t) {
                seen.set(t);
            }
        });
        invoker.start();
        gate.awaitArrival();

        invoker.interrupt();
        invoker.join();

        assertThat(seen.get()).isInstanceOf(InterruptedException.class);
        eventually(() -> pool.stats().pending() == 0);
        assertThat(pool.stats().cancelled()).isGreaterThan(before);
    }

    @Test
    void shouldCancelAllWhenInvokingAnyIsInterrupted() throws Exception {
        PoolExecutor pool = own(source().make(1));
        Gate gate = gate();
        Caller<Integer> invoker = Caller.start(() -> pool.invokeAny(List.of(passing(gate), callable(1))));
        gate.awaitArrival();
        invoker.awaitWaiting();

        invoker.interrupt();

        assertThat(invoker.failure()).isInstanceOf(InterruptedException.class);
        assertThat(pool.stats().cancelled()).isEqualTo(2);
        assertThat(pool.submit(Tasks::twice, 2).get())
                .as("the running one was stopped")
                .isEqualTo(4);
    }

    @Test
    void shouldCancelTheOthersWhenInvokingAnyHasItsOne() throws Exception {
        PoolExecutor pool = own(source().make(2));
        Gate gate = gate();

        assertThat(pool.invokeAny(List.of(passing(gate), callable(3)))).isEqualTo(6);

        eventually(() -> pool.stats().pending() == 0);
        assertThat(pool.stats().cancelled()).isEqualTo(1);
    }

    @Test
    void shouldFailWithTheLastFailureWhenInvokingAnyFindsNone() {
        assertThatThrownBy(() -> pool().invokeAny(List.of(failing(), failing())))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .hasMessage("number 1");
    }

    @Test
    void shouldFailWhenEverythingIsCancelledUnderInvokingAny() throws Exception {
        PoolExecutor pool = newPool();
        Gate gate = gate();
        occupy(pool, gate);
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread invoker = new Thread(() -> {
            try {
                pool.invokeAny(List.of(callable(1), callable(2)));
            } catch (Throwable t) {
                seen.set(t);
            }
        });
        invoker.start();
        eventually(() -> pool.stats().pending() == workers() + 2);

        pool.shutdown(true);
        invoker.join();

        assertThat(seen.get()).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(CancellationException.class);
        gate.open();
    }

    @Test
    void shouldTakeBackWhatWasSubmittedWhenInvokingAllIsRejectedHalfway() throws Exception {
        PoolExecutor pool = own(source().bounded(workers(), 1, WhenFull.REJECT));
        Gate gate = gate();
        occupy(pool, gate);

        assertThatThrownBy(() -> pool.invokeAll(List.of(callable(1), callable(2))))
                .isInstanceOf(RejectedExecutionException.class);

        assertThat(pool.stats().cancelled()).isEqualTo(1);
        gate.open();
    }

    @Test
    void shouldCancelWhatFindsNoRoomInTimeWhenInvokingAll() throws Exception {
        PoolExecutor pool = own(source().bounded(workers(), 1, WhenFull.BLOCK));
        Gate gate = gate();
        occupy(pool, gate);
        List<Callable<Integer>> tasks = List.of(callable(1), callable(2), callable(3));

        List<Future<Integer>> futures = Caller.start(
                        () -> pool.invokeAll(tasks, SHORT.toMillis(), TimeUnit.MILLISECONDS))
                .result();

        assertThat(futures).hasSize(3).allMatch(Future::isCancelled);
        assertThat(pool.stats().submitted()).as("one found room").isEqualTo(workers() + 1);
        gate.open();
    }

    @Test
    void shouldSubmitNothingWhenThereIsNoTimeToInvoke() throws Exception {
        PoolExecutor pool = newPool();
        List<Callable<Integer>> tasks = List.of(callable(1), callable(2));

        assertThat(pool.invokeAll(tasks, 0, TimeUnit.SECONDS)).hasSize(2).allMatch(Future::isCancelled);
        assertThatThrownBy(() -> pool.invokeAny(tasks, -1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);

        assertThat(pool.stats().submitted()).isZero();
    }

    @Test
    void shouldTimeOutWhenInvokingAnyFindsNoRoom() throws Exception {
        PoolExecutor pool = own(source().bounded(workers(), 1, WhenFull.BLOCK));
        Gate gate = gate();
        occupy(pool, gate);
        List<Callable<Integer>> tasks = List.of(callable(1), callable(2));

        Caller<Integer> invoker = Caller.start(() -> pool.invokeAny(tasks, SHORT.toMillis(), TimeUnit.MILLISECONDS));

        assertThat(invoker.failure()).isInstanceOf(TimeoutException.class).hasMessageContaining("PT0.02S");
        assertThat(pool.stats().cancelled()).isEqualTo(1);
        gate.open();
    }

    @Test
    void shouldReturnTheOneThatSucceededWhenInvokingAnyFindsNoRoomForMore() throws Exception {
        PoolExecutor pool = own(source().bounded(1, 0, WhenFull.BLOCK));
        Gate gate = gate();

        Caller<Integer> invoker =
                Caller.start(() -> pool.invokeAny(List.of(callable(3), passing(gate), passing(gate), passing(gate))));

        assertThat(invoker.result()).isEqualTo(6);
    }

    @Test
    void shouldSubmitNoMoreWhenTheCallerOfInvokeAnySucceedsItself() throws Exception {
        PoolExecutor pool = own(source().bounded(workers(), 0, WhenFull.CALLER_RUNS));
        Gate gate = gate();
        occupy(pool, gate);

        assertThat(pool.invokeAny(List.of(failing(), callable(3), passing(gate))))
                .isEqualTo(6);

        assertThat(pool.stats().submitted()).isEqualTo(workers() + 2);
        gate.open();
    }

    @Test
    void shouldPassOnTheInterruptWhenInvokingWaitsForRoom() throws Exception {
        PoolExecutor pool = own(source().bounded(workers(), 1, WhenFull.BLOCK));
        Gate gate = gate();
        occupy(pool, gate);
        List<Callable<Integer>> tasks = List.of(callable(1), callable(2));
        for (Callable<?> way : List.<Callable<?>>of(() -> pool.invokeAll(tasks), () -> pool.invokeAny(tasks))) {
            AtomicReference<Throwable> seen = new AtomicReference<>();
            AtomicBoolean interrupted = new AtomicBoolean();
            Thread invoker = new Thread(() -> {
                try {
                    way.call();
                } catch (Throwable t) {
                    seen.set(t);
                }
                interrupted.set(Thread.currentThread().isInterrupted());
            });
            invoker.start();
            eventually(
                    () -> pool.stats().pending() == workers() + 1 && invoker.getState() == Thread.State.TIMED_WAITING);

            invoker.interrupt();
            invoker.join();

            assertThat(seen.get()).isInstanceOf(InterruptedException.class);
            assertThat(interrupted).as("the exception tells of it").isFalse();
            assertThat(pool.stats().pending()).isEqualTo(workers());
        }
        gate.open();
    }

    @Test
    void shouldRejectEveryWayInWhenShutDown() {
        PoolExecutor pool = newPool();
        pool.shutdown();
        SerializableRunnable nothing = () -> {};

        for (Callable<?> way : List.<Callable<?>>of(
                () -> pool.submit(callable(1)),
                () -> pool.submit((Runnable) nothing),
                () -> pool.submit((Runnable) nothing, 1),
                () -> pool.submit(Tasks::twice, 1),
                () -> pool.submit(Tasks::sum, 1, 1),
                () -> pool.map(Tasks::twice, List.of(1)),
                () -> pool.invokeAll(List.of(callable(1))),
                () -> pool.invokeAny(List.of(callable(1))),
                () -> {
                    pool.execute(nothing);
                    return null;
                })) {
            assertThatThrownBy(way::call).isInstanceOf(RejectedExecutionException.class);
        }
        assertThat(pool.stats().submitted()).isZero();
    }

    @Test
    void shouldRunWhatIsExecuted() throws Exception {
        Gate gate = gate();
        SerializableRunnable arrive = () -> Tasks.arriveThen(gate, 1);

        pool().execute(arrive);

        gate.awaitArrival();
    }

    @Test
    void shouldTellTheUncaughtHandlerWhenWhatIsExecutedFails() throws Exception {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            seen.set(failure);
            throw new IllegalStateException("a handler may throw too");
        });
        try {
            PoolExecutor pool = pool();
            SerializableRunnable failing = () -> Tasks.fail(3);

            pool.execute(failing);

            eventually(() -> seen.get() != null);
            assertThat(seen.get()).hasMessage("number 3");
            assertThat(seen.get().getStackTrace()[0].getMethodName()).isEqualTo("fail");
            assertThat(pool.submit(Tasks::twice, 1).get()).isEqualTo(2);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void shouldTellTheUncaughtHandlerOnceWhenTheInitializerFailsBeforeWhatIsExecuted() throws Exception {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Queue<Throwable> seen = new ConcurrentLinkedQueue<>();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> seen.add(failure));
        try {
            Gate gate = gate();
            PoolExecutor pool = own(source().initialized(workers(), () -> Tasks.passThenFail(gate, 7)));
            SerializableRunnable nothing = () -> {};
            for (int i = 0; i < COMMANDS; i++) {
                pool.execute(nothing);
            }
            gate.open();
            assertThat(pool.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();

            eventually(() -> seen.size() >= COMMANDS);
            assertThat(seen)
                    .hasSize(COMMANDS)
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOf(BrokenExecutorException.class)
                            .cause()
                            .hasMessage("number 7"));
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void shouldNeverRefuseForATaskThatWasSeenDoneWhenTheQueueHoldsNone() throws Exception {
        PoolExecutor pool = own(source().bounded(1, 0, WhenFull.REJECT));
        for (int round = 0; round < source().rounds(10_000); round++) {
            assertThat(pool.submit(Tasks::twice, round).get()).isEqualTo(2 * round);
        }
    }

    @Test
    void shouldRejectWhatDoesNotFitWhenTheQueueIsBounded() throws Exception {
        PoolExecutor pool = own(source().bounded(workers(), 2, WhenFull.REJECT));
        Gate gate = gate();
        occupy(pool, gate);
        TaskFuture<Integer> first = pool.submit(Tasks::twice, 1);
        pool.submit(Tasks::twice, 2);

        assertThatThrownBy(() -> pool.submit(Tasks::twice, 3))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("limit=" + (workers() + 2));
        first.cancel(false);
        assertThat(pool.submit(Tasks::twice, 4).isDone()).isFalse();
        gate.open();
    }

    @Test
    void shouldWaitForRoomWhenTheQueueBlocks() throws Exception {
        PoolExecutor pool = own(source().bounded(workers(), 0, WhenFull.BLOCK));
        Gate gate = gate();
        occupy(pool, gate);
        AtomicReference<TaskFuture<Integer>> future = new AtomicReference<>();
        Thread submitter = new Thread(() -> future.set(pool.submit(Tasks::twice, 3)));
        submitter.start();
        eventually(() -> submitter.getState() == Thread.State.TIMED_WAITING);
        assertThat(future.get()).isNull();

        gate.open();
        submitter.join();

        assertThat(future.get().get()).isEqualTo(6);
    }

    @Test
    void shouldRejectWhoWaitsForRoomWhenShutDownOrInterrupted() throws Exception {
        PoolExecutor pool = own(source().bounded(workers(), 0, WhenFull.BLOCK));
        Gate gate = gate();
        occupy(pool, gate);
        AtomicReference<Throwable> interrupted = new AtomicReference<>();
        AtomicReference<Throwable> shutDown = new AtomicReference<>();
        Thread one = submitter(pool, interrupted);
        Thread other = submitter(pool, shutDown);
        eventually(
                () -> one.getState() == Thread.State.TIMED_WAITING && other.getState() == Thread.State.TIMED_WAITING);

        one.interrupt();
        one.join();
        pool.shutdown();
        other.join();

        assertThat(interrupted.get())
                .isInstanceOf(RejectedExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(shutDown.get())
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("shut down");
        gate.open();
    }

    private static Thread submitter(PoolExecutor pool, AtomicReference<Throwable> seen) {
        Thread thread = new Thread(() -> {
            try {
                pool.submit(Tasks::twice, 3);
            } catch (Throwable t) {
                seen.set(t);
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void shouldRunInTheCallerWhenTheQueueSaysSo() throws Exception {
        PoolExecutor pool = own(source().bounded(workers(), 0, WhenFull.CALLER_RUNS));
        Gate gate = gate();
        occupy(pool, gate);

        TaskFuture<Integer> good = pool.submit(Tasks::twice, 3);
        TaskFuture<Integer> bad = pool.submit(Tasks::fail, 3);

        assertThat(good.isDone()).isTrue();
        assertThat(good.get()).isEqualTo(6);
        assertThat(bad.exception()).hasMessage("number 3");
        gate.open();
    }
}
