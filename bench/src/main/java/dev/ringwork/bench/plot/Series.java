package dev.ringwork.bench.plot;

import java.util.List;
import java.util.stream.Stream;

/**
 * One curve.
 *
 * @param name for the legend
 * @param values one a label of the axis; NaN where there is none
 */
public record Series(String name, List<Double> values) {
    /** Keeps a copy. */
    public Series {
        values = List.copyOf(values);
    }

    /** The values that are there. */
    Stream<Double> present() {
        return values.stream().filter(Double::isFinite);
    }
}
