package dev.ringwork.bench.compare;

import dev.ringwork.bench.measure.Measurements;
import java.util.Collections;
import java.util.List;

/**
 * What the rounds of one run say of a figure.
 *
 * @param median the figure
 * @param least the least of the rounds
 * @param greatest the greatest of the rounds
 * @param count how many there were
 */
public record Rounds(double median, double least, double greatest, int count) {

    /** Of at least one round. */
    public static Rounds of(List<Double> values) {
        return new Rounds(Measurements.median(values), Collections.min(values), Collections.max(values), values.size());
    }

    /** The same with a median that was found otherwise; the range comprises it. */
    Rounds withMedian(double value) {
        return new Rounds(value, Math.min(least, value), Math.max(greatest, value), count);
    }

    /** Whether a value may belong to both; a single round is a range of one point. */
    boolean overlaps(Rounds other) {
        return least <= other.greatest && other.least <= greatest;
    }
}
