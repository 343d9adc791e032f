package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.TaskFuture;
import dev.ringwork.WorkerDiedException;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.Tasks;
import dev.ringwork.fault.Quantiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * How soon the death of a worker is seen, and how soon another serves. {@code -Ddeath.trials=300} on a quiet machine gives the
 * figures that are quoted: p50 5 ms over what the death of a JVM that does nothing takes in the same run (it is gone when the
 * kernel has taken its memory apart, and nobody can see it sooner), p99 20 ms until the future fails, 300 ms until the next call
 * succeeds. Unless asked for so many there are few trials, and the bounds are those of a machine that does other things, too.
 *
 * <p>A trial takes as long as the start of a JVM, so they end after {@code -Ddeath.minutes} at the latest, and what was measured
 * until then is printed.
 */
@Timeout(value = 1, unit = TimeUnit.HOURS)
class DeathFiguresIT {
    private static final int TRIALS = Integer.getInteger("death.trials", 20);
    private static final Duration LONGEST = Duration.ofMinutes(Integer.getInteger("death.minutes", 8));
    private static final int QUOTABLE_TRIALS = 300;
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @Test
    void shouldSeeADeathAndServeAgainSoon() throws Exception {
        List<Duration> seen = new ArrayList<>();
        List<Duration> served = new ArrayList<>();
        List<Duration> bare = new ArrayList<>();
        long start = System.nanoTime();
        try (ProcessPool pool = ProcessPool.builder()
                .maxWorkers(1)
                .workerHeap("8m")
                .ringCapacity(1 << 16)
                .build()) {
            for (int i = 0; i < TRIALS && System.nanoTime() - start < LONGEST.toNanos(); i++) {
                killRunning(pool, i, seen, served);
                bare.add(IdleJvm.kill());
            }
        }
        Quantiles death = Quantiles.of(seen);
        Quantiles again = Quantiles.of(served);
        Quantiles least = Quantiles.of(bare);
        System.out.println("figures: death seen " + death);
        System.out.println("figures: served again " + again);
        System.out.println("figures: an idle JVM is gone " + least);
        boolean quotable = TRIALS >= QUOTABLE_TRIALS;
        assertThat(seen).as("trials in %s", LONGEST).hasSize(TRIALS);
        assertThat(death.p50().minus(least.p50())).isLessThan(Duration.ofMillis(quotable ? 5 : 200));
        assertThat(death.p99()).isLessThan(Duration.ofMillis(quotable ? 20 : 1000));
        assertThat(again.p50()).isLessThan(Duration.ofMillis(quotable ? 300 : 5000));
    }

    private void killRunning(ProcessPool pool, int trial, List<Duration> seen, List<Duration> served)
            throws InterruptedException {
        Gate gate = new Gate(directory, "trial" + trial);
        TaskFuture<Integer> running = pool.submit(Tasks::passThen, gate, trial);
        gate.awaitArrival();
        ProcessHandle worker = ProcessHandle.of(WorkersOfTest.pids(pool).get(0)).orElseThrow();
        long start = System.nanoTime();
        worker.destroyForcibly();
        Throwable failure = running.exception(SOON);
        seen.add(Duration.ofNanos(System.nanoTime() - start));
        assertThat(failure).isInstanceOf(WorkerDiedException.class);
        assertThat(pool.submit(Tasks::twice, trial).result(SOON)).isEqualTo(2 * trial);
        served.add(Duration.ofNanos(System.nanoTime() - start));
    }
}
