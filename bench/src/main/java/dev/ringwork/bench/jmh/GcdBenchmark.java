package dev.ringwork.bench.jmh;

import dev.ringwork.PoolExecutor;
import dev.ringwork.bench.gcd.Gcd;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.thread.ThreadPool;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
 * How many greatest common divisors a second, by the way they are found and the size of the numbers, from the caller alone
 * and on two workers? From trial division, where the work is all, to Euclid on machine words, where the crossing is all. Each run
 * compares all its results with those of the first, some nanoseconds a pair on all sides.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 3, jvmArgs = "-Xmx1g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Benchmark)
public class GcdBenchmark {
    private static final int WORKERS = 2;
    private static final long SEED = 20;

    /** How, and for numbers of how many bits. */
    @Param({"TRIAL 22", "EUCLID 31", "EUCLID 62", "BINARY 31", "BINARY 62", "BIG 256", "BIG 4096"})
    public String way;

    private final ThreadPool threads = ThreadPool.create(WORKERS);
    private final ProcessPool processes = ProcessPool.create(WORKERS);
    private List<BigInteger[]> big = List.of();
    private List<long[]> small = List.of();
    private List<?> expected = List.of();
    private String name = "";

    /** Makes the pairs. */
    @Setup
    public void make() {
        name = way.substring(0, way.indexOf(' '));
        int bits = Integer.parseInt(way.substring(way.indexOf(' ') + 1));
        int pairs = name.equals("TRIAL") ? 24 : bits > 1000 ? 500 : 20_000;
        Random random = new Random(SEED);
        List<BigInteger[]> bigs = new ArrayList<>();
        List<long[]> smalls = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            BigInteger a = new BigInteger(bits, random).setBit(bits - 1);
            BigInteger b = new BigInteger(bits, random).setBit(bits - 1);
            bigs.add(new BigInteger[] {a, b});
            smalls.add(new long[] {a.longValue(), b.longValue()});
        }
        big = bigs;
        small = smalls;
        expected = serially();
    }

    /** Ends the pools. */
    @TearDown
    public void stop() {
        threads.close();
        processes.close();
    }

    static long trial(long[] pair) {
        return Gcd.gcd(new Gcd.Pair((int) pair[0], (int) pair[1]));
    }

    static long euclid(long[] pair) {
        long a = pair[0];
        long b = pair[1];
        while (b != 0) {
            long rest = a % b;
            a = b;
            b = rest;
        }
        return a;
    }

    static long binary(long[] pair) {
        long a = pair[0] >>> Long.numberOfTrailingZeros(pair[0]);
        long b = pair[1] >>> Long.numberOfTrailingZeros(pair[1]);
        int twos = Math.min(Long.numberOfTrailingZeros(pair[0]), Long.numberOfTrailingZeros(pair[1]));
        while (a != b) {
            long rest = Math.abs(a - b);
            b = Math.min(a, b);
            a = rest >>> Long.numberOfTrailingZeros(rest);
        }
        return a << twos;
    }

    static BigInteger big(BigInteger[] pair) {
        return pair[0].gcd(pair[1]);
    }

    private List<?> serially() {
        return switch (name) {
            case "TRIAL" -> small.stream().map(GcdBenchmark::trial).toList();
            case "EUCLID" -> small.stream().map(GcdBenchmark::euclid).toList();
            case "BINARY" -> small.stream().map(GcdBenchmark::binary).toList();
            default -> big.stream().map(GcdBenchmark::big).toList();
        };
    }

    private List<?> on(PoolExecutor pool) {
        return switch (name) {
            case "TRIAL" -> pool.map(GcdBenchmark::trial, small).toList();
            case "EUCLID" -> pool.map(GcdBenchmark::euclid, small).toList();
            case "BINARY" -> pool.map(GcdBenchmark::binary, small).toList();
            default -> pool.map(GcdBenchmark::big, big).toList();
        };
    }

    private List<?> checked(List<?> results) {
        if (!results.equals(expected)) {
            throw new IllegalStateException("every way finds the same divisors: way=" + way);
        }
        return results;
    }

    /** The caller alone; a run is the whole list. */
    @Benchmark
    public Object serial() {
        return checked(serially());
    }

    /** Two threads. */
    @Benchmark
    public Object threadPool() {
        return checked(on(threads));
    }

    /** Two worker JVMs. */
    @Benchmark
    public Object processPool() {
        return checked(on(processes));
    }
}
