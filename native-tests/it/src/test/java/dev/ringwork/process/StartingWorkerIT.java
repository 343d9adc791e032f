package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.RemoteTaskException;
import dev.ringwork.TaskFuture;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.Tasks;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls of workers that are still starting, or whose start fails in a way that something else has to wait for. */
@Tag("semantics")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StartingWorkerIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private static ProcessPoolBuilder small(int workers) {
        return ProcessPool.builder().maxWorkers(workers).workerHeap("24m");
    }

    private static void failInAllButTheFirst(Gate gate) {
        if (!gate.isFirst()) {
            throw new IllegalStateException("not today");
        }
    }

    /** An exception that can be sent, and never be rebuilt. */
    static final class NeverRebuilt extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NeverRebuilt() {
            super("not ever");
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            while (true) {
                LockSupport.park();
            }
        }
    }

    /** Throws what can never be rebuilt. */
    static void failForEver() {
        throw new NeverRebuilt();
    }

    @Test
    void shouldMoveACallToAnIdleWorkerWhenItsOwnIsStillStarting() throws Exception {
        Gate start = new Gate(directory, "start");
        Gate first = new Gate(directory, "first");
        try (ProcessPool pool = small(2).initializer(start::holdAllButTheFirst).build()) {
            TaskFuture<Integer> running = pool.submit(Tasks::passThen, first, 1);
            first.awaitArrival();
            TaskFuture<Integer> behind = pool.submit(Tasks::twice, 2); // has the second worker started
            start.awaitArrival();
            TaskFuture<Integer> atTheSecond = pool.submit(Tasks::twice, 3);

            first.open();

            assertThat(running.result(LIMIT)).isEqualTo(1);
            assertThat(behind.result(LIMIT)).isEqualTo(4);
            assertThat(atTheSecond.result(LIMIT)).isEqualTo(6);
            start.open();
        }
    }

    @Test
    void shouldBreakWithWhatIsKnownWhenTheInitializersExceptionIsNeverRebuilt() {
        ProcessPool pool = small(1).initializer(StartingWorkerIT::failForEver).build();

        Throwable failure = pool.submit(Tasks::twice, 1).exception(LIMIT);

        assertThat(failure).isInstanceOf(BrokenExecutorException.class);
        assertThat(failure.getCause()).isInstanceOf(RemoteTaskException.class).hasMessageContaining("not ever");
        pool.close();
    }

    /** Says something in the process it was made in only. */
    private static final class Forgetful extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient String why;

        Forgetful(String why) {
            this.why = why;
        }

        @Override
        public String getMessage() {
            return why.trim();
        }
    }

    private static void passThenForget(Gate gate) {
        Tasks.passOrInterrupted(gate);
        throw new Forgetful("not today");
    }

    /** Calls in the ring and calls for which it has no room, and the text is the one that the exception had in its worker. */
    @Test
    void shouldFailTheBacklogWhenTheInitializersExceptionCannotSayWhyHere() throws Exception {
        Gate gate = new Gate(directory, "gate");
        ProcessPool pool = small(1).ringCapacity(4096)
                .initializer(() -> passThenForget(gate))
                .build();
        List<TaskFuture<Integer>> waiting = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            waiting.add(pool.submit(Tasks::twice, i));
        }
        gate.awaitArrival();

        gate.open();

        for (TaskFuture<Integer> future : waiting) {
            assertThat(future.exception(LIMIT))
                    .isInstanceOf(BrokenExecutorException.class)
                    .hasMessageContaining("not today");
        }
        assertThatThrownBy(() -> pool.submit(Tasks::twice, 1))
                .isInstanceOf(BrokenExecutorException.class)
                .hasMessageContaining("not today");
        assertThat(pool.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        pool.close();
    }

    @Test
    void shouldBreakWhenACallbackWaitsForACallWhoseWorkersInitializerFails() throws Exception {
        Gate gate = new Gate(directory, "gate");
        ProcessPool pool =
                small(1).initializer(() -> failInAllButTheFirst(gate)).build();
        TaskFuture<Integer> first = pool.submit(Tasks::passThen, gate, 1);
        gate.awaitArrival();
        TaskFuture<Integer> killer = pool.submit(WorkerTasks::exit, 3);
        TaskFuture<Integer> waitedFor = pool.submit(Tasks::twice, 1);
        first.onDone(done -> waitedFor.exception());

        gate.open();

        assertThat(killer.exception(LIMIT)).isNotNull();
        assertThat(waitedFor.exception(LIMIT)).isInstanceOf(BrokenExecutorException.class);
        pool.close();
    }
}
