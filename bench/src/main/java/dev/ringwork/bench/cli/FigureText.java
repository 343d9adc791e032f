package dev.ringwork.bench.cli;

import dev.ringwork.bench.measure.Measurements;
import dev.ringwork.bench.target.Unit;

/** All figures, a line each: the median and every round. */
final class FigureText {
    private FigureText() {}

    static String of(Measurements measurements) {
        StringBuilder text = new StringBuilder(String.format("%-56s %12s  %s%n", "figure", "median", "rounds"));
        measurements.forEach((name, rounds) -> text.append(String.format(
                "%-56s %12s  %s%n",
                name,
                unit(name).format(Measurements.median(rounds)),
                String.join("  ", rounds.stream().map(unit(name)::format).toList()))));
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
        return figure.startsWith("speedup") || figure.startsWith("efficiency") ? Unit.TIMES : Unit.NANOS;
    }
}
