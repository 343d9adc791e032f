package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.RemoteTaskException;
import dev.ringwork.TaskFuture;
import dev.ringwork.TaskTimeoutException;
import dev.ringwork.WorkerDiedException;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.PoolContract;
import dev.ringwork.contract.Tasks;
import dev.ringwork.function.SerializableRunnable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callbacks of a pool of worker JVMs: on which thread they run, and how they may end the pool. */
class ProcessCallbackIT extends PoolContract {
    private static final String OF_CALLBACKS = "ProcessPool-\\d+ callbacks";

    ProcessCallbackIT() {
        super(new ProcessSource(1));
    }

    private static ProcessPoolBuilder small() {
        return ProcessPool.builder().maxWorkers(1).workerHeap("24m").workerOutput(WorkerOutput.discard());
    }

    /** The thread that runs the callback of a future, which is not done. */
    private static CompletableFuture<Thread> callbackOf(TaskFuture<?> future) {
        CompletableFuture<Thread> where = new CompletableFuture<>();
        future.onDone(done -> where.complete(Thread.currentThread()));
        assertThat(where).as("the callback comes before the end").isNotDone();
        return where;
    }

    private static void assertCalledAside(CompletableFuture<Thread> where) throws Exception {
        assertThat(where.get(20, TimeUnit.SECONDS).getName()).matches(OF_CALLBACKS);
    }

    @Test
    void shouldCallBackOnAThreadOfItsOwnWhenACallEnds() throws Exception {
        Gate good = gate();
        CompletableFuture<Thread> afterSuccess = callbackOf(blocked(pool(), good, 1));
        good.open();
        assertCalledAside(afterSuccess);

        Gate bad = gate();
        CompletableFuture<Thread> afterFailure = callbackOf(pool().submit(Tasks::passThenFail, bad, 1));
        bad.open();
        assertCalledAside(afterFailure);
    }

    /** Who waits for a result may take it from the ring by itself. */
    @Test
    void shouldCallBackOnAThreadOfItsOwnWhenSomebodyWaitsForTheCall() throws Exception {
        for (int round = 0; round < 20; round++) {
            Gate gate = gate();
            TaskFuture<Integer> future = blocked(pool(), gate, round);
            CompletableFuture<Thread> where = callbackOf(future);
            gate.open();
            assertThat(future.get(20, TimeUnit.SECONDS)).isEqualTo(round);
            assertCalledAside(where);
        }
    }

    @Test
    void shouldCallBackOnAThreadOfItsOwnWhenTheWorkerDies() throws Exception {
        for (OnWorkerDeath policy : OnWorkerDeath.values()) {
            try (ProcessPool pool = small().onWorkerDeath(policy).build()) {
                Gate gate = gate();
                TaskFuture<Integer> dying = pool.submit(WorkerTasks::passThenExit, gate, 3);
                gate.awaitArrival();
                CompletableFuture<Thread> where = callbackOf(dying);
                CompletableFuture<Thread> behind = callbackOf(pool.submit(Tasks::twice, 1));

                gate.open();

                assertCalledAside(where);
                assertCalledAside(behind);
                assertThat(dying.exception()).isInstanceOfAny(WorkerDiedException.class, BrokenExecutorException.class);
            }
        }
    }

    @Test
    void shouldCallBackOnAThreadOfItsOwnWhenACallIsPastItsTime() throws Exception {
        try (ProcessPool pool = small().callTimeout(Duration.ofSeconds(2)).build()) {
            TaskFuture<Integer> future = pool.submit(WorkerTasks::neverEnd, gate());
            assertCalledAside(callbackOf(future));
            assertThat(future.exception()).isInstanceOf(TaskTimeoutException.class);
        }
    }

    @Test
    void shouldEndThePoolWhenItsWorkersAreTerminatedFromACallback() throws Exception {
        assertEndsFromACallback(ProcessPool::terminateWorkers, "terminateWorkers()");
    }

    @Test
    void shouldEndThePoolWhenItsWorkersAreKilledFromACallback() throws Exception {
        assertEndsFromACallback(ProcessPool::killWorkers, "killWorkers()");
    }

    private void assertEndsFromACallback(Consumer<ProcessPool> end, String name) throws Exception {
        ProcessPool pool = small().maxWorkers(2).build();
        own(pool);
        Gate first = gate();
        TaskFuture<Integer> ending = blocked(pool, first, 1);
        TaskFuture<Integer> running = blocked(pool, gate(), 2);
        List<TaskFuture<Integer>> waiting = submit(pool, 20);
        List<Long> pids = WorkersOfTest.pids(pool);
        CompletableFuture<Thread> returned = new CompletableFuture<>();
        ending.onDone(done -> {
            try {
                end.accept(pool);
                returned.complete(Thread.currentThread());
            } catch (Throwable t) {
                returned.completeExceptionally(t);
            }
        });

        first.open();

        assertCalledAside(returned);
        assertThat(running.exception(LONG))
                .isInstanceOf(BrokenExecutorException.class)
                .hasMessageContaining(name);
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(waiting).as("one may have begun, and fails with its worker").allMatch(TaskFuture::isDone);
        assertThat(pids).noneMatch(WorkersOfTest::isAlive);
    }

    /** Nobody asks for what a command threw but the pool itself, which must not wait for it. */
    @Test
    @Timeout(60)
    void shouldCallBackAndCloseWhenWhatACommandThrewIsNeverRebuilt() throws Exception {
        CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.complete(failure));
        try (ProcessPool pool = small().build()) {
            SerializableRunnable failing = StartingWorkerIT::failForEver;
            Gate gate = gate();
            pool.execute(failing);
            CompletableFuture<Thread> behind = callbackOf(blocked(pool, gate, 1));
            gate.open();

            assertCalledAside(behind);
            assertThat(uncaught.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(RemoteTaskException.class)
                    .hasMessageContaining("not ever");
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }
}
