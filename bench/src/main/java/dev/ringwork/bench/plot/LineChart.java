package dev.ringwork.bench.plot;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;

/** Curves over labels at equal distances, as SVG. */
public final class LineChart {
    private static final int WIDTH = 820;
    private static final int HEIGHT = 440;
    private static final int LEFT = 80;
    private static final int RIGHT = 220;
    private static final int TOP = 60;
    private static final int BOTTOM = 60;
    /** Told apart also by those who see few colours: light and dark of each. */
    private static final List<String> COLOURS =
            List.of("#c2410c", "#1f5fa8", "#f0a35e", "#7fb2e5", "#4d7c0f", "#7c3aed", "#888888", "#be185d");

    private final String title;
    private final String across;
    private final List<String> labels;
    private final List<Series> series;
    private final Axis axis;
    private final StringBuilder svg = new StringBuilder();

    private LineChart(String title, String across, List<String> labels, List<Series> series, Axis axis) {
        this.title = title;
        this.across = across;
        this.labels = labels;
        this.series = series;
        this.axis = axis;
    }

    /** A chart from zero up. */
    public static String linear(
            String title, String across, List<String> labels, List<Series> series, DoubleFunction<String> label) {
        return new LineChart(title, across, labels, series, Axis.linear(values(series), label)).draw();
    }

    /** A chart in powers of ten. */
    public static String logarithmic(
            String title, String across, List<String> labels, List<Series> series, DoubleFunction<String> label) {
        return new LineChart(title, across, labels, series, Axis.logarithmic(values(series), label)).draw();
    }

    private static DoubleStream values(List<Series> series) {
        return series.stream().flatMap(Series::present).mapToDouble(Double::doubleValue);
    }

    private String draw() {
        svg.append(String.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH, HEIGHT));
        text(LEFT, TOP - 28, "start", 15, title);
        grid();
        for (int i = 0; i < series.size(); i++) {
            curve(series.get(i), i);
        }
        return svg.append("</svg>\n").toString();
    }

    private double x(int index) {
        return LEFT + (WIDTH - LEFT - RIGHT) * (double) index / Math.max(1, labels.size() - 1);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * axis.position(value);
    }

    private void grid() {
        for (double value : axis.lines()) {
            line(LEFT, y(value), WIDTH - RIGHT, y(value), "#dddddd", 1);
            text(LEFT - 8, y(value) + 4, "end", 12, axis.label(value));
        }
        double bottom = HEIGHT - BOTTOM;
        for (int i = 0; i < labels.size(); i++) {
            line(x(i), bottom, x(i), bottom + 5, "#888888", 1);
            text(x(i), bottom + 20, "middle", 11, labels.get(i));
        }
        text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 15, "middle", 12, across);
    }

    private void curve(Series curve, int index) {
        String colour = COLOURS.get(index % COLOURS.size());
        StringBuilder path = new StringBuilder();
        StringBuilder dots = new StringBuilder();
        for (int i = 0; i < curve.values().size(); i++) {
            double value = curve.values().get(i);
            if (Double.isFinite(value)) {
                path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i), y(value)));
                dots.append(String.format(
                        Locale.ROOT,
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n",
                        x(i),
                        y(value),
                        colour));
            }
        }
        svg.append(String.format(
                "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>%n",
                colour, path.toString().strip()));
        svg.append(dots);
        int legend = TOP + 20 * index;
        line(WIDTH - RIGHT + 20, legend, WIDTH - RIGHT + 45, legend, colour, 2);
        text(WIDTH - RIGHT + 52, legend + 4, "start", 12, curve.name());
    }

    private void line(double x1, double y1, double x2, double y2, String colour, int width) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%d\"/>%n",
                x1,
                y1,
                x2,
                y2,
                colour,
                width));
    }

    private void text(double x, double y, String anchor, int size, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\">%s</text>%n",
                x,
                y,
                anchor,
                size,
                text.replace("&", "&amp;").replace("<", "&lt;")));
    }
}
