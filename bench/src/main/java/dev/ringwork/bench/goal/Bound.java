package dev.ringwork.bench.goal;

import dev.ringwork.bench.goal.Quantity.Reading;
import dev.ringwork.bench.measure.Measurements;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a target asks for: a figure that is at most or at least a limit.
 *
 * @param text what is asked, for people
 * @param figure what is compared
 * @param atMost whether the limit is an upper one
 * @param limit the limit
 * @param missingRival a rival that it needs and that the machine of the run doesn't have; null when there is none
 */
public record Bound(
        String text,
        Quantity figure,
        boolean atMost,
        double limit,
        @Nullable String missingRival) {

    /** How a bound fared. */
    public enum Verdict {
        /** It holds. */
        MET,
        /** It doesn't. */
        MISSED,
        /** Something that it needs was not measured. */
        NOT_MEASURED,
        /** It compares with something that the machine of the run doesn't have. */
        NO_RIVAL
    }

    static Bound atMost(String text, Quantity figure, double limit) {
        return new Bound(text, figure, true, limit, null);
    }

    static Bound atLeast(String text, Quantity figure, double limit) {
        return new Bound(text, figure, false, limit, null);
    }

    /** The same for a run that had these rivals. */
    Bound among(Rivals rivals) {
        Quantity left = figure.among(rivals);
        Quantity noted = rivals.cpythonVersion().isEmpty() ? left : new Noted(left, rivals.cpythonVersion());
        String missing = left.inputs().stream()
                .flatMap(input -> rivals.missingFor(input).stream())
                .findFirst()
                .orElse(null);
        return new Bound(text, noted, atMost, limit, missing);
    }

    /** Whether it holds. */
    public Verdict verdict(Measurements measurements) {
        Optional<Reading> reading = figure.read(measurements);
        if (reading.isEmpty()) {
            return missingRival == null ? Verdict.NOT_MEASURED : Verdict.NO_RIVAL;
        }
        double value = reading.get().value();
        return (atMost ? value <= limit : value >= limit) ? Verdict.MET : Verdict.MISSED;
    }
}
