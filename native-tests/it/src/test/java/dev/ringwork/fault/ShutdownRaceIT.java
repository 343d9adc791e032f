package dev.ringwork.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.os.Seed;
import dev.ringwork.process.ProcessPool;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Submits, kills, a resize and an end of the pool, all at once: every accepted future ends once, as that end of the pool has it, no call
 * runs twice, the pool terminates, nothing is left. {@code -Drace.rounds=200} for many.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ShutdownRaceIT {
    private static final int ROUNDS = Integer.getInteger("race.rounds", 10);
    private static final int SUBMITTERS = 2;
    private static final long LONGEST_SECONDS = 30;
    private static final int LONGEST_LIFE_MILLIS = 700;

    private final long seed = Seed.announced("seed", ShutdownRaceIT.class);
    private final SplittableRandom random = new SplittableRandom(seed);

    @Test
    void shouldTerminateAndLoseNoFutureWhenEverythingHappensAtOnce(@TempDir Path directory) throws Exception {
        long calls = 0;
        for (int round = 0; round < ROUNDS; round++) {
            // Each way to end has its turn.
            PoolEnd how = PoolEnd.values()[round % PoolEnd.values().length];
            try {
                calls += round(directory.resolve("runs-" + round), Processes.mark("race" + round), how);
            } catch (Throwable t) {
                throw new AssertionError("seed=" + seed + " round=" + round + " how=" + how, t);
            }
        }
        System.out.println("shutdown races: rounds=" + ROUNDS + " calls=" + calls + " seed=" + seed);
    }

    private int round(Path logFile, String mark, PoolEnd how) throws Exception {
        ProcessPool pool = ProcessPool.builder()
                .maxWorkers(2)
                .workerHeap("16m")
                .jvmArguments(mark)
                .build();
        RacedPool raced = new RacedPool(pool, logFile);
        for (int i = 0; i < SUBMITTERS; i++) {
            raced.submit(random.split());
        }
        raced.disturb(random.split());
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_LIFE_MILLIS)));
        how.of(pool);
        boolean terminated = pool.awaitTermination(LONGEST_SECONDS, TimeUnit.SECONDS);
        raced.join();
        assertThat(terminated).as("%s %s", pool, pool.workers()).isTrue();
        raced.check(how);
        assertThat(pool.stats().workers()).isZero();
        assertThat(Processes.marked(mark)).as("workers left").isEmpty();
        return raced.calls();
    }
}
