package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.TaskFuture;
import dev.ringwork.WorkerDiedException;
import dev.ringwork.os.CProgram;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker is killed at a random moment of a large result: the future is whole or says so, and never hangs. */
class MidResultKillIT {
    private static final int TRIALS = Integer.getInteger("midresult.trials", 300);
    private static final int LEAST_BITS = 12;
    private static final int MOST_BITS = 26;
    private static final long SECONDS = 30;
    /** About what a byte takes: computing it and carrying it over. */
    private static final double NANOS_A_BYTE = 2;

    @TempDir
    Path directory;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void shouldBeWholeOrDeadWhenKilledAtAnyMomentOfALargeResult() throws Exception {
        long seed = Long.getLong("midresult.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        int died = 0;
        int whole = 0;
        CProgram peer = CProgram.compile("peer", directory);
        try (ProcessPool pool = ProcessPool.builder()
                .maxWorkers(1)
                .workerProgram(peer.command())
                .build()) {
            for (int i = 0; i < TRIALS; i++) {
                assertThat(pool.submit(PeerAnswers::inC, (Object) 1L).get(SECONDS, TimeUnit.SECONDS))
                        .isEqualTo(4L);
                long pid = pool.workers().get(0).pid();
                int length = (int) Math.pow(2, LEAST_BITS + random.nextDouble() * (MOST_BITS - LEAST_BITS));
                TaskFuture<Object> future = pool.submit(PeerAnswers::inC, (Object) length);
                LockSupport.parkNanos((long) (random.nextDouble() * NANOS_A_BYTE * length));
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                try {
                    byte[] result = (byte[]) future.get(SECONDS, TimeUnit.SECONDS);
                    assertThat(result).as("seed=%d", seed).isEqualTo(PeerAnswers.bytes(length));
                    whole++;
                } catch (ExecutionException e) {
                    assertThat(e.getCause()).as("seed=%d", seed).isInstanceOf(WorkerDiedException.class);
                    died++;
                }
            }
            assertThat(pool.stats().lostWakeups()).isZero();
        }
        System.out.println(
                "mid-result kills: trials=" + TRIALS + " died=" + died + " whole=" + whole + " seed=" + seed);
        assertThat(died).isPositive();
    }
}
