package dev.ringwork.bench.jmh;

import dev.ringwork.PoolExecutor;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.thread.ThreadPool;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many tasks a second go through a pool of one worker from one submitter, each with a future of its own, and through
 * {@code map}? A task returns its argument.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 3, jvmArgs = "-Xmx1g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ThroughputBenchmark {
    private static final int BATCH = 10_000;

    /** The pools. */
    @State(Scope.Benchmark)
    public static class Pools {
        private final ProcessPool processes = ProcessPool.create(1);
        private final ThreadPool threads = ThreadPool.create(1);
        private final ExecutorService fixed = Executors.newFixedThreadPool(1);

        /** Ends them. */
        @TearDown
        public void stop() {
            processes.close();
            threads.close();
            fixed.shutdown();
        }
    }

    private static long sum(Future<?>[] futures) throws InterruptedException, ExecutionException {
        long sum = 0;
        for (Future<?> future : futures) {
            sum += (Long) future.get();
        }
        return check(sum);
    }

    private static long check(long sum) {
        if (sum != (long) BATCH * (BATCH - 1) / 2) {
            throw new IllegalStateException("all results add up: sum=" + sum);
        }
        return sum;
    }

    private static long futures(PoolExecutor pool) throws InterruptedException, ExecutionException {
        Future<?>[] futures = new Future<?>[BATCH];
        for (int i = 0; i < BATCH; i++) {
            futures[i] = pool.submit(RoundTripBenchmark::same, (long) i);
        }
        return sum(futures);
    }

    private static long map(PoolExecutor pool) {
        long sum = 0;
        for (long value : pool.map(RoundTripBenchmark::same, LongStream.range(0, BATCH)::iterator)) {
            sum += value;
        }
        return check(sum);
    }

    /** Futures of a process pool. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long processPool(Pools pools) throws InterruptedException, ExecutionException {
        return futures(pools.processes);
    }

    /** Futures of a thread pool. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long threadPool(Pools pools) throws InterruptedException, ExecutionException {
        return futures(pools.threads);
    }

    /** Futures of {@code Executors.newFixedThreadPool}. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long jdkFixedPool(Pools pools) throws InterruptedException, ExecutionException {
        Future<?>[] futures = new Future<?>[BATCH];
        for (int i = 0; i < BATCH; i++) {
            long value = i;
            futures[i] = pools.fixed.submit(() -> RoundTripBenchmark.same(value));
        }
        return sum(futures);
    }

    /** {@code map} of a process pool. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long processPoolMap(Pools pools) {
        return map(pools.processes);
    }
}
