package dev.ringwork.bench.jmh;

import dev.ringwork.process.ProcessPool;
import dev.ringwork.thread.ThreadPool;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does {@code submit(…).get()} take on a hot pool of one worker: into another process and back, into another thread
 * and back, and on the JDK's own pools, which only go to a thread? One caller; a task that returns its argument.
 *
 * <p>The caller's heap has been touched before: a service has used all of its heap long ago, and the kernel and the host take up to
 * 100 µs for a page that is used for the first time, which would be the 99th percentile of all pools.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 3,
        jvmArgs = {"-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RoundTripBenchmark {

    /** The pool of worker JVMs. */
    @State(Scope.Benchmark)
    public static class Processes {
        private ProcessPool pool = ProcessPool.create(1);
        private long next;

        /** Starts the worker. */
        @Setup
        public void start() {
            pool.prestart();
            check(pool.submit(RoundTripBenchmark::same, 1L).result(), 1L);
        }

        /** Ends it. */
        @TearDown
        public void stop() {
            pool.close();
        }
    }

    /** The pool of threads. */
    @State(Scope.Benchmark)
    public static class Threads {
        private ThreadPool pool = ThreadPool.create(1);
        private long next;

        /** Ends it. */
        @TearDown
        public void stop() {
            pool.close();
        }
    }

    /** Virtual threads. */
    @State(Scope.Benchmark)
    public static class Virtual {
        private ExecutorService pool = JdkPools.virtualThreads();
        private long next;

        /** Ends them. */
        @TearDown
        public void stop() {
            pool.shutdown();
        }
    }

    /** The JDK's pools. */
    @State(Scope.Benchmark)
    public static class Jdk {
        private ExecutorService fixed = Executors.newFixedThreadPool(1);
        private ForkJoinPool forkJoin = new ForkJoinPool(1);
        private long next;

        /** Ends them. */
        @TearDown
        public void stop() {
            fixed.shutdown();
            forkJoin.shutdown();
        }
    }

    static long same(long value) {
        return value;
    }

    static long check(Long result, long expected) {
        if (result != expected) {
            throw new IllegalStateException("a call returns its argument: result=" + result + " argument=" + expected);
        }
        return result;
    }

    /** Into another process and back. */
    @Benchmark
    public long processPool(Processes state) throws InterruptedException, ExecutionException {
        long value = state.next++;
        return check(state.pool.submit(RoundTripBenchmark::same, value).get(), value);
    }

    /** Into another thread and back. */
    @Benchmark
    public long threadPool(Threads state) throws InterruptedException, ExecutionException {
        long value = state.next++;
        return check(state.pool.submit(() -> value).get(), value);
    }

    /** The same on {@code Executors.newFixedThreadPool}. */
    @Benchmark
    public long jdkFixedPool(Jdk state) throws InterruptedException, ExecutionException {
        long value = state.next++;
        return check(state.fixed.submit(() -> value).get(), value);
    }

    /** The same on a {@code ForkJoinPool}. */
    @Benchmark
    public long jdkForkJoinPool(Jdk state) throws InterruptedException, ExecutionException {
        long value = state.next++;
        return check(state.forkJoin.submit(() -> value).get(), value);
    }

    /** The same on virtual threads; Java 21 and later. */
    @Benchmark
    public long jdkVirtualThreads(Virtual state) throws InterruptedException, ExecutionException {
        long value = state.next++;
        return check(state.pool.submit(() -> value).get(), value);
    }
}
