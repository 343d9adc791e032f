package dev.ringwork.bench.gcd;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A sweep as a picture. */
public final class SweepSvg {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final int LEFT = 70;
    private static final int RIGHT = 170;
    private static final int TOP = 50;
    private static final int BOTTOM = 60;
    private static final int GRID_LINES = 5;

    private record Curve(String name, String colour, ToDoubleFunction<Sweep.Point> value) {}

    private static final List<Curve> CURVES = List.of(
            new Curve("threads, futures", "#7fb2e5", Sweep.Point::threads),
            new Curve("threads, map", "#1f5fa8", Sweep.Point::threadsMap),
            new Curve("processes, futures", "#f0a35e", Sweep.Point::processes),
            new Curve("processes, map", "#c2410c", Sweep.Point::processesMap));

    private SweepSvg() {}

    /** The picture's text. */
    public static String of(int workers, List<Sweep.Point> points) {
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH, HEIGHT));
        text(svg, LEFT, TOP - 22, "start", 15, "Efficiency of " + workers + " workers by task size");
        grid(svg, points);
        for (int i = 0; i < CURVES.size(); i++) {
            curve(svg, CURVES.get(i), points, i);
        }
        return svg.append("</svg>\n").toString();
    }

    private static double x(int index, int count) {
        return LEFT + (WIDTH - LEFT - RIGHT) * (double) index / Math.max(1, count - 1);
    }

    private static double y(double efficiency) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * Math.max(0, Math.min(1, efficiency));
    }

    private static void grid(StringBuilder svg, List<Sweep.Point> points) {
        for (int i = 0; i <= GRID_LINES; i++) {
            double value = (double) i / GRID_LINES;
            line(svg, LEFT, y(value), WIDTH - RIGHT, y(value), "#dddddd");
            text(svg, LEFT - 8, y(value) + 4, "end", 12, String.format(Locale.ROOT, "%.1f", value));
        }
        for (int i = 0; i < points.size(); i++) {
            double micros = points.get(i).micros();
            String label = micros < 1000 ? (int) micros + " µs" : (int) (micros / 1000) + " ms";
            line(svg, x(i, points.size()), y(0), x(i, points.size()), y(0) + 5, "#888888");
            text(svg, x(i, points.size()), y(0) + 20, "middle", 11, label);
        }
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 15, "middle", 12, "length of a task");
    }

    private static void curve(StringBuilder svg, Curve curve, List<Sweep.Point> points, int index) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < points.size(); i++) {
            double y = y(curve.value().applyAsDouble(points.get(i)));
            path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i, points.size()), y));
        }
        svg.append(String.format(
                "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>%n",
                curve.colour(), path.toString().strip()));
        int y = TOP + 20 * index;
        line(svg, WIDTH - RIGHT + 15, y, WIDTH - RIGHT + 40, y, curve.colour());
        text(svg, WIDTH - RIGHT + 46, y + 4, "start", 12, curve.name());
    }

    private static void line(StringBuilder svg, double x1, double y1, double x2, double y2, String colour) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"1.5\"/>%n",
                x1,
                y1,
                x2,
                y2,
                colour));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, int size, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\">%s</text>%n",
                x,
                y,
                anchor,
                size,
                text));
    }
}
