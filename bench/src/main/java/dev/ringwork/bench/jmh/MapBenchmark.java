package dev.ringwork.bench.jmh;

import dev.ringwork.MapOptions;
import dev.ringwork.PoolExecutor;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.thread.ThreadPool;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
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
 * How many items a second go through {@code map} of a pool with as many workers as it chooses itself, by chunk size and by the items'
 * size? An item is a long that comes back as it is, a million of them a run, or an array of bytes, 1,024 of them a run; all results are read.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 3, jvmArgs = "-Xmx1g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class MapBenchmark {
    private static final int ITEMS = 1_000_000;
    private static final int ARRAYS = 1024;

    /** Worker JVMs. */
    @State(Scope.Benchmark)
    public static class Processes {
        /** Inputs a call; 0 lets the pool choose. */
        @Param({"0", "1", "10", "100", "1000", "10000"})
        public int chunk;

        private final ProcessPool pool = ProcessPool.create();

        /** Ends it. */
        @TearDown
        public void stop() {
            pool.close();
        }
    }

    /** Threads. */
    @State(Scope.Benchmark)
    public static class Threads {
        /** Inputs a call; 0 lets the pool choose. */
        @Param({"0", "1", "10", "100", "1000", "10000"})
        public int chunk;

        private final ThreadPool pool = ThreadPool.create();

        /** Ends it. */
        @TearDown
        public void stop() {
            pool.close();
        }
    }

    private static long map(PoolExecutor pool, int chunk) {
        long sum = 0;
        MapOptions options = MapOptions.defaults().chunkSize(chunk);
        for (long value : pool.map(RoundTripBenchmark::same, LongStream.range(0, ITEMS)::iterator, options)) {
            sum += value;
        }
        if (sum != (long) ITEMS * (ITEMS - 1) / 2) {
            throw new IllegalStateException("all results add up: sum=" + sum);
        }
        return sum;
    }

    /** Arrays through worker JVMs. */
    @State(Scope.Benchmark)
    public static class ByteArrays {
        /** Bytes an item. */
        @Param({"16", "1024", "16384"})
        public int size;

        private final ProcessPool processes = ProcessPool.create();
        private final ThreadPool threads = ThreadPool.create();
        private List<byte[]> items = List.of();

        /** Makes the items. */
        @Setup
        public void fill() {
            items = Collections.nCopies(ARRAYS, new byte[size]);
        }

        /** Ends them. */
        @TearDown
        public void stop() {
            processes.close();
            threads.close();
        }

        private long map(PoolExecutor pool) {
            long sum = 0;
            for (byte[] bytes : pool.map(MapBenchmark::same, items)) {
                sum += bytes.length;
            }
            if (sum != (long) ARRAYS * size) {
                throw new IllegalStateException("all bytes come back: sum=" + sum);
            }
            return sum;
        }
    }

    static byte[] same(byte[] bytes) {
        return bytes;
    }

    /** Arrays through a process pool, in chunks as it chooses them. */
    @Benchmark
    @OperationsPerInvocation(ARRAYS)
    public long processPoolArrays(ByteArrays arrays) {
        return arrays.map(arrays.processes);
    }

    /** Arrays through a thread pool, which passes them by reference. */
    @Benchmark
    @OperationsPerInvocation(ARRAYS)
    public long threadPoolArrays(ByteArrays arrays) {
        return arrays.map(arrays.threads);
    }

    /** Through a process pool. */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long processPool(Processes processes) {
        return map(processes.pool, processes.chunk);
    }

    /** Through a thread pool. */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long threadPool(Threads threads) {
        return map(threads.pool, threads.chunk);
    }
}
