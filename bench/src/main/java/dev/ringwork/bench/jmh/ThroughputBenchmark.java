package dev.ringwork.bench.jmh;

import dev.ringwork.PoolExecutor;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.thread.ThreadPool;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many tasks a second go through a pool, each with a future of its own? A submitter submits ten thousand and then takes
 * their results; the suite runs it with one, two and four submitters. A task returns its argument.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 3, jvmArgs = "-Xmx1g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ThroughputBenchmark {
    private static final int BATCH = 10_000;

    /** One pool, made in the JVM that measures it. */
    public abstract static class Held<P extends ExecutorService> {
        P pool;

        abstract P make();

        /** Makes it. */
        @Setup
        public void start() {
            pool = make();
        }

        /** Ends it. */
        @TearDown
        public void stop() {
            pool.shutdown();
        }
    }

    /** A process pool. */
    @State(Scope.Benchmark)
    public static class Processes extends Held<ProcessPool> {
        /** How many. */
        @Param("1")
        public int workers;

        @Override
        ProcessPool make() {
            return ProcessPool.create(workers);
        }
    }

    /** A thread pool. */
    @State(Scope.Benchmark)
    public static class Threads extends Held<ThreadPool> {
        /** How many. */
        @Param("1")
        public int workers;

        @Override
        ThreadPool make() {
            return ThreadPool.create(workers);
        }
    }

    /** {@code Executors.newFixedThreadPool}. */
    @State(Scope.Benchmark)
    public static class Fixed extends Held<ExecutorService> {
        /** How many. */
        @Param("1")
        public int workers;

        @Override
        ExecutorService make() {
            return Executors.newFixedThreadPool(workers);
        }
    }

    /** A {@code ForkJoinPool}. */
    @State(Scope.Benchmark)
    public static class ForkJoin extends Held<ExecutorService> {
        /** How many. */
        @Param("1")
        public int workers;

        @Override
        ExecutorService make() {
            return new ForkJoinPool(workers);
        }
    }

    /** Virtual threads, as many carriers as the JDK chooses. */
    @State(Scope.Benchmark)
    public static class Virtual extends Held<ExecutorService> {
        @Override
        ExecutorService make() {
            return JdkPools.virtualThreads();
        }
    }

    private static long results(Future<?>[] futures) throws InterruptedException, ExecutionException {
        long sum = 0;
        for (Future<?> future : futures) {
            sum += (Long) future.get();
        }
        if (sum != (long) BATCH * (BATCH - 1) / 2) {
            throw new IllegalStateException("all results add up: sum=" + sum);
        }
        return sum;
    }

    private static long functions(PoolExecutor pool) throws InterruptedException, ExecutionException {
        Future<?>[] futures = new Future<?>[BATCH];
        for (int i = 0; i < BATCH; i++) {
            futures[i] = pool.submit(RoundTripBenchmark::same, (long) i);
        }
        return results(futures);
    }

    private static long callables(ExecutorService pool) throws InterruptedException, ExecutionException {
        Future<?>[] futures = new Future<?>[BATCH];
        for (int i = 0; i < BATCH; i++) {
            long value = i;
            futures[i] = pool.submit(() -> RoundTripBenchmark.same(value));
        }
        return results(futures);
    }

    /** Function and argument on a process pool. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long processPool(Processes held) throws InterruptedException, ExecutionException {
        return functions(held.pool);
    }

    /** A lambda that captures its argument on a process pool. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long processPoolCallable(Processes held) throws InterruptedException, ExecutionException {
        ProcessPool pool = held.pool;
        Future<?>[] futures = new Future<?>[BATCH];
        for (int i = 0; i < BATCH; i++) {
            long value = i;
            futures[i] = pool.submit(() -> RoundTripBenchmark.same(value));
        }
        return results(futures);
    }

    /** Callables on a thread pool. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long threadPool(Threads held) throws InterruptedException, ExecutionException {
        return callables(held.pool);
    }

    /** Function and argument on a thread pool. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long threadPoolFunction(Threads held) throws InterruptedException, ExecutionException {
        return functions(held.pool);
    }

    /** Callables on a fixed pool. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long jdkFixedPool(Fixed held) throws InterruptedException, ExecutionException {
        return callables(held.pool);
    }

    /** Callables on a fork-join pool. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long jdkForkJoinPool(ForkJoin held) throws InterruptedException, ExecutionException {
        return callables(held.pool);
    }

    /** Callables on virtual threads; Java 21 and later. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long jdkVirtualThreads(Virtual held) throws InterruptedException, ExecutionException {
        return callables(held.pool);
    }
}
