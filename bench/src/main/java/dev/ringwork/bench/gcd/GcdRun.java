package dev.ringwork.bench.gcd;

import dev.ringwork.MapOptions;
import dev.ringwork.PoolExecutor;
import dev.ringwork.PoolStats;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.thread.ThreadPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Runs the six pairs serially, on threads and on worker JVMs, in turn, several times, and takes medians. Before that everything
 * is run once, and many small pairs on each pool, so that compilers are done on all sides; what the first result of a cold pool
 * costs is a figure of its own.
 */
public final class GcdRun {
    private static final double NANOS_A_MILLI = 1e6;
    /** A measured run takes at least so long, on as many processors as it has, or its clock would be the scheduler's. */
    private static final double LEAST_RUN_MILLIS = 200;

    /** Calls after which a JVM has compiled what they pass through. */
    private static final int WARM_UP_CALLS = 20_000;

    private static final Gcd.Pair SMALL = new Gcd.Pair(12, 18);

    private final int workers;
    private final int rounds;
    private int repeat;

    /** One way of running. */
    public record Way(List<Integer> results, double millis, double firstMillis) {}

    /** What came out. */
    public record Outcome(
            int workers,
            int repeat,
            int rounds,
            Way serial,
            Way threads,
            Way processes,
            PoolStats threadStats,
            PoolStats processStats) {
        /** Whether the three agree. */
        public boolean agrees() {
            return serial.results().equals(threads.results())
                    && serial.results().equals(processes.results());
        }

        /** How much faster than serial. */
        public double speedup(Way way) {
            return serial.millis() / way.millis();
        }
    }

    /** One side of the comparison: its times so far. */
    private static final class Side {
        final List<Integer> results = new ArrayList<>();
        final double[] millis;
        double firstMillis;

        Side(int rounds) {
            this.millis = new double[rounds];
        }

        Way median() {
            double[] sorted = millis.clone();
            Arrays.sort(sorted);
            return new Way(List.copyOf(results), sorted[sorted.length / 2], firstMillis);
        }
    }

    /**
     * Prepares so many runs of each kind, in turn; {@code repeat} 0 chooses as many pairs as take long enough to be measured.
     */
    public GcdRun(int workers, int repeat, int rounds) {
        this.workers = workers;
        this.repeat = repeat;
        this.rounds = rounds;
    }

    /** Runs. */
    public Outcome run() {
        try (ThreadPool threads = ThreadPool.create(workers);
                ProcessPool processes = ProcessPool.create(workers)) {
            Side serial = first(() -> Gcd.PAIRS.stream().map(Gcd::gcd).toList());
            Side onThreads = first(() -> threads.map(Gcd::gcd, Gcd.PAIRS).toList());
            Side onProcesses = first(() -> processes.map(Gcd::gcd, Gcd.PAIRS).toList());
            if (repeat == 0) {
                serially(Gcd.PAIRS); // compiled by now, so that the next is as quick as the measured ones
                int parallel = Math.min(workers, Runtime.getRuntime().availableProcessors());
                repeat = (int) Math.ceil(LEAST_RUN_MILLIS * parallel / Math.max(1, millis(() -> serially(Gcd.PAIRS))));
            }
            List<Gcd.Pair> inputs = new ArrayList<>();
            for (int i = 0; i < repeat; i++) {
                inputs.addAll(Gcd.PAIRS);
            }
            warmUp(threads, processes, inputs);
            for (int round = 0; round < rounds; round++) {
                serial.millis[round] = millis(() -> serially(inputs));
                onThreads.millis[round] = millis(() -> onPool(threads, inputs));
                onProcesses.millis[round] = millis(() -> onPool(processes, inputs));
            }
            return new Outcome(
                    workers,
                    repeat,
                    rounds,
                    serial.median(),
                    onThreads.median(),
                    onProcesses.median(),
                    threads.stats(),
                    processes.stats());
        }
    }

    private interface Results {
        List<Integer> get();
    }

    private Side first(Results run) {
        Side side = new Side(rounds);
        long start = System.nanoTime();
        side.results.addAll(run.get());
        side.firstMillis = (System.nanoTime() - start) / NANOS_A_MILLI;
        return side;
    }

    private static void warmUp(PoolExecutor threads, PoolExecutor processes, List<Gcd.Pair> inputs) {
        serially(inputs);
        warmUp(threads, inputs);
        warmUp(processes, inputs);
    }

    private static void warmUp(PoolExecutor pool, List<Gcd.Pair> inputs) {
        pool.map(
                        Gcd::gcd,
                        Collections.nCopies(WARM_UP_CALLS, SMALL),
                        MapOptions.defaults().chunkSize(1))
                .toList();
        onPool(pool, inputs);
    }

    private static double millis(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / NANOS_A_MILLI;
    }

    private static void serially(List<Gcd.Pair> inputs) {
        List<Integer> results = new ArrayList<>(inputs.size());
        for (Gcd.Pair pair : inputs) {
            results.add(Gcd.gcd(pair));
        }
        check(results);
    }

    private static void onPool(PoolExecutor pool, List<Gcd.Pair> inputs) {
        check(pool.map(Gcd::gcd, inputs).toList());
    }

    /** Every repetition gives what the first did. */
    private static void check(List<Integer> results) {
        int period = Gcd.PAIRS.size();
        for (int i = period; i < results.size(); i++) {
            if (!results.get(i).equals(results.get(i % period))) {
                throw new IllegalStateException("a repetition gives the same result: pair=" + i % period + " result="
                        + results.get(i) + " first=" + results.get(i % period));
            }
        }
    }
}
