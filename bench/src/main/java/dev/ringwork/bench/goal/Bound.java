package dev.ringwork.bench.goal;

import dev.ringwork.bench.goal.Quantity.Reading;
import dev.ringwork.bench.measure.Measurements;
import java.util.Optional;

/**
 * One thing that a target asks for: a figure that is at most or at least a limit.
 *
 * @param text what is asked, for people
 * @param figure what is compared
 * @param atMost whether the limit is an upper one
 * @param limit the limit
 */
public record Bound(String text, Quantity figure, boolean atMost, double limit) {

    /** How a bound fared. */
    public enum Verdict {
        /** It holds. */
        MET,
        /** It doesn't. */
        MISSED,
        /** Something that it needs was not measured. */
        NOT_MEASURED
    }

    static Bound atMost(String text, Quantity figure, double limit) {
        return new Bound(text, figure, true, limit);
    }

    static Bound atLeast(String text, Quantity figure, double limit) {
        return new Bound(text, figure, false, limit);
    }

    /** Whether it holds. */
    public Verdict verdict(Measurements measurements) {
        Optional<Reading> reading = figure.read(measurements);
        if (reading.isEmpty()) {
            return Verdict.NOT_MEASURED;
        }
        double value = reading.get().value();
        return (atMost ? value <= limit : value >= limit) ? Verdict.MET : Verdict.MISSED;
    }
}
