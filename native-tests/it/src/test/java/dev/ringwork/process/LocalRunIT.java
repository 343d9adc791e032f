package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.MapOptions;
import dev.ringwork.MapResult;
import dev.ringwork.TaskFuture;
import dev.ringwork.WhenFull;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.Tasks;
import dev.ringwork.function.SerializableRunnable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls of a process pool that run in this JVM, with CALLER_RUNS; those that {@code shutdownNow} gave back do not. */
@Tag("semantics")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LocalRunIT {
    /** What ran in this JVM; a worker has one of its own. */
    private static final AtomicInteger SUM = new AtomicInteger();

    @TempDir
    private Path directory;

    private ProcessPool pool;
    private Gate gate;
    private TaskFuture<Integer> running;

    /** A pool that is full: its only worker runs a call, and none may wait unless {@code capacity} says so. */
    private void makeFull(int capacity) throws Exception {
        pool = ProcessPool.builder()
                .maxWorkers(1)
                .workerHeap("24m")
                .queueCapacity(capacity)
                .whenFull(WhenFull.CALLER_RUNS)
                .build();
        gate = new Gate(directory, "gate");
        running = pool.submit(Tasks::passThen, gate, 1);
        gate.awaitArrival();
    }

    @BeforeEach
    void clear() {
        SUM.set(0);
    }

    @AfterEach
    void close() {
        gate.open();
        pool.close();
    }

    private static int add(int value) {
        return SUM.addAndGet(value);
    }

    private static int addLengths(String text, byte[] bytes) {
        return SUM.addAndGet(text.length() + bytes.length);
    }

    private static int addLength(byte[] bytes) {
        return SUM.addAndGet(bytes.length);
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    private static void addOne() {
        SUM.incrementAndGet();
    }

    @Test
    void shouldRunEveryShapeOfCallInTheCallerWhenFull() throws Exception {
        makeFull(0);
        int captured = directory.toString().length();

        assertThat(pool.submit(LocalRunIT::pid).result())
                .isEqualTo(ProcessHandle.current().pid());
        assertThat(pool.submit(LocalRunIT::add, 5).result()).isEqualTo(5);
        assertThat(pool.submit(LocalRunIT::addLength, new byte[3]).result()).isEqualTo(8);
        assertThat(pool.submit(LocalRunIT::addLengths, "ab", new byte[3]).result())
                .isEqualTo(13);
        assertThat(pool.submit(() -> add(captured)).result()).isEqualTo(13 + captured);
        assertThat(pool.submit(LocalRunIT::addOne).result()).isNull();
        assertThat(SUM.get()).isEqualTo(14 + captured);
        assertThat(running.isDone()).isFalse();
    }

    @Test
    void shouldFailTheFutureWhenACallFailsInTheCaller() throws Exception {
        makeFull(0);

        assertThat(pool.submit(Tasks::fail, 7).exception())
                .isInstanceOf(IOException.class)
                .hasMessage("number 7");
        assertThat(pool.submit(Tasks::failHostile, 7).exception()).isInstanceOf(Tasks.Hostile.class);
    }

    @Test
    void shouldRunNothingWhenWhatShutdownNowReturnedIsRun() throws Exception {
        makeFull(10);
        TaskFuture<Integer> waiting = pool.submit(LocalRunIT::add, 5);
        MapResult<Integer> results = pool.map(
                LocalRunIT::add, List.of(1, 2, 3, 4), MapOptions.defaults().chunkSize(4));

        List<Runnable> neverBegun = pool.shutdownNow();
        assertThat(neverBegun).hasSize(2).contains((Runnable) waiting);
        neverBegun.forEach(Runnable::run);

        assertThat(SUM.get()).as("their futures say that they never ran").isZero();
        assertThat(waiting.isCancelled()).isTrue();
        results.close();
    }

    @Test
    void shouldGiveBackTheCommandItselfWhenItNeverBegan() throws Exception {
        makeFull(10);
        SerializableRunnable command = LocalRunIT::addOne;
        pool.execute(command);

        List<Runnable> neverBegun = pool.shutdownNow();

        assertThat(neverBegun).hasSize(1);
        assertThat(neverBegun.get(0)).isSameAs(command);
        neverBegun.get(0).run();
        assertThat(SUM.get()).as("nobody has a future of it").isEqualTo(1);
    }
}
