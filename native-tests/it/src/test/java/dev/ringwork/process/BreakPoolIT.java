package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.TaskFuture;
import dev.ringwork.TaskTimeoutException;
import dev.ringwork.WorkerDiedException;
import dev.ringwork.WorkerProtocolException;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.Tasks;
import dev.ringwork.fault.Processes;
import dev.ringwork.wire.ValueCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code BREAK_POOL}: which deaths break a pool, and which don't, since the pool itself wanted them or the call says by its own
 * failure what was wrong. CrashMatrixIT has those that a call brings about.
 */
@Tag("semantics")
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class BreakPoolIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration STALL = Duration.ofSeconds(1);
    /** The first call of a new worker takes 50 ms of a processor, shared with many. */
    private static final Duration CALL = Duration.ofSeconds(3);

    /** More than a pool without any worker would try. */
    private static final Duration SOME_FAILED_STARTS = Duration.ofSeconds(2);

    private static final int SMALL_RING = 1 << 16;
    private static final int LARGE_RESULT = 64 << 20;
    private static final int MOST_TRIES = 10;

    @TempDir
    private Path directory;

    private static ProcessPoolBuilder breaking(int workers) {
        return ProcessPool.builder()
                .maxWorkers(workers)
                .workerHeap("24m")
                .workerOutput(WorkerOutput.discard())
                .onWorkerDeath(OnWorkerDeath.BREAK_POOL);
    }

    private Gate gate() {
        return new Gate(directory, "gate");
    }

    private static void assertBroken(ProcessPool pool, Class<? extends Throwable> cause) {
        assertThatThrownBy(() -> pool.submit(Tasks::twice, 1))
                .isInstanceOf(BrokenExecutorException.class)
                .hasCauseInstanceOf(cause);
    }

    private static void assertBroken(TaskFuture<?> future, Class<? extends Throwable> cause) {
        assertThat(future.exception(LIMIT))
                .isInstanceOf(BrokenExecutorException.class)
                .hasCauseInstanceOf(cause);
    }

    private static void assertGoesOn(ProcessPool pool) {
        assertThat(pool.submit(Tasks::twice, 2).result(LIMIT)).isEqualTo(4);
        assertThat(pool.isShutdown()).isFalse();
    }

    // ---- what breaks it

    @Test
    void shouldBreakWhenAnIdleWorkerIsKilled() throws Exception {
        Gate gate = gate();
        try (ProcessPool pool = breaking(2).build()) {
            pool.prestart();
            WorkersOfTest.awaitIdle(pool, 2);
            TaskFuture<Integer> running = pool.submit(Tasks::passThen, gate, 1);
            gate.awaitArrival();
            long idle = inState(pool, WorkerInfo.State.IDLE).get(0).pid();

            WorkersOfTest.kill(idle);

            assertBroken(running, WorkerDiedException.class);
            assertThat(running.exception().getCause())
                    .hasMessageContaining("pid=" + idle + " signal=9 call=none; it ran no call")
                    .hasMessageContaining("out-of-memory killer");
            assertBroken(pool, WorkerDiedException.class);
        }
    }

    /** The kill comes while the result lies in the ring in part: the worker is stopped before, which is seen. */
    @Test
    void shouldBreakWhenAWorkerIsKilledInTheMidstOfAResult() throws Exception {
        try (ProcessPool pool =
                breaking(1).workerHeap("320m").ringCapacity(SMALL_RING).build()) {
            TaskFuture<byte[]> half = stopInTheMidstOfAResult(pool);
            TaskFuture<Integer> behind = pool.submit(Tasks::twice, 1);

            WorkersOfTest.kill(WorkersOfTest.pids(pool).get(0));

            assertBroken(half, WorkerDiedException.class);
            assertThat(((WorkerDiedException) half.exception().getCause()).call())
                    .contains("MidResultKillIT::bytes");
            assertBroken(behind, WorkerDiedException.class);
            assertBroken(pool, WorkerDiedException.class);
        }
    }

    private static TaskFuture<byte[]> stopInTheMidstOfAResult(ProcessPool pool) throws Exception {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            long before = pool.stats().bytesReceived();
            TaskFuture<byte[]> future = pool.submit(MidResultKillIT::bytes, LARGE_RESULT);
            WorkersOfTest.until(() -> pool.stats().bytesReceived() > before + SMALL_RING);
            long pid = WorkersOfTest.pids(pool).get(0);
            Processes.stop(pid);
            if (!future.isDone()) {
                return future;
            }
            Processes.signal("CONT", pid);
        }
        throw new AssertionError("each result was faster than a signal: tries=" + MOST_TRIES);
    }

    /** It may go when its call is done; that it dies of it is not what was wanted. */
    @Test
    void shouldBreakWhenAWorkerThatWasResizedAwayDiesOfItsLastCall() throws Exception {
        List<Gate> gates = List.of(new Gate(directory, "one"), new Gate(directory, "other"));
        try (ProcessPool pool = breaking(2).build()) {
            List<TaskFuture<Integer>> running = gates.stream()
                    .map(gate -> pool.submit(Tasks::passThen, gate, 1))
                    .toList();
            for (Gate gate : gates) {
                gate.awaitArrival();
            }
            pool.resize(1);
            WorkersOfTest.until(() -> inState(pool, WorkerInfo.State.STOPPING).size() == 1);

            WorkersOfTest.kill(inState(pool, WorkerInfo.State.STOPPING).get(0).pid());

            assertThat(running).allSatisfy(future -> assertBroken(future, WorkerDiedException.class));
            assertBroken(pool, WorkerDiedException.class);
            assertThat(pool.stats().workersLost()).isPositive();
        }
    }

    private static List<WorkerInfo> inState(ProcessPool pool, WorkerInfo.State state) {
        return pool.workers().stream().filter(worker -> worker.state() == state).toList();
    }

    @Test
    void shouldBreakWhenAWorkersRecordsBreakTheRules() {
        try (ProcessPool pool = HostileWorker.poolWithHostileRecords(OnWorkerDeath.BREAK_POOL)) {
            assertBroken(pool.submit(HostileWorker::message, new byte[] {1}), WorkerProtocolException.class);
            assertBroken(pool, WorkerProtocolException.class);
        }
    }

    // ---- what doesn't

    @Test
    void shouldGoOnWhenAResultIsMadeToDoHarm() throws Exception {
        ValueCodec codec = new ValueCodec(BreakPoolIT.class.getClassLoader(), ValueCodec.defaultFilter(), List.of());
        try (ProcessPool pool = HostileWorker.pool(OnWorkerDeath.BREAK_POOL)) {
            TaskFuture<Object> hostile = pool.submit(HostileWorker::message, new byte[] {-1, -1, -1, -1});

            assertThat(hostile.exception(LIMIT)).isNotNull().isNotInstanceOf(BrokenExecutorException.class);

            assertThat(pool.submit(HostileWorker::message, codec.encode("good")).result(LIMIT))
                    .isEqualTo("good");
            assertThat(pool.stats().workersStarted()).isEqualTo(1);
        }
    }

    @Test
    void shouldGoOnWhenAWorkerIsKilledForStandingStill() throws Exception {
        Gate gate = gate();
        try (ProcessPool pool = breaking(1).stallTimeout(STALL).build()) {
            TaskFuture<Integer> running = pool.submit(Tasks::passThen, gate, 1);
            gate.awaitArrival();
            TaskFuture<Integer> behind = pool.submit(Tasks::twice, 3);

            Processes.stop(WorkersOfTest.pids(pool).get(0));

            assertThat(running.exception(LIMIT)).isInstanceOf(WorkerDiedException.class);
            assertThat(behind.result(LIMIT)).isEqualTo(6);
            assertGoesOn(pool);
        }
    }

    @Test
    void shouldGoOnWhenACallRunsForTooLong() throws Exception {
        Gate gate = gate();
        try (ProcessPool pool = breaking(1).callTimeout(CALL).build()) {
            TaskFuture<Integer> overdue = pool.submit(WorkerTasks::neverEnd, gate);
            gate.awaitArrival();
            TaskFuture<Integer> behind = pool.submit(Tasks::twice, 3);

            assertThat(overdue.exception(LIMIT)).isInstanceOf(TaskTimeoutException.class);
            assertThat(behind.result(LIMIT)).isEqualTo(6);
            assertGoesOn(pool);
        }
    }

    @Test
    void shouldGoOnWhenACancelledCallDoesNotStop() throws Exception {
        Gate gate = gate();
        try (ProcessPool pool = breaking(1).build()) {
            TaskFuture<Integer> deaf = pool.submit(WorkerTasks::neverEnd, gate);
            gate.awaitArrival();
            TaskFuture<Integer> behind = pool.submit(Tasks::twice, 3);

            assertThat(deaf.cancel(true)).isTrue();

            assertThat(behind.result(LIMIT)).isEqualTo(6);
            assertGoesOn(pool);
            assertThat(pool.stats().workersStarted()).isEqualTo(2);
        }
    }

    /** The deaths are those of workers whose heap was full, which break no pool; only that nobody is left does. */
    @Test
    void shouldBreakOnlyWithTheLastWorkerWhenThereIsNoRoomForAReplacement() throws Exception {
        Path place = Files.createDirectory(directory.resolve("links"));
        try (ProcessPool pool = breaking(2).directory(place).build()) {
            pool.prestart();
            WorkersOfTest.awaitIdle(pool, 2);
            Files.delete(place);
            endOneWorker(pool);
            WorkersOfTest.until(() -> pool.stats().workers() == 1);
            long end = System.nanoTime() + SOME_FAILED_STARTS.toNanos();
            while (System.nanoTime() - end < 0) {
                assertGoesOn(pool);
            }
            Files.createDirectory(place);
            WorkersOfTest.awaitIdle(pool, 2);

            Files.delete(place);
            endOneWorker(pool);
            endOneWorker(pool);

            WorkersOfTest.until(pool::isShutdown);
            assertBroken(pool, IllegalStateException.class);
            assertThatThrownBy(() -> pool.submit(Tasks::twice, 1))
                    .hasRootCauseInstanceOf(IOException.class)
                    .hasMessageContaining(place.toString());
        }
    }

    private static void endOneWorker(ProcessPool pool) {
        assertThat(pool.submit(BreakPoolIT::fillHeap, 1).exception(LIMIT)).isInstanceOf(OutOfMemoryError.class);
    }

    private static int fillHeap(int value) {
        throw new OutOfMemoryError("asked for " + value);
    }
}
