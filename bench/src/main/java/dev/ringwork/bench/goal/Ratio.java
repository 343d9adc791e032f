package dev.ringwork.bench.goal;

import dev.ringwork.bench.measure.Measurements;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The largest of some medians divided by the largest of others; when one of them is missing, so is the ratio. */
record Ratio(List<Single> dividends, List<Single> divisors, Unit unit) implements Quantity {

    @Override
    public List<String> inputs() {
        return Stream.concat(dividends.stream(), divisors.stream())
                .map(Single::name)
                .toList();
    }

    @Override
    public Optional<Reading> read(Measurements measurements) {
        return largest(dividends, measurements)
                .flatMap(dividend -> largest(divisors, measurements).map(divisor -> divide(dividend, divisor)));
    }

    @Override
    public boolean isRatio() {
        return true;
    }

    @Override
    public Quantity among(Rivals rivals) {
        List<Single> there = divisors.stream()
                .filter(divisor -> rivals.missingFor(divisor.name()).isEmpty())
                .toList();
        return there.isEmpty() ? this : new Ratio(dividends, there, unit);
    }

    /** One that failed may have been the largest, so that all are needed. */
    private static Optional<Reading> largest(List<Single> candidates, Measurements measurements) {
        List<Reading> readings = candidates.stream()
                .flatMap(single -> single.read(measurements).stream())
                .toList();
        return readings.size() < candidates.size()
                ? Optional.empty()
                : readings.stream().max(Comparator.comparingDouble(Reading::value));
    }

    private static Reading divide(Reading dividend, Reading divisor) {
        double ratio = dividend.value() / divisor.value();
        return new Reading(ratio, Unit.TIMES.format(ratio) + " (" + dividend.text() + " : " + divisor.text() + ")");
    }
}
