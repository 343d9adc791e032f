package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.WhenFull;
import dev.ringwork.contract.Tasks;
import java.io.ObjectInputFilter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the builder takes reaches the workers, and what makes no sense is refused, by name, when it is set. */
@Tag("semantics")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ProcessPoolOptionsIT {
    @TempDir
    private Path directory;

    private static ProcessPoolBuilder small() {
        return ProcessPool.builder().maxWorkers(1).workerHeap("24m");
    }

    private static String variable(String name) {
        return String.valueOf(System.getenv(name));
    }

    private static String property(String name) {
        return String.valueOf(System.getProperty(name));
    }

    private static long heapMegabytes() {
        return Runtime.getRuntime().maxMemory() >> 20;
    }

    private static Path here() {
        return Path.of("").toAbsolutePath();
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    @Test
    void shouldHaveAsManyWorkersAsProcessorsWhenNothingIsSaid() {
        try (ProcessPool pool = ProcessPool.create()) {
            assertThat(pool.stats().maxWorkers()).isEqualTo(Runtime.getRuntime().availableProcessors());
        }
        try (ProcessPool pool = ProcessPool.create(3)) {
            assertThat(pool.stats().maxWorkers()).isEqualTo(3);
        }
    }

    @Test
    void shouldGiveWorkersTheEnvironmentThatIsSetBesidesItsOwn() {
        Map<String, String> variables = Map.of("RINGWORK_GREETING", "grün", "JAVA_TOOL_OPTIONS", "-Dfrom.tool=1");
        try (ProcessPool pool = small().environment(variables)
                .workerOutput(WorkerOutput.discard()) // the JVM says that it picked up those options
                .build()) {
            assertThat(pool.submit(ProcessPoolOptionsIT::variable, "PATH").result())
                    .as("inherited")
                    .isEqualTo(System.getenv("PATH"));
            assertThat(pool.submit(ProcessPoolOptionsIT::variable, "RINGWORK_GREETING")
                            .result())
                    .hasSize("grün".length());
            assertThat(pool.submit(ProcessPoolOptionsIT::property, "from.tool").result())
                    .as("not inherited, but here it is set")
                    .isEqualTo("1");
        }
    }

    @Test
    void shouldGiveWorkersTheHeapAndTheArgumentsThatAreSet() {
        try (ProcessPool pool = small().workerHeap("40m")
                .jvmArguments("-Dgreeting=hello world", "-XX:ActiveProcessorCount=3")
                .build()) {
            assertThat(pool.submit(ProcessPoolOptionsIT::heapMegabytes).result())
                    .isBetween(32L, 40L);
            assertThat(pool.submit(ProcessPoolOptionsIT::property, "greeting").result())
                    .isEqualTo("hello world");
            assertThat(pool.submit(ProcessPoolOptionsIT::processors).result()).isEqualTo(3);
        }
        try (ProcessPool pool = small().jvmArguments("-Xmx48m").build()) {
            assertThat(pool.submit(ProcessPoolOptionsIT::heapMegabytes).result())
                    .as("arguments come after the pool's own, so they win")
                    .isBetween(40L, 48L);
        }
    }

    @Test
    void shouldRunWorkersInTheDirectoryThatIsSet() throws Exception {
        try (ProcessPool pool = small().workingDirectory(directory).build()) {
            assertThat(pool.submit(ProcessPoolOptionsIT::here).result().toRealPath())
                    .isEqualTo(directory.toRealPath());
        }
        try (ProcessPool pool = small().build()) {
            assertThat(pool.submit(ProcessPoolOptionsIT::here).result()).isEqualTo(here());
        }
    }

    private static void failAtLength() {
        throw new IllegalStateException("at length " + "and breadth ".repeat(1000));
    }

    @Test
    void shouldSayWhyTheInitializerFailedWhenThatIsMoreThanARecordHolds() {
        try (ProcessPool pool = small().ringCapacity(1 << 13)
                .initializer(ProcessPoolOptionsIT::failAtLength)
                .build()) {
            assertThat(pool.submit(ProcessPoolOptionsIT::processors).exception())
                    .isInstanceOf(BrokenExecutorException.class)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("at length and breadth ");
        }
    }

    @Test
    void shouldAnswerWithoutSpinningWhenSpinIsZero() {
        try (ProcessPool pool = small().spin(Duration.ZERO).build()) {
            for (int i = 0; i < 100; i++) {
                assertThat(pool.submit(Tasks::twice, i).result()).isEqualTo(2 * i);
            }
            await("a worker that parks at once is rung").until(() -> {
                pool.submit(Tasks::twice, 1).result();
                return pool.stats().doorbellsSent() > 0;
            });
            assertThat(pool.stats().lostWakeups()).isZero();
        }
    }

    @Test
    void shouldCountWhatCrossesWhenThereIsPayload() {
        try (ProcessPool pool = small().ringCapacity(1 << 16).build()) {
            byte[] payload = new byte[10_000];
            assertThat(pool.submit(ProcessPoolOptionsIT::same, payload).result())
                    .isEqualTo(payload);

            assertThat(pool.stats().callsSent()).isEqualTo(1);
            assertThat(pool.stats().bytesSent()).isBetween(10_000L, 20_000L);
            // Who takes a result has its future done before the record that it ended with counts as taken.
            await("all of the result counts").until(() -> pool.stats().bytesReceived() > 10_000);
            assertThat(pool.stats().bytesReceived()).isLessThan(20_000);
            assertThat(pool.toString()).contains("ProcessPool-", "succeeded=1");
        }
    }

    private static byte[] same(byte[] payload) {
        return payload;
    }

    @Test
    void shouldSayInWorkersWhoRunsWhat() throws Exception {
        try (ProcessPool pool = small().build()) {
            dev.ringwork.contract.Gate gate = new dev.ringwork.contract.Gate(directory, "gate");
            var running = pool.submit(Tasks::passThen, gate, 1);
            gate.awaitArrival();

            assertThat(pool.workers()).singleElement().satisfies(worker -> {
                assertThat(worker.index()).isZero();
                assertThat(WorkersOfTest.isAlive(worker.pid())).isTrue();
                assertThat(worker.state()).isEqualTo(WorkerInfo.State.BUSY);
                assertThat(worker.currentCall()).contains("Tasks::passThen");
            });

            gate.open();
            running.get();
            WorkersOfTest.awaitIdle(pool, 1);
            assertThat(pool.workers().get(0).currentCall()).isNull();
        }
    }

    private record Refusal(ThrowingCallable call, String says) {}

    @Test
    void shouldRefuseOptionsThatMakeNoSense() throws Exception {
        ProcessPoolBuilder builder = ProcessPool.builder();
        Path missing = directory.resolve("missing");
        Path file = Files.createFile(directory.resolve("file"));
        List<Refusal> refusals = List.of(
                new Refusal(() -> builder.maxWorkers(0), "maxWorkers=0"),
                new Refusal(() -> ProcessPool.create(-1), "maxWorkers=-1"),
                new Refusal(() -> builder.queueCapacity(-1), "queueCapacity=-1"),
                new Refusal(() -> ProcessPool.builder().whenFull(WhenFull.BLOCK).build(), "whenFull=BLOCK"),
                new Refusal(() -> builder.workerHeap("much"), "workerHeap=much"),
                new Refusal(() -> builder.workerHeap("-1m"), "workerHeap=-1m"),
                new Refusal(() -> builder.workerHeap("0"), "workerHeap=0"),
                new Refusal(() -> builder.environment(Map.of("", "1")), "environment name=\"\""),
                new Refusal(() -> builder.environment(Map.of("A=B", "1")), "environment name=\"A=B\""),
                new Refusal(() -> builder.environment(Map.of("A\0", "1")), "environment name=\"A\\0\""),
                new Refusal(() -> builder.environment(Map.of("A", "\0")), "environment name=\"A\" value=\"\\0\""),
                new Refusal(() -> builder.workingDirectory(missing), "workingDirectory=" + missing),
                new Refusal(() -> builder.directory(file), "directory=" + file),
                new Refusal(() -> builder.ringCapacity(5000), "ringCapacity=5000"),
                new Refusal(() -> builder.ringCapacity(2048), "ringCapacity=2048"),
                new Refusal(() -> builder.spin(Duration.ofNanos(-1)), "spin=PT-0.000000001S"),
                new Refusal(() -> builder.maxTasksPerWorker(0), "maxTasksPerWorker=0"),
                new Refusal(() -> builder.idleTimeout(Duration.ZERO), "idleTimeout=PT0S"),
                new Refusal(() -> builder.callTimeout(Duration.ofSeconds(-1)), "callTimeout=PT-1S"),
                new Refusal(() -> builder.stallTimeout(Duration.ofMillis(499)), "stallTimeout=PT0.499S"));
        for (Refusal refusal : refusals) {
            assertThatThrownBy(refusal.call)
                    .as(refusal.says)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(refusal.says);
        }
    }

    @Test
    void shouldRefuseNulls() {
        ProcessPoolBuilder builder = ProcessPool.builder();
        List<ThrowingCallable> calls = List.of(
                () -> builder.initializer(null),
                () -> builder.whenFull(null),
                () -> builder.workerHeap(null),
                () -> builder.jvmArguments((String) null),
                () -> builder.environment(null),
                () -> builder.workingDirectory(null),
                () -> builder.classPath(null),
                () -> builder.directory(null),
                () -> builder.spin(null),
                () -> builder.deserializationFilter((ObjectInputFilter) null),
                () -> builder.workerOutput(null),
                () -> builder.idleTimeout(null),
                () -> builder.callTimeout(null),
                () -> builder.stallTimeout(null),
                () -> builder.onWorkerDeath(null));
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call).isInstanceOf(NullPointerException.class);
        }
    }
}
