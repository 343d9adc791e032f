package dev.ringwork.bench.cli;

import dev.ringwork.bench.gcd.Sweep.Point;
import dev.ringwork.bench.goal.Unit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A sweep as a table and a plot for the terminal. */
final class SweepText {
    private static final int ROWS = 11;
    private static final int COLUMNS_A_POINT = 5;
    private static final double NANOS_A_MICRO = 1e3;

    private SweepText() {}

    static String of(int workers, List<Point> points) {
        StringBuilder text = new StringBuilder();
        text.append("efficiency of ").append(workers).append(" workers: serial time / (workers x parallel time)\n\n");
        text.append(String.format(
                "%10s %12s %10s %12s %12s %14s%n",
                "task", "measured", "threads", "threads map", "processes", "processes map"));
        for (Point p : points) {
            text.append(String.format(
                    Locale.ROOT,
                    "%7.0f µs %12s %10.2f %12.2f %12.2f %14.2f%n",
                    p.wanted(),
                    Unit.NANOS.format(NANOS_A_MICRO * p.micros()),
                    p.threads(),
                    p.threadsMap(),
                    p.processes(),
                    p.processesMap()));
        }
        plot(text.append('\n'), points);
        return text.toString();
    }

    private static void plot(StringBuilder text, List<Point> points) {
        char[][] cells = new char[ROWS][points.size() * COLUMNS_A_POINT];
        for (char[] row : cells) {
            Arrays.fill(row, ' ');
        }
        for (int i = 0; i < points.size(); i++) {
            int column = i * COLUMNS_A_POINT;
            mark(cells, column, points.get(i).threads(), 't');
            mark(cells, column + 1, points.get(i).threadsMap(), 'T');
            mark(cells, column + 2, points.get(i).processes(), 'p');
            mark(cells, column + 3, points.get(i).processesMap(), 'P');
        }
        for (int row = ROWS - 1; row >= 0; row--) {
            text.append(String.format(Locale.ROOT, "%4.1f │", row / (double) (ROWS - 1)))
                    .append(new String(cells[row]).stripTrailing())
                    .append('\n');
        }
        text.append("     └")
                .append("─".repeat(points.size() * COLUMNS_A_POINT))
                .append('\n')
                .append("      ");
        for (Point p : points) {
            text.append(String.format("%-" + COLUMNS_A_POINT + "s", label(p.wanted())));
        }
        text.append("\n      t threads, T threads map, p processes, P processes map\n");
    }

    private static void mark(char[][] cells, int column, double efficiency, char sign) {
        int row = (int) Math.round(Math.max(0, Math.min(1, efficiency)) * (ROWS - 1));
        cells[row][column] = sign;
    }

    private static String label(double micros) {
        return micros < 1000 ? (int) micros + "µ" : (int) (micros / 1000) + "m";
    }
}
