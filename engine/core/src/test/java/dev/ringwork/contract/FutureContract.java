package dev.ringwork.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.PoolExecutor;
import dev.ringwork.ReturnWhen;
import dev.ringwork.TaskFuture;
import dev.ringwork.TaskFutures;
import dev.ringwork.TaskStatus;
import dev.ringwork.TaskTimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** What a future does in each of its states. */
public abstract class FutureContract extends PoolContract {
    private static final int ROUNDS = 10_000;

    /** A gate opens by itself at last. */
    private static final Duration LESS_THAN_A_GATE = Duration.ofSeconds(10);

    protected FutureContract(PoolSource source) {
        super(source);
    }

    @Test
    void shouldHoldItsValueWhenTheTaskSucceeded() throws Exception {
        TaskFuture<Integer> future = pool().submit(Tasks::twice, 21);

        assertThat(future.get()).isEqualTo(42);
        assertThat(future.get(1, TimeUnit.SECONDS)).isEqualTo(42);
        assertThat(future.result()).isEqualTo(42);
        assertThat(future.result(Duration.ZERO)).isEqualTo(42);
        assertThat(future.exception()).isNull();
        assertThat(future.isDone()).isTrue();
        assertThat(future.isRunning()).isFalse();
        assertThat(future.isCancelled()).isFalse();
        assertThat(future.status()).isEqualTo(TaskStatus.FINISHED);
        assertThat(future.cancel(true)).isFalse();
        assertThat(future.awaitStopped(LONG)).isTrue();
        assertThat(future.toString()).contains("FINISHED", "succeeded");
    }

    /** What the methods of a future show, none of which waits. */
    private record Shown(
            TaskStatus status,
            boolean done,
            boolean running,
            boolean cancelled,
            String get,
            String result,
            String exception,
            boolean stopped,
            boolean cancel) {

        static Shown of(TaskFuture<Integer> future) throws InterruptedException {
            return new Shown(
                    future.status(),
                    future.isDone(),
                    future.isRunning(),
                    future.isCancelled(),
                    outcome(() -> future.get(0, TimeUnit.NANOSECONDS)),
                    outcome(() -> future.result(Duration.ZERO)),
                    outcome(() -> future.exception(Duration.ZERO)),
                    future.awaitStopped(Duration.ZERO),
                    future.cancel(false)); // last, since it changes one that is pending
        }

        private static String outcome(Callable<?> method) {
            try {
                Object value = method.call();
                return value instanceof Throwable
                        ? "returned " + value.getClass().getSimpleName()
                        : "" + value;
            } catch (Exception e) {
                return e.getClass().getSimpleName();
            }
        }
    }

    @Test
    void shouldShowTheSameByAllItsMethodsInEachOfItsStates() throws Exception {
        PoolExecutor pool = pool();
        TaskFuture<Integer> succeeded = pool.submit(Tasks::twice, 21);
        TaskFuture<Integer> failed = pool.submit(Tasks::fail, 7);
        succeeded.get();
        failed.exception();
        TaskFuture<Integer> stopped = blocked(pool, gate(), 1);
        stopped.cancel(true);
        assertThat(stopped.awaitStopped(LONG)).isTrue();
        Gate gate = gate();
        TaskFuture<Integer> running = occupy(pool, gate).get(0);
        TaskFuture<Integer> pending = pool.submit(Tasks::twice, 2);
        TaskFuture<Integer> revoked = pool.submit(Tasks::twice, 2);
        revoked.cancel(false);
        String timeout = TimeoutException.class.getSimpleName();
        String ours = TaskTimeoutException.class.getSimpleName();
        String gone = CancellationException.class.getSimpleName();

        assertThat(Shown.of(pending))
                .isEqualTo(new Shown(TaskStatus.PENDING, false, false, false, timeout, ours, ours, true, true));
        assertThat(Shown.of(running))
                .isEqualTo(new Shown(TaskStatus.RUNNING, false, true, false, timeout, ours, ours, false, false));
        assertThat(Shown.of(succeeded))
                .isEqualTo(new Shown(TaskStatus.FINISHED, true, false, false, "42", "42", "null", true, false));
        assertThat(Shown.of(failed))
                .isEqualTo(new Shown(
                        TaskStatus.FINISHED,
                        true,
                        false,
                        false,
                        "ExecutionException",
                        "IOException",
                        "returned IOException",
                        true,
                        false));
        for (TaskFuture<Integer> cancelled : List.of(revoked, stopped)) {
            assertThat(Shown.of(cancelled))
                    .isEqualTo(new Shown(TaskStatus.CANCELLED, true, false, true, gone, gone, gone, true, true));
            assertThat(cancelled.cancel(true)).isTrue();
            assertThat(cancelled.toString()).contains("CANCELLED");
        }
        gate.open();
    }

    @Test
    void shouldHoldNullWhenTheTaskReturnedIt() throws Exception {
        PoolExecutor pool = pool();

        assertThat(pool.submit(() -> null).get()).isNull();
        assertThat(pool.submit(Tasks::sameText, (String) null).result()).isNull();
        assertThat(pool.submit(() -> {}).get()).isNull();
    }

    @Test
    void shouldRethrowTheTasksOwnExceptionWhenItFailed() {
        TaskFuture<Integer> future = pool().submit(Tasks::fail, 7);

        assertThatThrownBy(future::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IOException.class)
                .hasMessage("number 7");
        assertThatThrownBy(future::result).isInstanceOf(IOException.class).hasMessage("number 7");
        assertThatThrownBy(() -> future.result(LONG)).isInstanceOf(IOException.class);
        assertThat(future.exception()).isInstanceOf(IOException.class).hasMessage("number 7");
        assertThat(future.status()).isEqualTo(TaskStatus.FINISHED);
        assertThat(future.toString()).contains("failed");
        assertThat(future.cancel(true)).isFalse();
    }

    @Test
    void shouldNotChangeTheStoredExceptionWhenReadManyTimes() {
        TaskFuture<Integer> future = pool().submit(Tasks::fail, 7);
        Throwable first = future.exception();
        StackTraceElement[] stack = first.getStackTrace();

        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(future::result).isSameAs(first);
        }

        assertThat(first.getStackTrace()).isEqualTo(stack);
        assertThat(first.getSuppressed()).isEmpty();
    }

    @Test
    void shouldNotShareExceptionsWhenThePoolFailsThemAll() throws Exception {
        Gate gate = gate();
        PoolExecutor pool = own(source().initialized(workers(), () -> Tasks.passThenFail(gate, 7)));
        List<TaskFuture<Integer>> futures = submit(pool, 10);
        gate.open();

        Set<Throwable> failures = Collections.newSetFromMap(new IdentityHashMap<>());
        for (TaskFuture<Integer> future : futures) {
            Throwable failure = future.exception(LONG);
            assertThat(failure).isInstanceOf(BrokenExecutorException.class);
            assertThat(failure.getCause()).isInstanceOf(IOException.class).hasMessage("number 7");
            failures.add(failure);
        }
        assertThat(failures).as("each has its own").hasSize(10);
    }

    @Test
    void shouldSurviveWhenAnExceptionIsHostile() throws Exception {
        PoolExecutor pool = pool();

        TaskFuture<Integer> future = pool.submit(Tasks::failHostile, 1);

        boolean failed = future.exception() instanceof Tasks.Hostile;
        assertThat(failed).isTrue();
        boolean wrapped = false;
        try {
            future.get();
        } catch (ExecutionException e) {
            wrapped = e.getCause() instanceof Tasks.Hostile;
        }
        assertThat(wrapped).isTrue();
        assertThat(future.toString()).contains("failed");
        assertThat(pool.submit(Tasks::twice, 1).get()).isEqualTo(2);
    }

    @Test
    void shouldTellTimeoutsFromFailuresWhenWaitingIsLimited() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> future = blocked(pool(), gate, 5);

        assertThatThrownBy(() -> future.get(SHORT.toMillis(), TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> future.get(-1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> future.result(SHORT)).isInstanceOf(TaskTimeoutException.class);
        assertThatThrownBy(() -> future.exception(Duration.ZERO)).isInstanceOf(TaskTimeoutException.class);
        assertThat(future.isRunning()).isTrue();
        assertThat(future.status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(future.cancel(false)).isFalse();

        gate.open();
        assertThat(future.result(LONG)).isEqualTo(5);
    }

    @Test
    void shouldGoForwardsOnlyWhenAskedForItsStatusAllTheTime() {
        for (int round = 0; round < source().rounds(ROUNDS); round++) {
            TaskFuture<Integer> future = pool().submit(Tasks::twice, round);
            TaskStatus last = TaskStatus.PENDING;
            while (last != TaskStatus.FINISHED) {
                TaskStatus now = future.status();
                assertThat(now).isGreaterThanOrEqualTo(last);
                last = now;
            }
        }
    }

    @Test
    void shouldNeverRunWhenCancelledBeforeItBegan() throws Exception {
        PoolExecutor pool = pool();
        Gate gate = gate();
        Gate trace = gate();
        List<TaskFuture<Integer>> running = occupy(pool, gate);
        TaskFuture<Integer> waiting = pool.submit(Tasks::arriveThen, trace, 2);
        assertThat(waiting.status()).isEqualTo(TaskStatus.PENDING);

        assertThat(waiting.cancel(false)).isTrue();

        assertThat(waiting.isCancelled()).isTrue();
        assertThat(waiting.isDone()).isTrue();
        assertThat(waiting.status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(waiting.cancel(false)).isTrue();
        assertThat(waiting.awaitStopped(LONG)).isTrue();
        assertThatThrownBy(waiting::get).isInstanceOf(CancellationException.class);
        assertThatThrownBy(waiting::result).isInstanceOf(CancellationException.class);
        assertThatThrownBy(waiting::exception).isInstanceOf(CancellationException.class);
        gate.open();
        for (TaskFuture<Integer> future : running) {
            future.get();
        }
        assertThat(pool.submit(Tasks::twice, 3).get()).isEqualTo(6);
        assertThat(trace.hasArrived()).isFalse();
    }

    @Test
    void shouldStopARunningTaskWhenCancelMayInterrupt() throws Exception {
        PoolExecutor pool = pool();
        TaskFuture<Integer> future = blocked(pool, gate(), 1);

        assertThat(future.cancel(true)).isTrue();

        assertThat(future.isCancelled()).isTrue();
        assertThat(future.awaitStopped(LONG)).isTrue();
        assertThat(pool.submit(Tasks::twice, 3).get()).isEqualTo(6);
        assertThat(pool.submit(() -> Thread.currentThread().isInterrupted()).get())
                .isFalse();
    }

    @Test
    void shouldHaveOneWinnerWhenCancelRacesTheTask() throws Exception {
        PoolExecutor pool = pool();
        for (int round = 0; round < source().rounds(ROUNDS); round++) {
            Gate trace = new Gate(directory, "round" + round);
            TaskFuture<Integer> future = pool.submit(Tasks::arriveThen, trace, round);
            if (round % 3 != 0) {
                Thread.onSpinWait();
            }
            if (future.cancel(false)) {
                assertThat(future.isCancelled()).isTrue();
                pool.submit(Tasks::twice, 1).get();
                assertThat(trace.hasArrived())
                        .as("round %d: cancelled, so it never ran", round)
                        .isFalse();
            } else {
                assertThat(future.get()).isEqualTo(round);
                assertThat(trace.hasArrived()).isTrue();
            }
        }
    }

    @Test
    void shouldLeaveTheFutureAloneWhenAWaiterIsInterrupted() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> future = blocked(pool(), gate, 9);
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread waiter = new Thread(() -> {
            try {
                future.get();
            } catch (Throwable t) {
                seen.set(t);
            }
        });
        waiter.start();
        waiter.interrupt();
        waiter.join();

        assertThat(seen.get()).isInstanceOf(InterruptedException.class);
        assertThat(future.isDone()).isFalse();
        gate.open();
        assertThat(future.get()).isEqualTo(9);
    }

    @Test
    void shouldBridgeToCompletableFutureWhenAsked() throws Exception {
        PoolExecutor pool = pool();

        CompletableFuture<Integer> good = pool.submit(Tasks::twice, 4).toCompletableFuture();
        assertThat(good.thenApply(Tasks::twice).get(20, TimeUnit.SECONDS)).isEqualTo(16);

        CompletableFuture<Integer> bad = pool.submit(Tasks::fail, 4).toCompletableFuture();
        assertThatThrownBy(() -> bad.get(20, TimeUnit.SECONDS)).cause().isInstanceOf(IOException.class);

        Gate gate = gate();
        occupy(pool, gate);
        TaskFuture<Integer> waiting = pool.submit(Tasks::twice, 2);
        waiting.toCompletableFuture().cancel(false);
        eventually(waiting::isCancelled);
        TaskFuture<Integer> gone = pool.submit(Tasks::twice, 2);
        CompletableFuture<Integer> bridge = gone.toCompletableFuture();
        gone.cancel(false);
        assertThat(bridge.isCancelled()).isTrue();
        assertThatThrownBy(bridge::join).isInstanceOf(CancellationException.class);
        gate.open();
    }

    @Test
    void shouldBePendingThenRunningWhenAWorkerClaimsIt() throws Exception {
        PoolExecutor pool = pool();
        Gate gate = gate();
        List<TaskFuture<Integer>> running = occupy(pool, gate);
        TaskFuture<Integer> waiting = pool.submit(Tasks::twice, 2);

        assertThat(running).allMatch(TaskFuture::isRunning).noneMatch(TaskFuture::isDone);
        assertThat(waiting.isRunning()).isFalse();
        assertThat(waiting.status()).isEqualTo(TaskStatus.PENDING);
        assertThat(waiting.toString()).contains("PENDING");
        assertThat(running.get(0).toString()).contains("RUNNING");
        gate.open();
    }

    @Test
    void shouldNameItsEndWhenCancelled() throws Exception {
        PoolExecutor pool = pool();
        Gate gate = gate();
        occupy(pool, gate);
        TaskFuture<Integer> waiting = pool.submit(Tasks::twice, 2);

        waiting.cancel(true);

        assertThat(waiting.toString()).contains("CANCELLED");
        assertThatThrownBy(() -> waiting.get(1, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> waiting.result(SHORT)).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> waiting.exception(SHORT)).isInstanceOf(CancellationException.class);
        gate.open();
    }

    @Test
    void shouldReturnAtOnceWhenDoneThoughTheCallerIsInterrupted() throws Exception {
        TaskFuture<Integer> future = pool().submit(Tasks::twice, 2);
        future.get();

        Thread.currentThread().interrupt();

        assertThat(future.get()).isEqualTo(4);
        assertThat(future.result()).isEqualTo(4);
        assertThat(future.exception()).isNull();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void shouldThrowInterruptedExceptionWhenTheCallerIsInterruptedAndItIsNotDone() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> future = blocked(pool(), gate, 2);
        List<Callable<?>> waits = List.of(
                future::get, () -> future.get(9, TimeUnit.SECONDS), future::result, () -> future.exception(LONG));

        for (Callable<?> wait : waits) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(wait::call).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
        }
        gate.open();
        assertThat(future.get()).isEqualTo(2);
    }

    @Test
    void shouldKeepErrorsWhenTheTaskThrowsOne() {
        TaskFuture<Integer> future = pool().submit(Tasks::failWithError, 3);

        assertThatThrownBy(future::result).isInstanceOf(AssertionError.class).hasMessage("error 3");
        assertThatThrownBy(future::get).cause().isInstanceOf(AssertionError.class);
    }

    @Test
    void shouldTellTheTasksTimeoutFromItsOwnWhenTheTaskThrowsOne() {
        TaskFuture<Integer> checked = pool().submit(Tasks::failWithTimeout, 3);
        TaskFuture<Integer> ours = pool().submit(Tasks::failWithTaskTimeout, 3);

        assertThatThrownBy(() -> checked.get(9, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(TimeoutException.class)
                .hasMessage("of the task 3");
        assertThatThrownBy(() -> ours.result(LONG))
                .isInstanceOf(TaskTimeoutException.class)
                .hasMessage("of the task 3");
        assertThat(ours.exception(LONG)).isInstanceOf(TaskTimeoutException.class);
    }

    @Test
    void shouldNotSayThatItStoppedWhenItRunsOn() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> future = blocked(pool(), gate, 2);

        assertThat(future.awaitStopped(Duration.ZERO)).isFalse();
        assertThat(future.awaitStopped(SHORT)).isFalse();
        gate.open();
        future.get();
        assertThat(future.awaitStopped(LONG)).isTrue();
    }

    @Test
    void shouldHaveNothingToWaitForWhenItHasNotBegun() throws Exception {
        Gate gate = gate();
        occupy(pool(), gate);
        TaskFuture<Integer> waiting = pool().submit(Tasks::twice, 1);

        assertThat(waiting.awaitStopped(Duration.ZERO)).isTrue();
        assertThat(waiting.awaitStopped(LONG)).isTrue();
        assertThat(waiting.isDone()).isFalse();
        gate.open();
    }

    /** A callback of what is cancelled while it runs may wait until it has stopped. */
    @Test
    void shouldBeInterruptedBeforeItsCallbacksRunWhenItIsCancelled() throws Exception {
        TaskFuture<Integer> running = blocked(pool(), gate(), 1);
        AtomicReference<Object> stopped = new AtomicReference<>();
        running.onDone(done -> {
            try {
                stopped.set(done.awaitStopped(LESS_THAN_A_GATE));
            } catch (InterruptedException e) {
                stopped.set(e);
            }
        });

        assertThat(running.cancel(true)).isTrue();

        assertThat(stopped).hasValue(true);
    }

    @Test
    void shouldWakeEveryWaiterWhenManyWait() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> future = blocked(pool(), gate, 2);
        AtomicInteger sum = new AtomicInteger();
        List<Thread> waiters = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            waiters.add(new Thread(() -> sum.addAndGet(future.result(LONG))));
        }
        waiters.forEach(Thread::start);

        gate.open();

        for (Thread waiter : waiters) {
            waiter.join();
        }
        assertThat(sum).hasValue(32);
    }

    @Test
    void shouldForgetWaitersWhenTheirTimeRunsOut() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> future = blocked(pool(), gate, 2);

        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> future.get(1, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        }

        Attached.assertNothing(future);
        gate.open();
    }

    @Test
    void shouldAcceptAnyDurationWhenWaiting() throws Exception {
        TaskFuture<Integer> future = pool().submit(Tasks::twice, 2);

        assertThat(future.get(Long.MAX_VALUE, TimeUnit.DAYS)).isEqualTo(4);
        assertThat(future.result(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(4);
        assertThat(future.awaitStopped(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
        assertThat(future.result(Duration.ofSeconds(-5))).isEqualTo(4);
    }

    @Test
    void shouldBridgeToCompletableFuturesAndGoOnFromThem() throws Exception {
        CompletableFuture<List<Integer>> all = CompletableFuture.completedFuture(List.of());
        for (int i = 0; i < 20; i++) {
            all = all.thenCombine(pool().submit(Tasks::twice, i).toCompletableFuture(), (list, value) -> {
                List<Integer> longer = new ArrayList<>(list);
                longer.add(value);
                return longer;
            });
        }

        assertThat(all.get(30, TimeUnit.SECONDS))
                .isEqualTo(IntStream.range(0, 20).map(Tasks::twice).boxed().toList());
        CompletableFuture<Integer> chained = pool().submit(Tasks::twice, 5)
                .toCompletableFuture()
                .thenCompose(ten -> pool().submit(Tasks::fail, ten).toCompletableFuture());
        assertThatThrownBy(() -> chained.orTimeout(30, TimeUnit.SECONDS).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .hasMessage("number 10");
    }

    @Test
    void shouldLeaveTheTaskAloneWhenItsBridgeWasCompletedOtherwise() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> task = blocked(pool(), gate, 5);
        CompletableFuture<Integer> bridge = task.toCompletableFuture();

        assertThat(bridge.complete(7)).isTrue();
        assertThat(bridge.cancel(true)).isFalse();

        gate.open();
        assertThat(task.get()).isEqualTo(5);
        assertThat(bridge.get()).isEqualTo(7);
    }

    /** {@code resultNow}, {@code exceptionNow} and {@code state} came with JDK 19; they work by what this future has. */
    @Test
    @EnabledForJreRange(min = JRE.JAVA_19)
    void shouldAnswerWhatLaterJdksAskWhenRunThere() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> running = blocked(pool(), gate, 2);
        TaskFuture<Integer> good = newPool().submit(Tasks::twice, 2);
        TaskFuture<Integer> bad = newPool().submit(Tasks::fail, 2);
        TaskFuture<Integer> gone = blocked(newPool(), gate(), 2);
        TaskFutures.waitFor(List.of(good, bad), LONG, ReturnWhen.ALL_COMPLETED);
        gone.cancel(true);

        assertThat(ask("state", running)).hasToString("RUNNING");
        assertThat(ask("state", good)).hasToString("SUCCESS");
        assertThat(ask("state", bad)).hasToString("FAILED");
        assertThat(ask("state", gone)).hasToString("CANCELLED");
        assertThat(ask("resultNow", good)).isEqualTo(4);
        assertThat(ask("exceptionNow", bad)).isInstanceOf(IOException.class);
        for (TaskFuture<Integer> other : List.of(running, bad, gone)) {
            assertThatThrownBy(() -> ask("resultNow", other)).cause().isInstanceOf(IllegalStateException.class);
        }
        for (TaskFuture<Integer> other : List.of(running, good, gone)) {
            assertThatThrownBy(() -> ask("exceptionNow", other)).cause().isInstanceOf(IllegalStateException.class);
        }
        gate.open();
    }

    private static Object ask(String method, TaskFuture<?> future) throws ReflectiveOperationException {
        return Future.class.getMethod(method).invoke(future);
    }
}
