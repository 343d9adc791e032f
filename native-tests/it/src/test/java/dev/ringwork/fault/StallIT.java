package dev.ringwork.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ringwork.TaskFuture;
import dev.ringwork.WorkerDiedException;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.Tasks;
import dev.ringwork.link.LinkView;
import dev.ringwork.os.Jvm;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.WorkerInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes that are stopped by a signal: workers are waited for or, when asked, killed; a coordinator notices nothing.
 * {@code -Dstop.seconds=60} stops it for as long.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class StallIT {
    private static final int CALLS = 20;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration STALL = Duration.ofSeconds(1);
    /** Long for a worker whose watch looks after it, which beats twenty times a second, and short for one whose watch rests. */
    private static final Duration NO_BEAT = Duration.ofSeconds(1);

    private static final int STOP_SECONDS = Integer.getInteger("stop.seconds", 4);

    private static final Pattern LINK = Pattern.compile(".*/ringwork-[^/]+/link( \\(deleted\\))?");

    @TempDir
    private Path directory;

    @Test
    void shouldWaitForAStoppedWorkerAndMoveWhatItHasNotBegun() throws Exception {
        Gate gate = new Gate(directory, "gate");
        try (ProcessPool pool = ProcessPool.builder().maxWorkers(2).build()) {
            TaskFuture<Integer> running = pool.submit(Tasks::passThen, gate, 7);
            gate.awaitArrival();
            long pid = pidOf(pool, WorkerInfo.State.BUSY);
            Processes.stop(pid);

            await().atMost(SOON).until(() -> stateOf(pool, pid) == WorkerInfo.State.SUSPECT);
            assertAllSucceed(pool);
            assertThat(running.isDone()).isFalse();

            gate.open();
            Processes.signal("CONT", pid);
            assertThat(running.result(SOON)).isEqualTo(7);
            await().atMost(SOON).until(() -> stateOf(pool, pid) == WorkerInfo.State.IDLE);
            assertAllSucceed(pool);
            assertThat(pool.stats().workersLost()).isZero();
            assertThat(pool.stats().workersStarted()).isEqualTo(2);
        }
    }

    /**
     * A stopped worker looks idle to whoever submits. The other one is held, so they can only be in this one's ring. Where its watch
     * rests its heart has not beaten for a while when it is stopped.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRunCallsElsewhereWhenTheyWereGivenToAStoppedWorker(boolean rests) throws Exception {
        Gate gate = new Gate(directory, "gate");
        try (ProcessPool pool = ProcessPool.builder().maxWorkers(2).build()) {
            pool.prestart();
            awaitIdle(pool, 2);
            TaskFuture<Integer> held = pool.submit(Tasks::passThen, gate, 7);
            gate.awaitArrival();
            long pid = pidOf(pool, WorkerInfo.State.IDLE);
            if (rests) {
                awaitRest(pid);
            }
            Processes.stop(pid);

            List<TaskFuture<Integer>> futures = submitCounted(pool);
            assertThat(statesUntilSuspect(pool, pid))
                    .as("has calls, then is suspect")
                    .containsExactly(WorkerInfo.State.BUSY, WorkerInfo.State.SUSPECT);
            gate.open();
            assertAllSucceed(futures);
            assertThat(stateOf(pool, pid)).isEqualTo(WorkerInfo.State.SUSPECT);
            Processes.signal("CONT", pid);

            assertThat(held.result(SOON)).isEqualTo(7);
            awaitBothServe(pool);
            assertEachRanOnce();
            assertThat(pool.stats().workersLost()).isZero();
        }
    }

    private static void awaitRest(long pid) throws IOException {
        Path link = linkOf(pid);
        AtomicLong beats = new AtomicLong(-1);
        await("its watch rests").during(NO_BEAT).atMost(SOON).until(() -> {
            long now = LinkView.of(link).heartbeats();
            return beats.getAndSet(now) == now;
        });
    }

    /** The descriptor by which a worker keeps its link file open. */
    private static Path linkOf(long pid) throws IOException {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path descriptor : open) {
                if (isLink(descriptor)) {
                    return descriptor;
                }
            }
        }
        throw new AssertionError("a worker keeps its link file open: pid=" + pid);
    }

    private static boolean isLink(Path descriptor) throws IOException {
        try {
            return LINK.matcher(Files.readSymbolicLink(descriptor).toString()).matches();
        } catch (NoSuchFileException e) {
            return false; // closed meanwhile
        }
    }

    @Test
    void shouldRunCallsElsewhereWhenAWorkerIsStoppedInItsInitializer() throws Exception {
        Gate gate = new Gate(directory, "initializer");
        try (ProcessPool pool = ProcessPool.builder()
                .maxWorkers(2)
                .initializer(gate::holdAllButTheFirst)
                .build()) {
            long pid = startWithOneHeld(pool, gate);
            Processes.stop(pid);

            assertAllSucceed(submitCounted(pool));
            gate.open();
            Processes.signal("CONT", pid);

            awaitBothServe(pool);
            assertEachRanOnce();
            assertThat(pool.stats().workersStarted()).isEqualTo(2);
            assertThat(pool.stats().workersLost()).isZero();
        }
    }

    /** Its heart doesn't beat yet, so nobody suspects it; what it was given is taken by the one that has nothing to do. */
    @Test
    void shouldRunCallsElsewhereWhenAWorkerIsStoppedAsItsJvmComesUp() throws Exception {
        Gate gate = new Gate(directory, "gate");
        try (ProcessPool pool = ProcessPool.builder().maxWorkers(2).build()) {
            TaskFuture<Integer> held = pool.submit(Tasks::passThen, gate, 7);
            gate.awaitArrival();
            pool.prestart();
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(SOON)
                    .until(() -> pool.workers().size() == 2);
            long pid = pool.workers().get(1).pid();
            Processes.stop(pid);

            List<TaskFuture<Integer>> futures = submitCounted(pool);
            gate.open();
            assertThat(held.result(SOON)).isEqualTo(7);
            assertAllSucceed(futures);
            Processes.signal("CONT", pid);

            awaitBothServe(pool);
            assertEachRanOnce();
            assertThat(pool.stats().workersLost()).isZero();
        }
    }

    @Test
    void shouldReplaceAWorkerThatIsStoppedInItsInitializerWhenAsked() throws Exception {
        Gate gate = new Gate(directory, "initializer");
        try (ProcessPool pool = ProcessPool.builder()
                .maxWorkers(2)
                .stallTimeout(STALL)
                .initializer(gate::holdAllButTheFirst)
                .build()) {
            long pid = startWithOneHeld(pool, gate);
            Processes.stop(pid);
            gate.open();

            List<TaskFuture<Integer>> futures = submitCounted(pool);

            await().atMost(SOON).until(() -> ProcessHandle.of(pid).isEmpty());
            assertAllSucceed(futures);
            awaitBothServe(pool);
            assertEachRanOnce();
            assertThat(pool.stats().workersStarted()).isEqualTo(3);
        }
    }

    /** A pool of one worker that serves and one that its initializer holds; returns that one's process id. */
    private static long startWithOneHeld(ProcessPool pool, Gate initializer) throws InterruptedException {
        pool.submit(Math::abs, 0).result(SOON);
        pool.prestart();
        initializer.awaitArrival();
        return pidOf(pool, WorkerInfo.State.STARTING);
    }

    @Test
    void shouldKillAStoppedWorkerBeforeItsCallFailsWhenAsked() throws Exception {
        Gate gate = new Gate(directory, "gate");
        try (ProcessPool pool =
                ProcessPool.builder().maxWorkers(1).stallTimeout(STALL).build()) {
            TaskFuture<Integer> running = pool.submit(StallIT::passAndCount, gate, file("passed"));
            gate.awaitArrival();
            List<TaskFuture<Integer>> behind = submitCounted(pool);
            long pid = pidOf(pool, WorkerInfo.State.BUSY);
            Processes.stop(pid);
            gate.open();
            long start = System.nanoTime();

            assertThatThrownBy(() -> running.result(SOON))
                    .isInstanceOf(WorkerDiedException.class)
                    .hasMessageContaining("its pool killed it")
                    .hasMessageContaining("stallTimeout=" + STALL)
                    .satisfies(e -> assertThat(((WorkerDiedException) e).pid()).isEqualTo(pid));
            Duration after = Duration.ofNanos(System.nanoTime() - start);

            System.out.println("stall: timeoutMillis=" + STALL.toMillis() + " failedAfterMillis=" + after.toMillis());
            assertThat(ProcessHandle.of(pid))
                    .as("reaped before its call failed")
                    .isEmpty();
            assertAllSucceed(behind);
            assertEachRanOnce();
            assertThat(runs("passed"))
                    .as("it had no time to go on, nor has anybody")
                    .isZero();
            assertThat(after).isGreaterThan(STALL.dividedBy(2));
            assertThat(pool.stats().workersLost()).isEqualTo(1);
        }
    }

    /** Nothing else ends a worker that was told to go and is still busy. */
    @Test
    void shouldKillAStoppedWorkerThatThePoolHasSentAwayWhenAsked() throws Exception {
        List<Gate> gates = List.of(new Gate(directory, "one"), new Gate(directory, "other"));
        try (ProcessPool pool =
                ProcessPool.builder().maxWorkers(2).stallTimeout(STALL).build()) {
            List<TaskFuture<Integer>> running = new ArrayList<>();
            for (Gate gate : gates) {
                running.add(pool.submit(Tasks::passThen, gate, 7));
                gate.awaitArrival();
            }
            pool.resize(1);
            await().atMost(SOON)
                    .until(() -> pool.workers().stream()
                                    .filter(w -> w.state() == WorkerInfo.State.STOPPING)
                                    .count()
                            == 1);
            long pid = pidOf(pool, WorkerInfo.State.STOPPING);
            Processes.stop(pid);

            try {
                await().atMost(10, TimeUnit.SECONDS)
                        .until(() -> running.stream().filter(TaskFuture::isDone).count() == 1);
            } finally {
                gates.forEach(Gate::open);
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly); // else the pool could not close
            }

            assertThat(running)
                    .filteredOn(future -> future.exception(SOON) instanceof WorkerDiedException)
                    .singleElement()
                    .satisfies(future -> assertThat(((WorkerDiedException) future.exception()).pid())
                            .isEqualTo(pid));
            assertThat(ProcessHandle.of(pid)).isEmpty();
        }
    }

    /** A long call, a garbage collection and a full machine are no stalls: the heart beats. */
    @Test
    void shouldNotTakeALongCallForAStall() throws Exception {
        try (ProcessPool pool =
                ProcessPool.builder().maxWorkers(1).stallTimeout(STALL).build()) {
            assertThat(pool.submit(StallIT::spin, 2 * STALL.toMillis()).result(SOON))
                    .isEqualTo(1);
            assertThat(pool.stats().workersLost()).isZero();
        }
    }

    static int spin(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
        return 1;
    }

    /** Everything that looks at the clock is on: when the coordinator goes on, none of it takes its own stop for another's. */
    @Test
    void shouldFailNothingWhenTheCoordinatorIsStopped() throws Exception {
        Process coordinator = new ProcessBuilder(Jvm.command(Coordinator.class))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(coordinator.getInputStream().read()).isEqualTo('u');
            for (int i = 0; i < 2; i++) {
                Processes.signal("STOP", coordinator.pid());
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(STOP_SECONDS));
                Processes.signal("CONT", coordinator.pid());
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            }
            coordinator.getOutputStream().close();

            String report = new String(coordinator.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            System.out.println("stopped coordinator: seconds=" + STOP_SECONDS + " " + report.strip());
            assertThat(report).contains("failed=0 ").contains("lost=0 ").contains("lostWakeups=0");
        } finally {
            coordinator.destroyForcibly();
        }
    }

    /** Calls all the time, until its stdin ends. */
    static final class Coordinator {
        private static final Duration SHORTER_THAN_THE_STOP = Duration.ofSeconds(2);

        public static void main(String[] arguments) {
            ProcessPool pool = ProcessPool.builder()
                    .maxWorkers(2)
                    .callTimeout(SHORTER_THAN_THE_STOP)
                    .idleTimeout(SHORTER_THAN_THE_STOP)
                    .stallTimeout(STALL)
                    .build();
            try (pool) {
                int round = 0;
                CompletableFuture<Void> over = CompletableFuture.runAsync(Coordinator::awaitEndOfStdin);
                while (!over.isDone()) {
                    List<TaskFuture<Integer>> futures = new ArrayList<>();
                    for (int i = 0; i < CALLS; i++) {
                        futures.add(pool.submit(StallIT::spin, 5L));
                    }
                    futures.forEach(TaskFuture::exception);
                    if (round++ == 0) {
                        System.out.print('u');
                        System.out.flush();
                    }
                }
            }
            System.out.println(" failed=" + pool.stats().failed() + " lost="
                    + pool.stats().workersLost() + " succeeded=" + pool.stats().succeeded() + " lostWakeups="
                    + pool.stats().lostWakeups());
        }

        private static void awaitEndOfStdin() {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Calls each of which counts its runs where the engine doesn't look. */
    private List<TaskFuture<Integer>> submitCounted(ProcessPool pool) {
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            futures.add(pool.submit(StallIT::count, file(Integer.toString(i)), i));
        }
        return futures;
    }

    private static int count(String file, int value) throws IOException {
        Files.write(Path.of(file), new byte[1], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return value;
    }

    private static int passAndCount(Gate gate, String file) throws IOException, InterruptedException {
        gate.pass();
        return count(file, 1);
    }

    private String file(String what) {
        return directory.resolve("runs." + what).toString();
    }

    private long runs(String what) throws IOException {
        Path file = Path.of(file(what));
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private void assertEachRanOnce() throws IOException {
        for (int i = 0; i < CALLS; i++) {
            assertThat(runs(Integer.toString(i))).as("runs of call %d", i).isEqualTo(1);
        }
    }

    /** The states in which a worker is seen from now on. */
    private static Set<WorkerInfo.State> statesUntilSuspect(ProcessPool pool, long pid) {
        Set<WorkerInfo.State> seen = new LinkedHashSet<>();
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .atMost(SOON)
                .until(() -> {
                    seen.add(stateOf(pool, pid));
                    return seen.contains(WorkerInfo.State.SUSPECT);
                });
        return seen;
    }

    /** Each of two workers begins a call, so it has passed over what was in its ring before. */
    private void awaitBothServe(ProcessPool pool) throws Exception {
        awaitIdle(pool, 2);
        Gate gate = new Gate(directory, "both");
        List<Gate> doors = List.of(gate.door(1), gate.door(2));
        List<TaskFuture<Integer>> both = new ArrayList<>();
        for (Gate door : doors) {
            both.add(pool.submit(Tasks::passThen, door, 1));
        }
        for (Gate door : doors) {
            door.awaitArrival();
        }
        gate.open();
        for (TaskFuture<Integer> future : both) {
            assertThat(future.result(SOON)).isEqualTo(1);
        }
    }

    private static void awaitIdle(ProcessPool pool, int count) {
        await().atMost(SOON)
                .until(() -> pool.workers().stream()
                                .filter(w -> w.state() == WorkerInfo.State.IDLE)
                                .count()
                        == count);
    }

    private static void assertAllSucceed(ProcessPool pool) throws Exception {
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            futures.add(pool.submit(Math::abs, -i));
        }
        assertAllSucceed(futures);
    }

    private static void assertAllSucceed(List<TaskFuture<Integer>> futures) throws Exception {
        for (int i = 0; i < CALLS; i++) {
            assertThat(futures.get(i).result(SOON)).isEqualTo(i);
        }
    }

    private static long pidOf(ProcessPool pool, WorkerInfo.State state) {
        return pool.workers().stream()
                .filter(worker -> worker.state() == state)
                .mapToLong(WorkerInfo::pid)
                .findFirst()
                .orElseThrow();
    }

    private static WorkerInfo.State stateOf(ProcessPool pool, long pid) {
        return pool.workers().stream()
                .filter(worker -> worker.pid() == pid)
                .map(WorkerInfo::state)
                .findFirst()
                .orElse(null);
    }
}
