package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.TaskFuture;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.Tasks;
import dev.ringwork.fault.Processes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What workers see of {@code terminateWorkers} and of {@code killWorkers}: a SIGTERM and a grace, or a SIGKILL. */
@Tag("semantics")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class EndWorkersIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** Less than the two seconds that a worker has after its SIGTERM, far more than a SIGKILL takes. */
    private static final Duration LEAST_GRACE = Duration.ofMillis(1900);

    private static final int MOST_TRIES = 5;

    @TempDir
    private Path directory;

    private int gates;

    private Gate gate() {
        return new Gate(directory, "gate" + gates++);
    }

    private static ProcessPool pool() {
        return ProcessPool.builder()
                .maxWorkers(1)
                .workerHeap("24m")
                .workerOutput(WorkerOutput.discard())
                .build();
    }

    /**
     * A worker has a second and a half for its hooks. On a machine so full that they get no turn in that time it takes
     * another try; a pool that doesn't ask politely fails them all.
     */
    @Test
    void shouldLetShutdownHooksRunWhenWorkersAreTerminated() throws Exception {
        boolean seen = false;
        for (int tries = 0; !seen && tries < MOST_TRIES; tries++) {
            seen = runsShutdownHook(ProcessPool::terminateWorkers);
        }
        assertThat(seen).isTrue();
    }

    @Test
    void shouldLetNoShutdownHookRunWhenWorkersAreKilled() throws Exception {
        assertThat(runsShutdownHook(ProcessPool::killWorkers)).isFalse();
    }

    /** Whether the shutdown hook of a worker that is busy has run once the pool was ended so. */
    private boolean runsShutdownHook(Consumer<ProcessPool> end) throws InterruptedException {
        Gate hook = gate();
        Gate running = gate();
        ProcessPool pool = pool();
        TaskFuture<Integer> future = pool.submit(WorkerTasks::passWithHook, running, hook);
        running.awaitArrival();

        end.accept(pool);

        assertThat(future.exception(LIMIT)).isInstanceOf(BrokenExecutorException.class);
        assertTerminates(pool);
        return hook.hasArrived();
    }

    @Test
    void shouldKillWhenACallbackOfWhatIsCancelledWaitsForWhatRuns() throws Exception {
        Gate running = gate();
        ProcessPool pool = pool();
        TaskFuture<Integer> endless = pool.submit(WorkerTasks::neverEnd, running);
        running.awaitArrival();
        TaskFuture<Integer> waiting = pool.submit(Tasks::twice, 1);
        waiting.onDone(done -> endless.exception());

        pool.killWorkers();

        assertThat(endless.exception(LIMIT)).isInstanceOf(BrokenExecutorException.class);
        assertThat(waiting.isCancelled()).isTrue();
        assertTerminates(pool);
    }

    private static void assertTerminates(ProcessPool pool) throws InterruptedException {
        assertThat(pool.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldEndWhenAShutdownHookBlocksAndWorkersAreTerminated() throws Exception {
        Gate running = gate();
        ProcessPool pool = pool();
        TaskFuture<Integer> future = pool.submit(WorkerTasks::passWithBlockingHook, running);
        running.awaitArrival();
        List<Long> pids = WorkersOfTest.pids(pool);

        pool.terminateWorkers();

        assertThat(future.exception(LIMIT)).isInstanceOf(BrokenExecutorException.class);
        assertTerminates(pool);
        assertThat(pids).hasSize(1).noneMatch(WorkersOfTest::isAlive);
    }

    /** A stopped process heeds no signal but SIGKILL. */
    @Test
    void shouldKillAfterAGraceWhenAWorkerResistsItsTermination() throws Exception {
        Gate running = gate();
        ProcessPool pool = pool();
        TaskFuture<Integer> future = pool.submit(Tasks::passThen, running, 1);
        running.awaitArrival();
        long pid = WorkersOfTest.pids(pool).get(0);
        Processes.signal("STOP", pid);
        try {
            long start = System.nanoTime();
            pool.terminateWorkers();
            assertThat(future.exception(LIMIT)).isInstanceOf(BrokenExecutorException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(LEAST_GRACE);
            assertThat(WorkersOfTest.isAlive(pid)).isFalse();
            assertTerminates(pool);
        } finally {
            WorkersOfTest.kill(pid);
        }
    }
}
