package dev.ringwork.bench.plain;

import dev.ringwork.bench.gcd.Sweep;
import dev.ringwork.bench.gcd.Sweep.Point;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * From which length of a task on do two workers beat the caller alone? The shortest task from which on all longer ones gain.
 */
public final class BreakEven {
    private static final int WORKERS = 2;
    /** What is aimed at; what counts is the length that was measured, so that two lie just below the targets' 2 and 10 µs. */
    private static final double[] MICROS = {0.25, 0.5, 1, 1.5, 1.8, 3, 5, 7, 9, 15, 20, 50, 100, 1000};

    private static final double RUN_MICROS = 20_000;
    private static final double NANOS_A_MICRO = 1e3;

    private BreakEven() {}

    /** Measures. */
    public static void main(String[] args) {
        List<Point> points = new Sweep(WORKERS, MICROS, RUN_MICROS).run(line -> {});
        for (Point point : points) {
            Figures.print("length" + name(point), NANOS_A_MICRO * point.micros());
        }
        print("threads.futures", points, Point::threads);
        print("threads.map", points, Point::threadsMap);
        print("processes.futures", points, Point::processes);
        print("processes.map", points, Point::processesMap);
    }

    private static void print(String name, List<Point> points, ToDoubleFunction<Point> efficiency) {
        for (Point point : points) {
            Figures.print("speedup." + name + name(point), WORKERS * efficiency.applyAsDouble(point));
        }
        Figures.print("from." + name, NANOS_A_MICRO * from(points, efficiency));
    }

    /** Of what was aimed at, so that it is the same in every run. */
    private static String name(Point point) {
        return String.format(Locale.ROOT, "@%s", point.wanted());
    }

    /** The measured length in microseconds; infinite when not even the longest gains. */
    static double from(List<Point> points, ToDoubleFunction<Point> efficiency) {
        List<Point> longestFirst = points.stream()
                .sorted(Comparator.comparingDouble(Point::micros).reversed())
                .toList();
        double from = Double.POSITIVE_INFINITY;
        for (Point point : longestFirst) {
            if (WORKERS * efficiency.applyAsDouble(point) <= 1) {
                break;
            }
            from = point.micros();
        }
        return from;
    }
}
