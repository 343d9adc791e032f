package dev.ringwork.bench.goal;

import dev.ringwork.bench.measure.Measurements;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A figure that is computed from measurements. */
public interface Quantity {

    /** A figure's value and the numbers that it comes from, for people. */
    record Reading(double value, String text) {
        /** Of a single measurement, if it was made. */
        static Optional<Reading> of(OptionalDouble measured, Unit unit) {
            return measured.isPresent()
                    ? Optional.of(new Reading(measured.getAsDouble(), unit.format(measured.getAsDouble())))
                    : Optional.empty();
        }
    }

    /** The measurements that it can't do without. */
    List<String> inputs();

    /** The measurements that it shows when they are there. */
    default List<String> wishes() {
        return List.of();
    }

    /** The figure; empty when what it needs was not measured. */
    Optional<Reading> read(Measurements measurements);

    /** The same where some rivals are missing: the best of several is the best of those that are there. */
    default Quantity among(Rivals rivals) {
        return this;
    }

    /** Whether it divides figures of one run, so that it can be compared with that of another machine. */
    default boolean isRatio() {
        return false;
    }

    /** The median of a measurement. */
    static Quantity of(String name, Unit unit) {
        return new Single(name, unit);
    }

    /** One measurement divided by another. */
    static Quantity ratio(String dividend, String divisor, Unit unit) {
        return new Ratio(Single.list(unit, dividend), Single.list(unit, divisor), unit);
    }

    /** One measurement of a time divided by another, both without what the clock takes. */
    static Quantity netRatio(String dividend, String divisor, String clock, Unit unit) {
        return new NetRatio(new Single(dividend, unit), new Single(divisor, unit), new Single(clock, unit));
    }

    /** One measurement divided by the largest of some others, all of which have to be there. */
    static Quantity ratioToLargest(String dividend, List<String> divisors, Unit unit) {
        return new Ratio(Single.list(unit, dividend), Single.list(unit, divisors.toArray(String[]::new)), unit);
    }

    /** The greatest of a measurement's rounds. */
    static Quantity greatest(String name, Unit unit) {
        return new Greatest(name, unit);
    }

    /** A figure with another beside it that is shown when it is there and decides nothing. */
    static Quantity beside(Quantity figure, String label, Quantity other) {
        return new Beside(figure, label, other);
    }
}
