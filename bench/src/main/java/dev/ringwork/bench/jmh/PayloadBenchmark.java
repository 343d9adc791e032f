package dev.ringwork.bench.jmh;

import dev.ringwork.bench.peer.BulkPeer;
import dev.ringwork.process.ProcessPool;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does a payload take into another process and back, by its kind and size? Beside four copies of as many bytes in
 * one process: into shared memory, out of it, and the same on the way back, is what cannot be saved; and beside an echo through a
 * mapped file without anything else, which adds what it costs that two processors share the bytes.
 *
 * <p>The heap of the JVM that measures has been touched before, as for round trips; the worker's and the peer's are as they come, and
 * are used up once in the warm-up. All of a payload is compared at the start, its length and its ends after each call.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 3,
        jvmArgs = {"-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class PayloadBenchmark {
    private static final int COPIES = 4;
    private static final int MOST_IN_DEFAULT_HEAP = 1 << 20;

    /** A pool of one worker and what it is given. */
    @State(Scope.Benchmark)
    public static class Sent {
        /** What. */
        @Param({"BYTES", "LONGS", "STRING", "RECORDS", "GRAPH"})
        public Payload kind;

        /** About how many bytes. */
        @Param({"64", "1024", "16384", "262144", "1048576", "16777216", "67108864"})
        public int size;

        private ProcessPool pool;
        private Object payload;

        /** Makes the payload and sees it come back whole. */
        @Setup
        public void make() {
            pool = size <= MOST_IN_DEFAULT_HEAP
                    ? ProcessPool.create(1)
                    : ProcessPool.builder().maxWorkers(1).workerHeap("2g").build();
            payload = kind.make(size);
            Object back = pool.submit(PayloadBenchmark::same, payload).result();
            if (!kind.equal(payload, back)) {
                throw new IllegalStateException("a payload comes back as it went: kind=" + kind + " size=" + size);
            }
        }

        /** Ends the worker. */
        @TearDown
        public void stop() {
            pool.close();
        }
    }

    /** Arrays that are copied from one to the next. */
    @State(Scope.Benchmark)
    public static class Chain {
        /** How many bytes. */
        @Param({"64", "1024", "16384", "262144", "1048576", "16777216", "67108864"})
        public int size;

        private byte[][] arrays;

        /** Makes them. */
        @Setup
        public void make() {
            arrays = new byte[COPIES + 1][size];
            arrays[0] = (byte[]) Payload.BYTES.make(size);
        }
    }

    /** A peer that sends arrays back. */
    @State(Scope.Benchmark)
    public static class Bulk {
        /** How many bytes. */
        @Param({"64", "1024", "16384", "262144", "1048576", "16777216", "67108864"})
        public int size;

        private BulkPeer peer;
        private byte[] payload;

        /** Starts it. */
        @Setup
        public void start() throws IOException {
            peer = new BulkPeer(size);
            payload = (byte[]) Payload.BYTES.make(size);
            if (!Arrays.equals(peer.roundTrip(payload), payload)) {
                throw new IllegalStateException("an array comes back as it went: size=" + size);
            }
        }

        /** Ends it. */
        @TearDown
        public void stop() throws IOException {
            peer.close();
        }
    }

    static Object same(Object value) {
        return value;
    }

    private static void check(boolean alike, int size) {
        if (!alike) {
            throw new IllegalStateException("a payload comes back with its length and its ends: size=" + size);
        }
    }

    /** There and back. */
    @Benchmark
    public Object processPool(Sent sent) throws InterruptedException, ExecutionException {
        Object back = sent.pool.submit(PayloadBenchmark::same, sent.payload).get();
        check(sent.kind.alike(sent.payload, back), sent.size);
        return back;
    }

    /** There and back through a mapped file and nothing else. */
    @Benchmark
    public byte[] mappedFile(Bulk bulk) {
        byte[] back = bulk.peer.roundTrip(bulk.payload);
        check(Payload.BYTES.alike(bulk.payload, back), bulk.size);
        return back;
    }

    /** What four copies take. */
    @Benchmark
    public byte[] fourCopies(Chain chain) {
        byte[][] arrays = chain.arrays;
        for (int i = 0; i < COPIES; i++) {
            System.arraycopy(arrays[i], 0, arrays[i + 1], 0, chain.size);
        }
        check(Payload.BYTES.alike(arrays[0], arrays[COPIES]), chain.size);
        return arrays[COPIES];
    }
}
