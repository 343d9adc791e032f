package dev.ringwork.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.PoolStats;
import dev.ringwork.TaskFuture;
import dev.ringwork.os.Seed;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.WorkerInfo;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Submits, kills, a resize and an end of the pool, all at once: every accepted future ends once, the pool terminates, nothing is
 * left. {@code -Drace.rounds=200} for many.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ShutdownRaceIT {
    private static final int ROUNDS = Integer.getInteger("race.rounds", 10);
    private static final int SUBMITTERS = 2;
    private static final long LONGEST_SECONDS = 30;
    private static final int LONGEST_LIFE_MILLIS = 700;
    private static final int LONGEST_CALL_MICROS = 2_000;

    private final long seed = Seed.announced("seed", ShutdownRaceIT.class);
    private final SplittableRandom random = new SplittableRandom(seed);
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    @Test
    void shouldTerminateAndLoseNoFutureWhenEverythingHappensAtOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            round(round);
            assertThat(failures).as("seed=%d round=%d", seed, round).isEmpty();
        }
        System.out.println("shutdown races: rounds=" + ROUNDS + " seed=" + seed);
    }

    private void round(int round) throws Exception {
        String mark = Processes.mark("race" + round);
        ProcessPool pool = ProcessPool.builder()
                .maxWorkers(2)
                .workerHeap("16m")
                .jvmArguments(mark)
                .build();
        ConcurrentLinkedQueue<TaskFuture<Integer>> accepted = new ConcurrentLinkedQueue<>();
        CountDownLatch ended = new CountDownLatch(1);
        Thread[] threads = new Thread[SUBMITTERS + 1];
        for (int i = 0; i < SUBMITTERS; i++) {
            SplittableRandom own = random.split();
            threads[i] = new Thread(() -> submit(pool, own, accepted));
        }
        SplittableRandom own = random.split();
        threads[SUBMITTERS] = new Thread(() -> disturb(pool, own, ended));
        for (Thread thread : threads) {
            thread.start();
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_LIFE_MILLIS)));
        int how = random.nextInt(5);
        switch (how) {
            case 0 -> pool.shutdown();
            case 1 -> pool.shutdown(true);
            case 2 -> pool.shutdownNow();
            case 3 -> pool.terminateWorkers();
            default -> pool.killWorkers();
        }
        boolean terminated = pool.awaitTermination(LONGEST_SECONDS, TimeUnit.SECONDS);
        ended.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(terminated)
                .as("seed=%d how=%d %s %s", seed, how, pool, pool.workers())
                .isTrue();
        for (TaskFuture<Integer> future : accepted) {
            assertThat(future.isDone())
                    .as("seed=%d how=%d %s", seed, how, future)
                    .isTrue();
        }
        PoolStats stats = pool.stats();
        assertThat(stats.submitted())
                .as("seed=%d %s", seed, stats)
                .isEqualTo(stats.succeeded() + stats.failed() + stats.cancelled())
                .isEqualTo(accepted.size());
        assertThat(stats.workers()).isZero();
        assertThat(Processes.marked(mark)).as("workers left").isEmpty();
    }

    private void submit(
            ProcessPool pool, SplittableRandom random, ConcurrentLinkedQueue<TaskFuture<Integer>> accepted) {
        try {
            while (true) {
                int micros = random.nextInt(LONGEST_CALL_MICROS);
                TaskFuture<Integer> future;
                try {
                    future = pool.submit(ShutdownRaceIT::work, micros);
                } catch (RejectedExecutionException e) {
                    return;
                }
                accepted.add(future);
                if (random.nextInt(3) == 0) {
                    check(future, micros);
                }
            }
        } catch (Throwable t) {
            failures.add(t);
        }
    }

    private static void check(TaskFuture<Integer> future, int expected) throws Exception {
        try {
            assertThat(future.get(LONGEST_SECONDS, TimeUnit.SECONDS)).isEqualTo(expected);
        } catch (ExecutionException | CancellationException e) {
            assertThat(future.isDone()).isTrue();
        }
    }

    private void disturb(ProcessPool pool, SplittableRandom random, CountDownLatch ended) {
        try {
            while (!ended.await(random.nextInt(100), TimeUnit.MILLISECONDS)) {
                List<WorkerInfo> workers = pool.workers();
                if (random.nextInt(4) == 0) {
                    pool.resize(1 + random.nextInt(3));
                } else if (!workers.isEmpty()) {
                    long pid = workers.get(random.nextInt(workers.size())).pid();
                    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                }
            }
        } catch (Throwable t) {
            failures.add(t);
        }
    }

    static int work(int micros) {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(micros));
        return micros;
    }
}
