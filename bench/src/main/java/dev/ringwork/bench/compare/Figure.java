package dev.ringwork.bench.compare;

import dev.ringwork.bench.goal.Bound;
import dev.ringwork.bench.goal.Quantity;
import dev.ringwork.bench.goal.Quantity.Reading;
import dev.ringwork.bench.goal.Rivals;
import dev.ringwork.bench.goal.Target;
import dev.ringwork.bench.goal.Targets;
import dev.ringwork.bench.goal.Unit;
import dev.ringwork.bench.measure.Measurements;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something of one run that can be compared with that of another.
 *
 * @param unit how it is written
 * @param lessIsBetter in which direction it is better
 * @param rounds its value
 */
public record Figure(Unit unit, boolean lessIsBetter, Rounds rounds) {

    /** Every figure of a run by its name. */
    public static Map<String, Figure> all(Measurements measurements) {
        Map<String, Figure> figures = new LinkedHashMap<>();
        measurements.forEach((name, rounds) -> {
            Unit unit = Unit.of(name);
            figures.put(name, new Figure(unit, unit.lessIsBetter(), Rounds.of(rounds)));
        });
        return figures;
    }

    /** The ratios that the targets ask for of a run that had these rivals, by target and what is asked, in the order of the targets. */
    public static Map<String, Figure> ratios(Measurements measurements, Rivals rivals) {
        Map<String, Figure> ratios = new LinkedHashMap<>();
        for (Target target : Targets.among(rivals)) {
            for (Bound bound : target.bounds()) {
                if (bound.figure().isRatio()) {
                    rounds(bound.figure(), measurements)
                            .ifPresent(rounds -> ratios.put(
                                    target.id() + " " + bound.text(), new Figure(Unit.TIMES, bound.atMost(), rounds)));
                }
            }
        }
        return ratios;
    }

    /**
     * The ratio of the medians, as the table of the targets has it, in the range of the rounds' own ratios: what one round divides was
     * measured within the same minutes.
     */
    private static Optional<Rounds> rounds(Quantity ratio, Measurements measurements) {
        List<Double> values = new ArrayList<>();
        Optional<Reading> round = ratio.read(measurements.round(0));
        while (round.isPresent()) {
            values.add(round.get().value());
            round = ratio.read(measurements.round(values.size()));
        }
        return ratio.read(measurements).map(all -> Rounds.of(values).withMedian(all.value()));
    }
}
