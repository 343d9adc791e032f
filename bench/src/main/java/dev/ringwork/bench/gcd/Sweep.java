package dev.ringwork.bench.gcd;

import dev.ringwork.PoolExecutor;
import dev.ringwork.TaskFuture;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.thread.ThreadPool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * How much of their workers the pools use, by the length of a task: serial time divided by workers times parallel time. Tasks
 * are trial divisions, as many as take about the wanted time on this machine; how long one takes is measured, serially, in turn
 * with the pools.
 */
public final class Sweep {
    /** The longest task that a sweep takes. */
    public static final double LONGEST_MICROS = 1e6;

    private static final double[] MICROS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000};
    private static final int ROUNDS = 5;
    /** A measured run takes about so long serially. */
    private static final double RUN_MICROS = 60_000;

    private static final int LEAST_TASKS = 8;
    private static final int CALIBRATION = 100_000;
    private static final int CORRECTIONS = 3;
    /** Runs by which a length is corrected, and by how much they are shorter than measured ones. */
    private static final int PARTS = 10;

    private static final double NANOS_A_MICRO = 1e3;

    private final int workers;
    private final double[] sizes;
    private final double runMicros;

    /**
     * Efficiencies at one length of a task, 1 is perfect.
     *
     * @param wanted the length that was aimed at, in microseconds, which is the point's name
     * @param micros the length that was measured, the serial time by the number of tasks
     */
    public record Point(
            double wanted, double micros, double threads, double threadsMap, double processes, double processesMap) {}

    /** Prepares a sweep from 1 µs to 10 ms. */
    public Sweep(int workers) {
        this(workers, MICROS, RUN_MICROS);
    }

    /** Prepares a sweep over task sizes in microseconds. */
    public Sweep(int workers, List<Double> sizes) {
        this(workers, sizes.stream().mapToDouble(Double::doubleValue).toArray(), RUN_MICROS);
    }

    /** Prepares a sweep over task sizes in microseconds; a run takes about {@code runMicros} serially. */
    public Sweep(int workers, double[] sizes, double runMicros) {
        this.workers = workers;
        this.sizes = sizes.clone();
        this.runMicros = runMicros;
    }

    /** Runs, telling {@code progress} of each size. */
    public List<Point> run(Consumer<String> progress) {
        try (ThreadPool threads = ThreadPool.create(workers);
                ProcessPool processes = ProcessPool.create(workers)) {
            double stepsPerMicro = stepsPerMicro();
            List<Point> points = new ArrayList<>();
            for (int i = 0; i < sizes.length; i++) {
                progress.accept(String.format("%d of %d: tasks of %.0f µs", i + 1, sizes.length, sizes[i]));
                points.add(new Tasks(sizes[i], stepsPerMicro).measure(threads, processes));
            }
            return points;
        }
    }

    /** A first guess, of a task that is long. */
    private static double stepsPerMicro() {
        double best = 0;
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            Gcd.divisors(CALIBRATION);
            best = Math.max(best, CALIBRATION * NANOS_A_MICRO / (System.nanoTime() - start));
        }
        return best;
    }

    /** Tasks of one length, all the same. */
    private final class Tasks {
        private final double wantedMicros;
        private final List<Integer> inputs;
        private final long expected;

        Tasks(double wantedMicros, double stepsPerMicro) {
            this.wantedMicros = wantedMicros;
            int count = (int) Math.max(LEAST_TASKS * workers, runMicros / wantedMicros);
            double steps = wantedMicros * stepsPerMicro;
            int few = Math.max(1, count / PARTS);
            for (int i = 0; i < CORRECTIONS; i++) { // how long a step takes depends on what surrounds it
                steps *= wantedMicros * NANOS_A_MICRO * few / best(Collections.nCopies(few, atLeastOne(steps)));
            }
            this.inputs = Collections.nCopies(count, atLeastOne(steps));
            this.expected = expected(inputs);
        }

        Point measure(PoolExecutor threads, PoolExecutor processes) {
            double[][] nanos = new double[5][ROUNDS + 1];
            for (int round = 0; round <= ROUNDS; round++) { // the first warms up
                nanos[0][round] = nanos(() -> serially(inputs));
                nanos[1][round] = nanos(() -> futures(threads, inputs));
                nanos[2][round] = nanos(() -> mapped(threads, inputs));
                nanos[3][round] = nanos(() -> futures(processes, inputs));
                nanos[4][round] = nanos(() -> mapped(processes, inputs));
            }
            double serial = median(nanos[0]);
            double ideal = serial / workers;
            return new Point(
                    wantedMicros,
                    serial / NANOS_A_MICRO / inputs.size(),
                    ideal / median(nanos[1]),
                    ideal / median(nanos[2]),
                    ideal / median(nanos[3]),
                    ideal / median(nanos[4]));
        }

        private double nanos(LongSupplier work) {
            long start = System.nanoTime();
            long sum = work.getAsLong();
            double nanos = System.nanoTime() - start;
            check(sum, expected, inputs);
            return nanos;
        }
    }

    /** Short runs, the quickest of which nothing has interrupted. */
    private static double best(List<Integer> inputs) {
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < PARTS; i++) {
            long start = System.nanoTime();
            long sum = serially(inputs);
            best = Math.min(best, (double) (System.nanoTime() - start));
            check(sum, expected(inputs), inputs);
        }
        return best;
    }

    private static int atLeastOne(double steps) {
        return (int) Math.max(1, Math.round(steps));
    }

    private static long serially(List<Integer> inputs) {
        long sum = 0;
        for (Integer input : inputs) {
            sum += Gcd.divisors(input);
        }
        return sum;
    }

    private static long futures(PoolExecutor pool, List<Integer> inputs) {
        List<TaskFuture<Integer>> futures = new ArrayList<>(inputs.size());
        for (Integer input : inputs) {
            futures.add(pool.submit(Gcd::divisors, input));
        }
        long sum = 0;
        for (TaskFuture<Integer> future : futures) {
            sum += future.result();
        }
        return sum;
    }

    private static long mapped(PoolExecutor pool, List<Integer> inputs) {
        long sum = 0;
        for (int result : pool.map(Gcd::divisors, inputs)) {
            sum += result;
        }
        return sum;
    }

    static long expected(List<Integer> inputs) {
        return (long) inputs.size() * Gcd.divisors(inputs.get(0));
    }

    /** Also so that the compiler can't leave the work away whose result nobody reads. */
    static void check(long sum, long expected, List<Integer> inputs) {
        if (sum != expected) {
            throw new IllegalStateException("all results add up: sum=" + sum + " expected=" + expected + " tasks="
                    + inputs.size() + " limit=" + inputs.get(0));
        }
    }

    private static double median(double[] withWarmUp) {
        double[] measured = Arrays.copyOfRange(withWarmUp, 1, withWarmUp.length);
        Arrays.sort(measured);
        return measured[measured.length / 2];
    }
}
