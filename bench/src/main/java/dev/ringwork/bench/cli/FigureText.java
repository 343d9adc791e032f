package dev.ringwork.bench.cli;

import dev.ringwork.bench.goal.Table;
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
                Unit.of(name).format(Measurements.median(rounds)),
                String.join("  ", rounds.stream().map(Unit.of(name)::format).toList()))));
        return text.toString();
    }

    /** With the median and the range. */
    static Table ranges(Measurements measurements) {
        Table table = new Table("figure", "median", "lowest", "highest");
        measurements.forEach((name, rounds) -> {
            Unit unit = Unit.of(name);
            table.add(
                    name,
                    unit.format(Measurements.median(rounds)),
                    unit.format(Collections.min(rounds)),
                    unit.format(Collections.max(rounds)));
        });
        return table;
    }
}
