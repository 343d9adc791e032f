package dev.ringwork.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.TaskFuture;
import dev.ringwork.WorkerDiedException;
import dev.ringwork.contract.Gate;
import dev.ringwork.os.Seed;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.WorkerOutput;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers that die at named points of the protocol, in processes of their own. Every single access to shared memory is cut in
 * CrashPointTest. {@code -Dresult.kills=300} for many kills in the middle of a result.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class KillPointIT {
    private static final int RESULT_KILLS = Integer.getInteger("result.kills", 12);
    /** So many kills at most until one came in time and one too late. */
    private static final int MOST_RESULT_KILLS = Math.max(RESULT_KILLS, 120);

    private static final int SMALLEST_RESULT = 4 << 10;
    private static final int LARGEST_RESULT = 64 << 20;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int BEHIND = 40;
    private static final int BEFORE = -2;
    private static final int DEADLY = -1;

    @TempDir
    private Path directory;

    private final long seed = Seed.announced("seed", KillPointIT.class);
    private final ProcessPool pool = ProcessPool.builder()
            .maxWorkers(1)
            .workerHeap("256m")
            .workerOutput(WorkerOutput.discard())
            .build();

    @AfterEach
    void close() {
        pool.close();
    }

    /**
     * The worker reads the deadly call together with some of those behind it, once the call at the gate is over, and claims only that
     * one. So it dies with calls in its inbox that it has read and not claimed, and more in its ring.
     */
    @Test
    void shouldRunCallsOnceWhenTheyWereReadAndNotClaimed() throws Exception {
        Gate gate = new Gate(directory, "gate");
        TaskFuture<Integer> before = pool.submit(KillPointIT::passThenRecord, gate, log().toString());
        gate.awaitArrival();
        TaskFuture<Integer> deadly = pool.submit(KillPointIT::recordThenDie, log().toString());
        List<TaskFuture<Integer>> behind = new ArrayList<>();
        for (int i = 0; i < BEHIND; i++) {
            behind.add(pool.submit(KillPointIT::record, log().toString(), i));
        }
        gate.open();

        assertThat(before.result(SOON)).isEqualTo(BEFORE);
        assertThat(deadly.exception(SOON)).isInstanceOf(WorkerDiedException.class);
        for (int i = 0; i < BEHIND; i++) {
            assertThat(behind.get(i).result(SOON)).isEqualTo(i);
        }
        assertThat(Files.readAllLines(log())).hasSize(BEHIND + 2).doesNotHaveDuplicates();
        assertThat(pool.stats().workersLost()).isEqualTo(1);
    }

    @Test
    void shouldNeverRunACallAgainWhenItWasClaimedAndNotBegun() throws Exception {
        TaskFuture<String> future = pool.submit(KillPointIT::text, new Deadly(log().toString()));

        assertThat(future.exception(SOON)).isInstanceOf(WorkerDiedException.class);

        assertThat(pool.submit(Math::abs, -1).result(SOON)).isEqualTo(1);
        assertThat(Files.readAllLines(log())).as("attempts to decode it").hasSize(1);
    }

    /** It dies at some moment from the middle of its result's way to just after its end. */
    @Test
    void shouldDeliverAllOrNothingWhenKilledInTheMiddleOfAResult() throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        List<Duration> detections = new ArrayList<>();
        int whole = 0;
        int torn = 0;
        int kills = 0;
        while (kills < RESULT_KILLS || (whole == 0 || torn == 0) && kills < MOST_RESULT_KILLS) {
            int i = kills++;
            int length = SMALLEST_RESULT
                    << random.nextInt(1 + Integer.numberOfTrailingZeros(LARGEST_RESULT / SMALLEST_RESULT));
            long pid = pool.submit(KillPointIT::pid).result(SOON);
            long longestMicros = 200L + length / 1_000;
            TaskFuture<byte[]> future = pool.submit(KillPointIT::dieSoonAfter, length, random.nextLong(longestMicros));
            TaskFuture<Integer> behind = pool.submit(Math::abs, -i);

            long gone = awaitGone(pid);
            Throwable failure = future.exception(SOON);
            detections.add(Duration.ofNanos(Math.max(0, System.nanoTime() - gone)));

            if (failure == null) {
                assertThat(Arrays.equals(future.result(SOON), result(length)))
                        .as("seed=%d round=%d", seed, i)
                        .isTrue();
                whole++;
                // The call behind it may have begun by then, and is what the worker died of running.
                Throwable fate = behind.exception(SOON);
                assertThat(fate == null || fate instanceof WorkerDiedException)
                        .as("seed=%d round=%d fate=%s", seed, i, fate)
                        .isTrue();
            } else {
                assertThat(failure).as("seed=%d round=%d", seed, i).isInstanceOf(WorkerDiedException.class);
                assertThat(behind.result(SOON)).isEqualTo(i);
                torn++;
            }
        }
        System.out.println(
                "kills in a result: whole=" + whole + " torn=" + torn + " detection " + Quantiles.of(detections));
        assertThat(whole).as("kills after the end of a result").isPositive();
        assertThat(torn).as("kills in the middle of one").isPositive();
        assertThat(pool.stats().workersLost()).isBetween(kills / 2L, (long) kills);
    }

    /** When the process is gone, to a fraction of a millisecond. */
    private static long awaitGone(long pid) {
        Path process = Path.of("/proc", Long.toString(pid));
        while (Files.exists(process)) {
            LockSupport.parkNanos(50_000);
        }
        return System.nanoTime();
    }

    private Path log() throws IOException {
        Path log = directory.resolve("log");
        if (!Files.exists(log)) {
            Files.createFile(log);
        }
        return log;
    }

    static long pid() {
        return ProcessHandle.current().pid();
    }

    static int passThenRecord(Gate gate, String log) throws InterruptedException {
        gate.pass();
        return record(log, BEFORE);
    }

    static int recordThenDie(String log) {
        record(log, DEADLY);
        killThisProcess();
        return DEADLY;
    }

    static int record(String log, int number) {
        append(log, Integer.toString(number));
        return number;
    }

    private static void append(String log, String line) {
        try {
            Files.writeString(Path.of(log), line + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Deadly deadly) {
        return deadly.log;
    }

    /** An argument that kills who decodes it. */
    static final class Deadly implements Serializable {
        private static final long serialVersionUID = 1L;
        private final String log;

        Deadly(String log) {
            this.log = log;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            append(log, "decoded");
            killThisProcess();
        }
    }

    static byte[] dieSoonAfter(int length, long micros) {
        byte[] result = result(length);
        long at = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
        Thread killer = new Thread(() -> {
            while (System.nanoTime() - at < 0) {
                Thread.onSpinWait();
            }
            killThisProcess();
        });
        killer.start();
        return result;
    }

    private static byte[] result(int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(length).nextBytes(bytes);
        return bytes;
    }

    /** By a signal that nothing can catch. */
    private static void killThisProcess() {
        try {
            new ProcessBuilder(Processes.kill("KILL", ProcessHandle.current().pid()))
                    .start()
                    .waitFor();
            LockSupport.parkNanos(SOON.toNanos());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
