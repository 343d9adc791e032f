package dev.ringwork.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ringwork.PoolExecutor;
import dev.ringwork.TaskFuture;
import dev.ringwork.TaskStatus;
import dev.ringwork.TaskTimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a future does in each of its states. */
public abstract class FutureContract extends PoolContract {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final int ROUNDS = 300;

    @Test
    void shouldHoldItsValueWhenTheTaskSucceeded() throws Exception {
        TaskFuture<Integer> future = pool(1).submit(Tasks::twice, 21);

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

    @Test
    void shouldHoldNullWhenTheTaskReturnedIt() throws Exception {
        PoolExecutor pool = pool(1);

        assertThat(pool.submit(() -> null).get()).isNull();
        assertThat(pool.submit(Tasks::sameText, (String) null).result()).isNull();
        assertThat(pool.submit(() -> {}).get()).isNull();
    }

    @Test
    void shouldRethrowTheTasksOwnExceptionWhenItFailed() {
        TaskFuture<Integer> future = pool(1).submit(Tasks::fail, 7);

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
        TaskFuture<Integer> future = pool(1).submit(Tasks::fail, 7);
        Throwable first = future.exception();
        StackTraceElement[] stack = first.getStackTrace();

        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(future::result).isSameAs(first);
        }

        assertThat(first.getStackTrace()).isEqualTo(stack);
        assertThat(first.getSuppressed()).isEmpty();
    }

    @Test
    void shouldNotShareExceptionsWhenTwoTasksFail() {
        PoolExecutor pool = pool(1);

        assertThat(pool.submit(Tasks::fail, 1).exception())
                .isNotSameAs(pool.submit(Tasks::fail, 1).exception());
    }

    @Test
    void shouldSurviveWhenAnExceptionIsHostile() throws Exception {
        PoolExecutor pool = pool(1);

        TaskFuture<Integer> future = pool.submit(Tasks::failHostile, 1);

        boolean failed = future.exception() instanceof Tasks.Hostile;
        assertThat(failed).isTrue();
        assertThat(pool.submit(Tasks::twice, 1).get()).isEqualTo(2);
    }

    @Test
    void shouldTellTimeoutsFromFailuresWhenWaitingIsLimited() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> future = blocked(pool(1), gate, 5);

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
    void shouldNeverRunWhenCancelledBeforeItBegan() throws Exception {
        PoolExecutor pool = pool(1);
        Gate gate = gate();
        Gate trace = gate();
        TaskFuture<Integer> running = blocked(pool, gate, 1);
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
        assertThat(running.get()).isEqualTo(1);
        assertThat(pool.submit(Tasks::twice, 3).get()).isEqualTo(6);
        assertThat(trace.hasArrived()).isFalse();
    }

    @Test
    void shouldStopARunningTaskWhenCancelMayInterrupt() throws Exception {
        PoolExecutor pool = pool(1);
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
        PoolExecutor pool = pool(1);
        for (int round = 0; round < ROUNDS; round++) {
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
        TaskFuture<Integer> future = blocked(pool(1), gate, 9);
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
    void shouldCallBackInOrderAndOnceWhenDone() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> future = blocked(pool(1), gate, 9);
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch last = new CountDownLatch(1);
        for (int i = 0; i < 10; i++) {
            int number = i;
            future.onDone(done -> {
                order.add(number);
                if (number % 3 == 0) {
                    throw new AssertionError("a callback may throw anything; the next runs: " + number);
                }
            });
        }
        future.onDone(done -> last.countDown());

        gate.open();

        assertThat(last.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void shouldCallBackAtOnceWhenDoneBefore() {
        TaskFuture<Integer> future = pool(1).submit(Tasks::twice, 2);
        future.result();
        AtomicInteger seen = new AtomicInteger();

        future.onDone(done -> seen.addAndGet(done.result()));

        assertThat(seen).hasValue(4);
    }

    @Test
    void shouldCallBackOnTheExecutorWhenGivenOne() throws Exception {
        AtomicReference<Thread> where = new AtomicReference<>();
        CountDownLatch called = new CountDownLatch(1);
        Thread[] mine = new Thread[1];

        pool(1).submit(Tasks::twice, 2)
                .onDone(
                        done -> {
                            where.set(Thread.currentThread());
                            called.countDown();
                        },
                        work -> {
                            mine[0] = new Thread(work);
                            mine[0].start();
                        });

        assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(where.get()).isSameAs(mine[0]);
    }

    @Test
    void shouldCallBackInsideCancelWhenCancelled() throws Exception {
        PoolExecutor pool = pool(1);
        Gate gate = gate();
        blocked(pool, gate, 1);
        TaskFuture<Integer> waiting = pool.submit(Tasks::twice, 2);
        AtomicInteger seen = new AtomicInteger();
        waiting.onDone(done -> seen.addAndGet(done.isCancelled() ? 1 : 100));

        waiting.cancel(false);

        assertThat(seen).hasValue(1);
        gate.open();
    }

    @Test
    void shouldSubmitFromCallbacksWhenNestedDeep() throws Exception {
        PoolExecutor pool = pool(1);
        CountDownLatch end = new CountDownLatch(100);

        again(pool, end);

        assertThat(end.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private static void again(PoolExecutor pool, CountDownLatch end) {
        pool.submit(Tasks::twice, 1).onDone(done -> {
            end.countDown();
            if (end.getCount() > 0) {
                again(pool, end);
            }
        });
    }

    @Test
    void shouldBridgeToCompletableFutureWhenAsked() throws Exception {
        PoolExecutor pool = pool(1);

        CompletableFuture<Integer> good = pool.submit(Tasks::twice, 4).toCompletableFuture();
        assertThat(good.thenApply(Tasks::twice).get(20, TimeUnit.SECONDS)).isEqualTo(16);

        CompletableFuture<Integer> bad = pool.submit(Tasks::fail, 4).toCompletableFuture();
        assertThatThrownBy(() -> bad.get(20, TimeUnit.SECONDS)).cause().isInstanceOf(IOException.class);

        Gate gate = gate();
        blocked(pool, gate, 1);
        TaskFuture<Integer> waiting = pool.submit(Tasks::twice, 2);
        waiting.toCompletableFuture().cancel(false);
        await().atMost(LONG).until(waiting::isCancelled);
        gate.open();
    }
}
