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

/**
 * How much of their workers the pools use, by the size of a task: serial time divided by workers times parallel time. Tasks
 * are trial divisions, as many as take the wanted time on this machine.
 */
public final class Sweep {
    /** The longest task that a sweep takes. */
    public static final double LONGEST_MICROS = 1e6;

    private static final double[] MICROS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000};
    private static final int ROUNDS = 5;
    /** A measured run takes about so long serially. */
    private static final double RUN_MICROS = 60_000;

    private static final int LEAST_TASKS = 8;
    private static final int CALIBRATION = 2_000_000;

    private final int workers;
    private final double[] sizes;
    private final double runMicros;

    /** Efficiencies at one task size, 1 is perfect. */
    public record Point(double micros, double threads, double threadsMap, double processes, double processesMap) {}

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
            double stepsPerMicro = calibrate();
            List<Point> points = new ArrayList<>();
            for (int i = 0; i < sizes.length; i++) {
                progress.accept(String.format("%d of %d: tasks of %.0f µs", i + 1, sizes.length, sizes[i]));
                points.add(measure(sizes[i], stepsPerMicro, threads, processes));
            }
            return points;
        }
    }

    private static double calibrate() {
        double best = 0;
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            Gcd.divisors(CALIBRATION);
            best = Math.max(best, CALIBRATION * 1e3 / (System.nanoTime() - start));
        }
        return best;
    }

    private Point measure(double micros, double stepsPerMicro, PoolExecutor threads, PoolExecutor processes) {
        int limit = (int) Math.max(1, micros * stepsPerMicro);
        int tasks = (int) Math.max(LEAST_TASKS * workers, runMicros / micros);
        List<Integer> inputs = Collections.nCopies(tasks, limit);
        double[][] nanos = new double[5][ROUNDS + 1];
        for (int round = 0; round <= ROUNDS; round++) { // the first warms up
            nanos[0][round] = nanos(() -> inputs.forEach(Gcd::divisors));
            nanos[1][round] = nanos(() -> futures(threads, inputs));
            nanos[2][round] = nanos(() -> threads.map(Gcd::divisors, inputs).toList());
            nanos[3][round] = nanos(() -> futures(processes, inputs));
            nanos[4][round] = nanos(() -> processes.map(Gcd::divisors, inputs).toList());
        }
        double serial = median(nanos[0]) / workers;
        return new Point(
                micros,
                serial / median(nanos[1]),
                serial / median(nanos[2]),
                serial / median(nanos[3]),
                serial / median(nanos[4]));
    }

    private static void futures(PoolExecutor pool, List<Integer> inputs) {
        List<TaskFuture<Integer>> futures = new ArrayList<>(inputs.size());
        for (Integer input : inputs) {
            futures.add(pool.submit(Gcd::divisors, input));
        }
        futures.forEach(TaskFuture::result);
    }

    private static double nanos(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return System.nanoTime() - start;
    }

    private static double median(double[] withWarmUp) {
        double[] measured = Arrays.copyOfRange(withWarmUp, 1, withWarmUp.length);
        Arrays.sort(measured);
        return measured[measured.length / 2];
    }
}
