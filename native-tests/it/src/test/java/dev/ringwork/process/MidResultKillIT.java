package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.TaskFuture;
import dev.ringwork.WorkerDiedException;
import dev.ringwork.fault.Quantiles;
import dev.ringwork.os.CProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker is killed at a random moment of a result from 4 KiB to 64 MiB: the future is whole or says so, and never hangs.
 * {@code -Dmidresult.jvm.trials=300} for as many worker JVMs as there are workers in C.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class MidResultKillIT {
    private static final int PEER_TRIALS = Integer.getInteger("midresult.trials", 300);
    private static final int JVM_TRIALS = Integer.getInteger("midresult.jvm.trials", 60);
    private static final int LEAST_BITS = 12;
    private static final int MOST_BITS = 26;
    private static final long SECONDS = 30;
    private static final int FACTOR = 31;
    /** About what a byte takes: computing it and carrying it over. */
    private static final double NANOS_A_BYTE_IN_C = 2;

    private static final double NANOS_A_BYTE_IN_JAVA = 4;
    private static final double SOONER = 0.8;
    /** Before its first byte a JVM that has just started loads a few classes. */
    private static final double FIRST_NANOS_IN_JAVA = 5e6;

    private final long seed = Long.getLong("midresult.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);
    /** What to take such times by, so that kills come before and after the end on any machine: learnt from how the last ones came. */
    private double aim = 1;

    private final List<Duration> settled = new ArrayList<>();
    private int died;
    private int whole;

    @TempDir
    Path directory;

    @Test
    void shouldBeWholeOrDeadWhenKilledAtAnyMomentOfALargeResult() throws Exception {
        CProgram peer = CProgram.compile("peer", directory);
        try (ProcessPool pool = ProcessPool.builder()
                .maxWorkers(1)
                .workerProgram(peer.command())
                .build()) {
            for (int i = 0; i < PEER_TRIALS; i++) {
                assertThat(pool.submit(PeerAnswers::inC, (Object) 1L).get(SECONDS, TimeUnit.SECONDS))
                        .isEqualTo(4L);
                int length = length();
                trial(
                        pool,
                        pool.submit(PeerAnswers::inC, (Object) length),
                        () -> PeerAnswers.bytes(length),
                        NANOS_A_BYTE_IN_C * length);
            }
            assertThat(pool.stats().lostWakeups()).isZero();
        }
        report("peer");
    }

    @Test
    void shouldBeWholeOrDeadWhenAJvmIsKilledAtAnyMomentOfALargeResult() throws Exception {
        try (ProcessPool pool =
                ProcessPool.builder().maxWorkers(1).workerHeap("320m").build()) {
            for (int i = 0; i < JVM_TRIALS; i++) {
                assertThat(pool.submit(Math::abs, -1).get(SECONDS, TimeUnit.SECONDS))
                        .isEqualTo(1);
                int length = length();
                trial(
                        pool,
                        pool.submit(MidResultKillIT::bytes, length),
                        () -> bytes(length),
                        FIRST_NANOS_IN_JAVA + NANOS_A_BYTE_IN_JAVA * length);
            }
            assertThat(pool.stats().lostWakeups()).isZero();
        }
        report("jvm");
    }

    /** A pattern that shows where a byte belongs, made fast also by a JVM that has compiled nothing. */
    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        int done = Math.min(length, 1 << LEAST_BITS);
        for (int i = 0; i < done; i++) {
            bytes[i] = (byte) (FACTOR * i + length);
        }
        while (done < length) {
            int more = Math.min(done - 1, length - done); // one less, so that no two stretches are the same
            System.arraycopy(bytes, 1, bytes, done, more);
            done += more;
        }
        return bytes;
    }

    private int length() {
        return (int) Math.pow(2, LEAST_BITS + random.nextDouble() * (MOST_BITS - LEAST_BITS));
    }

    /** What is expected is made last: it is as long as the result, and this heap is small and shared by all tests. */
    private void trial(ProcessPool pool, TaskFuture<?> future, Supplier<byte[]> expected, double nanos)
            throws Exception {
        long pid = pool.workers().get(0).pid();
        LockSupport.parkNanos((long) (random.nextDouble() * aim * nanos));
        long start = System.nanoTime();
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        try {
            byte[] result = (byte[]) future.get(SECONDS, TimeUnit.SECONDS);
            assertThat(Arrays.equals(result, expected.get()))
                    .as("whole, seed=%d", seed)
                    .isTrue();
            whole++;
            aim *= SOONER;
        } catch (ExecutionException e) {
            assertThat(e.getCause()).as("seed=%d", seed).isInstanceOf(WorkerDiedException.class);
            died++;
            aim /= SOONER;
        }
        settled.add(Duration.ofNanos(System.nanoTime() - start));
    }

    private void report(String worker) {
        System.out.println("mid-result kills: worker=" + worker + " died=" + died + " whole=" + whole + " seed=" + seed
                + " settled after " + Quantiles.of(settled));
        assertThat(died).isPositive();
    }
}
