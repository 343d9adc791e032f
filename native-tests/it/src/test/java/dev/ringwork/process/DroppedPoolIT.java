package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.MapOptions;
import dev.ringwork.MapResult;
import dev.ringwork.TaskFuture;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pool that nobody refers to finishes its work; then its workers, threads and files go. */
@Tag("semantics")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DroppedPoolIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    private ProcessPoolBuilder small() throws IOException {
        return ProcessPool.builder()
                .maxWorkers(1)
                .workerHeap("24m")
                .directory(Files.createDirectories(directory.resolve("links")));
    }

    private static void awaitGone(List<Long> pids) {
        WorkersOfTest.until(() -> {
            System.gc();
            return pids.stream().noneMatch(WorkersOfTest::isAlive);
        });
    }

    private void checkNothingLeft() throws IOException {
        WorkersOfTest.until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().contains("supervisor")
                        || thread.getName().contains("pump")
                        || thread.getName().contains(" exit")));
        try (Stream<Path> links = Files.list(directory.resolve("links"))) {
            assertThat(links).isEmpty();
        }
    }

    /** In a method of its own, so that no frame keeps the pool. */
    private List<Long> useAndDrop() throws Exception {
        ProcessPool pool = small().build();
        return List.of(pool.submit(WorkerTasks::pid, 0).get());
    }

    @Test
    void shouldEndItsWorkersWhenDroppedIdle() throws Exception {
        awaitGone(useAndDrop());
        checkNothingLeft();
    }

    private List<TaskFuture<Integer>> submitAndDrop(Gate gate, List<Long> pids, int recycleAfter) throws Exception {
        ProcessPool pool = small().maxTasksPerWorker(recycleAfter).build();
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        futures.add(pool.submit(Tasks::passThen, gate, 0));
        for (int i = 1; i < 20; i++) {
            futures.add(pool.submit(Tasks::twice, i));
        }
        gate.awaitArrival();
        pids.addAll(WorkersOfTest.pids(pool));
        return futures;
    }

    @Test
    void shouldFinishItsWorkWhenDroppedWhileWorking() throws Exception {
        Gate gate = new Gate(directory, "gate");
        List<Long> pids = new ArrayList<>();
        List<TaskFuture<Integer>> futures = submitAndDrop(gate, pids, Integer.MAX_VALUE);
        System.gc();
        assertThat(pids).allMatch(WorkersOfTest::isAlive);

        gate.open();

        for (int i = 1; i < 20; i++) {
            assertThat(futures.get(i).get()).isEqualTo(2 * i);
        }
        awaitGone(pids);
        checkNothingLeft();
    }

    @Test
    void shouldRecycleWorkersEvenWhenDropped() throws Exception {
        Gate gate = new Gate(directory, "gate");
        List<Long> pids = new ArrayList<>();
        List<TaskFuture<Integer>> futures = submitAndDrop(gate, pids, 5);
        for (int i = 0; i < 3; i++) {
            System.gc();
        }

        gate.open();

        for (int i = 1; i < 20; i++) {
            assertThat(futures.get(i).get()).isEqualTo(2 * i);
        }
        awaitGone(pids);
        checkNothingLeft();
    }

    private MapResult<Integer> mapAndDrop(int inputs) throws Exception {
        return small().build()
                .map(
                        Tasks::twice,
                        IntStream.range(0, inputs).boxed().toList(),
                        MapOptions.defaults().bufferSize(2));
    }

    @Test
    void shouldGoOnWithAMapWhenDropped() throws Exception {
        int inputs = 30;
        MapResult<Integer> results = mapAndDrop(inputs);
        for (int i = 0; i < inputs; i++) {
            System.gc();
            assertThat(results.next()).isEqualTo(2 * i);
        }
    }

    private List<Long> failAndDrop() throws Exception {
        ProcessPool pool = small().build();
        pool.submit(WorkerTasks::exit, 1).exception();
        return List.of(pool.submit(WorkerTasks::pid, 0).get());
    }

    @Test
    void shouldEndItsWorkersWhenOneHadDiedBefore() throws Exception {
        awaitGone(failAndDrop());
        checkNothingLeft();
    }
}
