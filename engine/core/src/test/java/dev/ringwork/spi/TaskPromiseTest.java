package dev.ringwork.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ringwork.ReturnWhen;
import dev.ringwork.TaskFuture;
import dev.ringwork.TaskFutures;
import dev.ringwork.TaskStatus;
import dev.ringwork.contract.PoolSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The producing side. What its future does is tested as {@code PythonFutureTest} and by the contract. */
@Tag("semantics")
@Timeout(60)
class TaskPromiseTest {
    private static final int ROUNDS = PoolSource.rounds(100_000, 1);
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void shouldBeginOnceWhenPending() {
        TaskPromise<Integer> promise = TaskPromise.create();

        assertThat(promise.setRunningOrNotifyCancel()).isTrue();
        assertThat(promise.future().status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(promise.future()).isSameAs(promise.future());
        assertThatThrownBy(promise::setRunningOrNotifyCancel)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("status=RUNNING");
        promise.setResult(1);
        assertThatThrownBy(promise::setRunningOrNotifyCancel)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("status=FINISHED");
    }

    @Test
    void shouldNotBeginWhenCancelled() {
        TaskPromise<Integer> promise = TaskPromise.create();
        promise.future().cancel(false);

        assertThat(promise.setRunningOrNotifyCancel()).isFalse();
        assertThat(promise.setRunningOrNotifyCancel()).isFalse();
        assertThatThrownBy(() -> promise.setResult(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldNotBeginWhenItWasCompletedWithoutThat() {
        TaskPromise<Integer> promise = TaskPromise.create();
        promise.setResult(1);
        promise.future().cancel(false);

        assertThatThrownBy(promise::setRunningOrNotifyCancel)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("status=FINISHED");
    }

    @Test
    void shouldCompleteAndWakeWaitersWhenSomebodyHoldsTheMonitorOfTheFuture() throws Exception {
        TaskPromise<Integer> promise = TaskPromise.create();
        TaskFuture<Integer> future = promise.future();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Thread holder = new Thread(() -> {
            synchronized (future) {
                held.countDown();
                awaitUninterruptibly(over);
            }
        });
        holder.start();
        held.await();
        FutureTask<Integer> waiter = new FutureTask<>(future::get);
        Thread waiting = new Thread(waiter);
        waiting.start();
        await().until(() ->
                waiting.getState() == Thread.State.WAITING || waiting.getState() == Thread.State.TIMED_WAITING);
        FutureTask<Boolean> completer = new FutureTask<>(() -> {
            promise.setRunningOrNotifyCancel();
            promise.setResult(7);
            return future.awaitStopped(LONG);
        });
        Thread completing = new Thread(completer);
        completing.start();
        try {
            assertThat(completer.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(waiter.get(20, TimeUnit.SECONDS)).isEqualTo(7);
        } finally {
            over.countDown();
            holder.join();
            completing.join();
            waiting.join();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        }
    }

    @Test
    void shouldDropTheLateResultOnceWhenCancelledWhileItRan() throws Exception {
        TaskPromise<Integer> promise = TaskPromise.create();
        AtomicInteger interrupts = new AtomicInteger();
        promise.onInterrupt(interrupts::getAndIncrement);
        assertThat(promise.future().awaitStopped(Duration.ZERO)).isTrue();
        promise.setRunningOrNotifyCancel();

        assertThat(promise.future().cancel(false)).isFalse();
        assertThat(promise.future().cancel(true)).isTrue();
        assertThat(promise.future().cancel(true)).isTrue();

        assertThat(interrupts).hasValue(1);
        assertThat(promise.future().awaitStopped(Duration.ofMillis(5))).isFalse();
        promise.setResult(1);
        assertThat(promise.future().awaitStopped(Duration.ZERO)).isTrue();
        assertThat(promise.future().isCancelled()).isTrue();
        assertThatThrownBy(() -> promise.setResult(2)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldBeCancelledAllTheSameWhenTheInterruptFails() {
        TaskPromise<Integer> promise = TaskPromise.create();
        promise.onInterrupt(() -> {
            throw new IllegalStateException("can't");
        });
        promise.setRunningOrNotifyCancel();

        assertThat(promise.future().cancel(true)).isTrue();
        assertThat(promise.future().isCancelled()).isTrue();
    }

    @Test
    void shouldWakeWhoAwaitsTheStopWhenItStops() throws Exception {
        TaskPromise<Integer> promise = TaskPromise.create();
        promise.setRunningOrNotifyCancel();
        AtomicReference<Boolean> stopped = new AtomicReference<>();
        Thread waiter = new Thread(() -> {
            try {
                stopped.set(promise.future().awaitStopped(LONG));
            } catch (InterruptedException e) {
                stopped.set(false);
            }
        });
        waiter.start();

        promise.setException(new IllegalStateException("over"));
        waiter.join();

        assertThat(stopped.get()).isTrue();
    }

    @Test
    void shouldHaveOneWinnerWhenCompletionAndCancelRace() throws Exception {
        AtomicReference<TaskPromise<Integer>> current = new AtomicReference<>();
        CyclicBarrier start = new CyclicBarrier(2);
        CyclicBarrier end = new CyclicBarrier(2);
        AtomicInteger cancels = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread canceller = new Thread(() -> {
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    start.await();
                    if (current.get().future().cancel(round % 2 == 0)) {
                        cancels.getAndIncrement();
                    }
                    end.await();
                }
            } catch (Throwable t) {
                failure.set(t);
            }
        });
        canceller.start();
        int values = 0;
        for (int round = 0; round < ROUNDS; round++) {
            TaskPromise<Integer> promise = TaskPromise.create();
            AtomicInteger calls = new AtomicInteger();
            promise.future().onDone(done -> calls.getAndIncrement());
            current.set(promise);
            start.await();
            if (promise.setRunningOrNotifyCancel()) {
                promise.setResult(round);
            }
            end.await();
            TaskFuture<Integer> future = promise.future();
            assertThat(future.isDone()).isTrue();
            assertThat(calls).hasValue(1);
            if (!future.isCancelled()) {
                assertThat(future.result()).isEqualTo(round);
                values++;
            }
        }
        canceller.join();

        assertThat(failure.get()).isNull();
        assertThat(values + cancels.get()).isEqualTo(ROUNDS);
    }

    @Test
    void shouldInterruptNothingWhenTwoCancelWhatHasNotBegun() throws Exception {
        AtomicReference<TaskPromise<Integer>> current = new AtomicReference<>();
        CyclicBarrier barrier = new CyclicBarrier(2);
        AtomicInteger interrupts = new AtomicInteger();
        ExecutorService other = Executors.newSingleThreadExecutor();
        Future<Boolean> allCancelled = other.submit(() -> {
            boolean all = true;
            for (int round = 0; round < ROUNDS; round++) {
                barrier.await();
                all &= current.get().future().cancel(true);
                barrier.await();
            }
            return all;
        });
        for (int round = 0; round < ROUNDS; round++) {
            TaskPromise<Integer> promise = TaskPromise.create();
            promise.onInterrupt(interrupts::getAndIncrement);
            current.set(promise);
            barrier.await();
            assertThat(promise.future().cancel(true)).isTrue();
            barrier.await();
        }
        other.shutdown();

        assertThat(allCancelled.get()).isTrue();
        assertThat(interrupts).hasValue(0);
    }

    @Test
    void shouldLoseNoWaiterWhenWaitersComeAndGoWhileItCompletes() throws Exception {
        for (int round = 0; round < ROUNDS / 100; round++) {
            TaskPromise<Integer> promise = TaskPromise.create();
            CountDownLatch ready = new CountDownLatch(4);
            AtomicInteger told = new AtomicInteger();
            Thread[] waiters = new Thread[4];
            for (int i = 0; i < waiters.length; i++) {
                boolean several = i % 2 == 0;
                waiters[i] = new Thread(() -> {
                    ready.countDown();
                    while (!promise.future().isDone()) {
                        try {
                            TaskFutures.waitFor(
                                    List.of(promise.future()), Duration.ofNanos(1000), ReturnWhen.ALL_COMPLETED);
                            if (several) {
                                TaskFutures.waitFor(List.of(promise.future()), LONG, ReturnWhen.ALL_COMPLETED);
                            } else {
                                promise.future().result(LONG);
                            }
                        } catch (InterruptedException e) {
                            return;
                        }
                    }
                    told.getAndIncrement();
                });
                waiters[i].start();
            }
            ready.await();
            promise.setResult(round);
            for (Thread waiter : waiters) {
                waiter.join();
            }
            assertThat(told).hasValue(4);
        }
    }
}
