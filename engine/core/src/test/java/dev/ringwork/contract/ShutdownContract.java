package dev.ringwork.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.PoolExecutor;
import dev.ringwork.PoolStats;
import dev.ringwork.ReturnWhen;
import dev.ringwork.TaskFuture;
import dev.ringwork.TaskFutures;
import dev.ringwork.function.SerializableRunnable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The end of a pool. */
public abstract class ShutdownContract extends PoolContract {
    private static final int RACES = 1000;
    /** Calls that wait when a pool is ended, each of which would keep its worker. */
    private static final int WAITING = 20;

    protected ShutdownContract(PoolSource source) {
        super(source);
    }

    @Test
    void shouldCompleteWhatWasAcceptedWhenShutDown() throws Exception {
        PoolExecutor pool = newPool();
        Gate gate = gate();
        TaskFuture<Integer> running = occupy(pool, gate).get(0);
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
        assertThat(running.get()).isZero();
        assertThat(waiting.get()).isEqualTo(4);
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    void shouldTerminateWhenNothingWasEverSubmitted() throws Exception {
        PoolExecutor pool = newPool();
        pool.close();
        pool.close();

        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    void shouldCancelWhatHasNotBegunWhenToldTo() throws Exception {
        PoolExecutor pool = newPool();
        Gate gate = gate();
        TaskFuture<Integer> running = occupy(pool, gate).get(0);
        List<TaskFuture<Integer>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(pool.submit(Tasks::twice, i));
        }

        pool.shutdown(true);

        assertThat(waiting).allMatch(TaskFuture::isCancelled);
        gate.open();
        assertThat(running.get()).isZero();
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    /** As who wants the first result only, and cancels the others whatever becomes of the first. */
    @Test
    void shouldEndWhenACallbackCancelsAnotherOfThoseThatAreCancelled() throws Exception {
        for (boolean now : new boolean[] {true, false}) {
            PoolExecutor pool = own(source().make(1));
            Gate gate = gate();
            TaskFuture<Integer> running = blocked(pool, gate, 1);
            TaskFuture<Integer> first = pool.submit(Tasks::twice, 1);
            TaskFuture<Integer> second = pool.submit(Tasks::twice, 2);
            first.onDone(done -> second.cancel(true));
            second.onDone(done -> first.cancel(true));

            if (now) {
                pool.shutdownNow();
            } else {
                pool.shutdown(true);
            }

            assertThat(first.isCancelled()).isTrue();
            assertThat(second.isCancelled()).isTrue();
            gate.open();
            TaskFutures.waitFor(List.of(running), LONG, ReturnWhen.ALL_COMPLETED);
            assertThat(running.isDone()).isTrue();
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void shouldInterruptWhatRunsAndReturnWhatNeverBeganWhenShutDownNow() throws Exception {
        PoolExecutor pool = newPool();
        TaskFuture<Integer> running = occupy(pool, gate()).get(0);
        TaskFuture<Integer> waiting = pool.submit(Tasks::twice, 2);

        List<Runnable> neverBegun = pool.shutdownNow();

        assertThat(neverBegun).hasSize(1);
        assertThat((Object) neverBegun.get(0)).isSameAs(waiting);
        assertThat(running.exception()).isInstanceOf(InterruptedException.class);
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldWaitForItsWorkWhenClosed() throws Exception {
        PoolExecutor pool = newPool();
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
        PoolExecutor pool = newPool();
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
        PoolExecutor pool = newPool();
        List<TaskFuture<Integer>> waiting = new ArrayList<>();

        assertEndsFromACallback(pool, waiting, pool::shutdown);

        assertThat(waiting).as("accepted, so completed").allMatch(future -> future.exception(LONG) == null);
    }

    @Test
    void shouldCancelWhatHasNotBegunFromACallback() throws Exception {
        PoolExecutor pool = newPool();
        List<TaskFuture<Integer>> waiting = new ArrayList<>();

        assertEndsFromACallback(pool, waiting, () -> pool.shutdown(true));

        assertThat(waiting.stream().filter(TaskFuture::isCancelled).count())
                .as("all but the one that may have begun in the meantime")
                .isBetween(WAITING - 1L, (long) WAITING);
    }

    @Test
    void shouldReturnWhatNeverBeganFromACallbackWhenShutDownNow() throws Exception {
        PoolExecutor pool = newPool();
        List<TaskFuture<Integer>> waiting = new ArrayList<>();
        List<Runnable> neverBegun = new ArrayList<>();

        assertEndsFromACallback(pool, waiting, () -> neverBegun.addAll(pool.shutdownNow()));

        assertThat(neverBegun)
                .hasSizeBetween(WAITING - 1, WAITING)
                .containsExactlyInAnyOrderElementsOf(runnables(
                        waiting.stream().filter(TaskFuture::isCancelled).toList()));
    }

    /** Calls it when one task ends while others run and wait: it has to return, and the pool to come to its end. */
    private void assertEndsFromACallback(PoolExecutor pool, List<TaskFuture<Integer>> waiting, Runnable end)
            throws Exception {
        Gate first = gate();
        Gate others = gate();
        TaskFuture<Integer> ending = blocked(pool, first, 0);
        for (int i = 1; i < workers(); i++) {
            blocked(pool, others.door(i), i);
        }
        for (int i = workers(); i < workers() + WAITING; i++) {
            waiting.add(pool.submit(Tasks::passThen, others.door(i), i));
        }
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CountDownLatch returned = new CountDownLatch(1);
        ending.onDone(done -> {
            try {
                end.run();
            } catch (Throwable t) {
                failure.set(t);
            }
            returned.countDown();
        });

        first.open();

        assertThat(returned.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(failure.get()).isNull();
        assertThat(pool.isShutdown()).isTrue();
        others.open();
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldCompleteEveryAcceptedTaskWhenSubmitRacesShutdown() throws Exception {
        for (int round = 0; round < source().rounds(RACES); round++) {
            try (PoolExecutor pool = source().make(2)) {
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
    void shouldDoNothingMoreWhenToldAgainInAnyWay() throws Exception {
        PoolExecutor pool = newPool();
        pool.submit(Tasks::twice, 1).get();

        pool.shutdown();
        pool.shutdown(true);
        assertThat(pool.shutdownNow()).isEmpty();
        pool.close();
        pool.shutdown(false);
        assertThat(pool.shutdownNow()).isEmpty();
        pool.close();

        assertThat(pool.isShutdown()).isTrue();
        assertThat(pool.isTerminated()).isTrue();
        assertThat(pool.awaitTermination(0, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldCancelAfterAllWhenShutDownBefore() throws Exception {
        PoolExecutor pool = newPool();
        Gate gate = gate();
        occupy(pool, gate);
        TaskFuture<Integer> waiting = pool.submit(Tasks::twice, 2);
        pool.shutdown();
        assertThat(waiting.isDone()).isFalse();

        pool.shutdown(true);

        assertThat(waiting.isCancelled()).isTrue();
        gate.open();
    }

    @Test
    void shouldTakeAnyTimeoutWhenAwaitingTermination() throws Exception {
        PoolExecutor pool = newPool();
        pool.shutdown();

        assertThat(pool.awaitTermination(Long.MAX_VALUE, TimeUnit.DAYS)).isTrue();
        assertThat(pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS)).isTrue();
        assertThat(pool.awaitTermination(-1, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldNotWaitWhenAwaitingTerminationForNoTime() throws Exception {
        PoolExecutor pool = newPool();

        assertThat(pool.awaitTermination(0, TimeUnit.SECONDS)).isFalse();
        assertThat(pool.awaitTermination(-1, TimeUnit.SECONDS)).isFalse();
        assertThat(pool.isShutdown()).isFalse();
    }

    @Test
    void shouldThrowWhenInterruptedWhileAwaitingTermination() {
        PoolExecutor pool = newPool();

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> pool.awaitTermination(9, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(pool.submit(Tasks::twice, 1).result()).isEqualTo(2);
    }

    @Test
    void shouldCloseFromACallback() throws Exception {
        PoolExecutor pool = newPool();
        Gate gate = gate();
        TaskFuture<Integer> ending = blocked(pool, gate, 1);
        CountDownLatch closed = new CountDownLatch(1);
        ending.onDone(done -> {
            pool.close();
            closed.countDown();
        });

        gate.open();

        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldWaitForNothingWhenClosedFromACallback() throws Exception {
        PoolExecutor pool = own(source().make(1));
        Gate gate = gate();
        Gate behind = gate();
        TaskFuture<Integer> ending = blocked(pool, gate, 1);
        TaskFuture<Integer> accepted = pool.submit(Tasks::passThen, behind, 2);
        CountDownLatch closed = new CountDownLatch(1);
        ending.onDone(done -> {
            pool.close();
            closed.countDown();
        });

        gate.open();

        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(accepted.isDone()).isFalse();
        behind.open();
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(accepted.result()).isEqualTo(2);
    }

    @Test
    void shouldCloseOnceForAllWhenManyThreadsClose() throws Exception {
        PoolExecutor pool = newPool();
        Gate gate = gate();
        occupy(pool, gate);
        List<Thread> closers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            closers.add(new Thread(pool::close));
        }
        closers.forEach(Thread::start);
        eventually(pool::isShutdown);

        gate.open();

        for (Thread closer : closers) {
            closer.join();
        }
        assertThat(pool.isTerminated()).isTrue();
    }

    @Test
    void shouldTellWaitersAndCallbacksWhenWhatTheyWaitForIsCancelled() throws Exception {
        PoolExecutor pool = newPool();
        Gate gate = gate();
        occupy(pool, gate);
        List<TaskFuture<Integer>> waiting = submit(pool, 10);
        CountDownLatch called = new CountDownLatch(10);
        waiting.forEach(future -> future.onDone(done -> called.countDown()));
        AtomicReference<Integer> done = new AtomicReference<>();
        Thread waiter = new Thread(() -> {
            try {
                done.set(TaskFutures.waitFor(waiting, LONG, ReturnWhen.ALL_COMPLETED)
                        .done()
                        .size());
            } catch (InterruptedException e) {
                done.set(-1);
            }
        });
        waiter.start();

        pool.shutdown(true);

        assertThat(called.await(0, TimeUnit.SECONDS)).isTrue();
        waiter.join();
        assertThat(done.get()).isEqualTo(10);
        gate.open();
    }

    @Test
    void shouldReturnEverythingUnbegunWhenShutDownNow() throws Exception {
        PoolExecutor pool = newPool();
        List<TaskFuture<Integer>> running = occupy(pool, gate());
        List<TaskFuture<Integer>> waiting = submit(pool, 50);

        List<Runnable> neverBegun = pool.shutdownNow();

        assertThat(neverBegun).hasSize(50).containsAll(runnables(waiting));
        assertThat(waiting).allMatch(TaskFuture::isCancelled);
        assertThat(running).allMatch(future -> future.exception() instanceof InterruptedException);
        neverBegun.forEach(Runnable::run); // harmless: they are cancelled
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        PoolStats stats = pool.stats();
        assertThat(stats.submitted()).isEqualTo(stats.succeeded() + stats.failed() + stats.cancelled());
    }

    @Test
    void shouldReturnTheCommandsThatNeverBeganWhenShutDownNow() throws Exception {
        PoolExecutor pool = newPool();
        Gate running = gate();
        occupyByCommands(pool, running);
        Gate ran = gate();
        List<Runnable> waiting = commands(ran, 5);
        waiting.forEach(pool::execute);
        TaskFuture<Integer> submitted = pool.submit(Tasks::twice, 2);

        List<Runnable> neverBegun = pool.shutdownNow();

        assertThat(neverBegun)
                .as("the commands themselves, none that had begun, and the submitted task's future")
                .usingElementComparator((a, b) -> a == b ? 0 : 1)
                .containsExactlyInAnyOrderElementsOf(with(waiting, submitted));
        assertThat(submitted.isCancelled()).isTrue();
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < waiting.size(); i++) {
            assertThat(ran.door(i).hasArrived()).as("command %d", i).isFalse();
        }
        neverBegun.forEach(Runnable::run); // as whoever shut it down may
        for (int i = 0; i < waiting.size(); i++) {
            assertThat(ran.door(i).hasArrived()).as("command %d", i).isTrue();
        }
    }

    /** Keeps every worker busy with a command until it is interrupted or the gate is opened. */
    private void occupyByCommands(PoolExecutor pool, Gate gate) throws InterruptedException {
        for (int i = 0; i < workers(); i++) {
            Gate door = gate.door(i);
            SerializableRunnable command = () -> Tasks.passOrInterrupted(door);
            pool.execute(command);
            door.awaitArrival();
        }
    }

    /** Each arrives at a door of its own. */
    private static List<Runnable> commands(Gate gate, int count) {
        List<Runnable> commands = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Gate door = gate.door(i);
            SerializableRunnable command = door::arrive;
            commands.add(command);
        }
        return commands;
    }

    private static List<Runnable> with(List<Runnable> commands, TaskFuture<Integer> submitted) {
        List<Runnable> all = new ArrayList<>(commands);
        all.add((Runnable) (Object) submitted);
        return all;
    }

    private static List<Runnable> runnables(List<TaskFuture<Integer>> futures) {
        return futures.stream().map(future -> (Runnable) (Object) future).toList();
    }

    /** What runs is interrupted before callbacks of what never began are run: they may wait for it. */
    @Test
    void shouldInterruptWhatRunsWhenACallbackWaitsForItAndIsShutDownNow() throws Exception {
        PoolExecutor pool = newPool();
        TaskFuture<Integer> running = occupy(pool, gate()).get(0);
        AtomicReference<Throwable> seen = new AtomicReference<>();
        pool.submit(Tasks::twice, 1).onDone(done -> seen.set(running.exception(LONG)));

        pool.shutdownNow();

        assertThat(seen.get()).isInstanceOf(InterruptedException.class);
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldCancelAllBeforeAnyCallbackWhenWhatHasNotBegunIsCancelled() throws Exception {
        PoolExecutor pool = newPool();
        Gate gate = gate();
        occupy(pool, gate);
        List<TaskFuture<Integer>> waiting = submit(pool, 20);
        AtomicLong fewest = new AtomicLong(Long.MAX_VALUE);
        for (TaskFuture<Integer> future : waiting) {
            future.onDone(done -> {
                long cancelled =
                        waiting.stream().filter(TaskFuture::isCancelled).count();
                fewest.accumulateAndGet(cancelled, Math::min);
            });
        }

        pool.shutdown(true);

        assertThat(fewest).hasValue(waiting.size());
        gate.open();
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldEndWhenTheLastTaskIsCancelledAfterShutdown() throws Exception {
        PoolExecutor pool = newPool();
        List<TaskFuture<Integer>> running = occupy(pool, gate());
        TaskFuture<Integer> waiting = pool.submit(Tasks::twice, 2);
        pool.shutdown();

        assertThat(waiting.cancel(false)).isTrue();
        running.forEach(future -> future.cancel(true));

        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    /** Nothing may depend on what a foreign exception's own code does, the end of the pool least of all. */
    @Test
    void shouldBreakAndEndWhenTheInitializersExceptionCannotSayWhy() throws Exception {
        Gate gate = gate();
        PoolExecutor pool = source().initialized(workers(), () -> Tasks.passThenFailMute(gate));
        List<TaskFuture<Integer>> waiting = submit(pool, 10 * WAITING);

        gate.open();

        for (TaskFuture<Integer> future : waiting) {
            assertThat(future.exception(LONG)).isInstanceOf(BrokenExecutorException.class);
            assertThat(future.exception().getCause()).isInstanceOf(Tasks.Mute.class);
        }
        assertThatThrownBy(() -> pool.submit(Tasks::twice, 1))
                .isInstanceOf(BrokenExecutorException.class)
                .hasMessageContaining("Mute");
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        pool.close();
    }

    /** A race at the end of the pool: CPython's issue 94440. */
    @Test
    void shouldEndWhenATaskIsCancelledRightBeforeTheEnd() throws Exception {
        for (int round = 0; round < source().rounds(RACES); round++) {
            PoolExecutor pool = source().make(1);
            pool.submit(Tasks::twice, 1).cancel(round % 2 == 0);
            pool.shutdown();
            assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
