package dev.ringwork.bench.plot;

import dev.ringwork.bench.gcd.Sweep.Point;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** A sweep as a picture. */
public final class SweepSvg {
    private SweepSvg() {}

    /** The picture's text. */
    public static String of(int workers, List<Point> points) {
        return LineChart.linear(
                "Efficiency of " + workers + " workers by length of a task",
                "length of a task",
                points.stream().map(point -> label(point.wanted())).toList(),
                List.of(
                        curve("processes, map", points, Point::processesMap),
                        curve("threads, map", points, Point::threadsMap),
                        curve("processes, futures", points, Point::processes),
                        curve("threads, futures", points, Point::threads)),
                value -> String.format(Locale.ROOT, "%.1f", value));
    }

    private static String label(double micros) {
        return micros < 1000 ? (int) micros + " µs" : (int) (micros / 1000) + " ms";
    }

    private static Series curve(String name, List<Point> points, Function<Point, Double> value) {
        return new Series(name, points.stream().map(value).toList());
    }
}
