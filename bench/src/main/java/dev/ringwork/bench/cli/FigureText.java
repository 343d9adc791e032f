package dev.ringwork.bench.cli;

import dev.ringwork.bench.goal.Unit;
import dev.ringwork.bench.measure.Measurements;
import java.util.Collections;

/** All figures, a line each. */
final class FigureText {
    private FigureText() {}

    /** With the median and every round. */
    static String of(Measurements measurements) {
        StringBuilder text = new StringBuilder(String.format("%-56s %12s  %s%n", "figure", "median", "rounds"));
        measurements.forEach((name, rounds) -> text.append(String.format(
                "%-56s %12s  %s%n",
                name,
                unit(name).format(Measurements.median(rounds)),
                String.join("  ", rounds.stream().map(unit(name)::format).toList()))));
        return text.toString();
    }

    /** With the median and the range. */
    static String markdown(Measurements measurements) {
        StringBuilder text = new StringBuilder("| figure | median | lowest | highest |\n|---|---|---|---|\n");
        measurements.forEach((name, rounds) -> {
            Unit unit = unit(name);
            text.append("| ").append(name).append(" | ").append(unit.format(Measurements.median(rounds)));
            text.append(" | ").append(unit.format(Collections.min(rounds)));
            text.append(" | ").append(unit.format(Collections.max(rounds))).append(" |\n");
        });
        return text.toString();
    }

    private static Unit unit(String name) {
        String figure = name.substring(name.indexOf('/') + 1);
        if (figure.startsWith("rate")) {
            return Unit.RATE;
        }
        if (figure.startsWith("allocated") || figure.startsWith("bytes.")) {
            return Unit.BYTES;
        }
        return figure.startsWith("speedup.") ? Unit.TIMES : Unit.NANOS;
    }
}
