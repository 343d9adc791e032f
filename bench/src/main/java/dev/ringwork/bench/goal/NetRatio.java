package dev.ringwork.bench.goal;

import dev.ringwork.bench.measure.Measurements;
import java.util.List;
import java.util.Optional;

/**
 * One median divided by another, after what the clock itself takes was subtracted from both: the same amount in each pulls a ratio
 * towards one. The ratio as it was measured stands beside.
 */
record NetRatio(Single dividend, Single divisor, Single clock) implements Quantity {

    @Override
    public List<String> inputs() {
        return List.of(dividend.name(), divisor.name(), clock.name());
    }

    @Override
    public Optional<Reading> read(Measurements measurements) {
        return dividend.read(measurements)
                .flatMap(above -> divisor.read(measurements)
                        .flatMap(below -> clock.read(measurements).map(taken -> net(above, below, taken))));
    }

    @Override
    public boolean isRatio() {
        return true;
    }

    /** Where nothing is left to divide by, the ratio is infinite. */
    private static Reading net(Reading above, Reading below, Reading clock) {
        double rest = below.value() - clock.value();
        double ratio = rest > 0 ? (above.value() - clock.value()) / rest : Double.POSITIVE_INFINITY;
        double raw = above.value() / below.value();
        return new Reading(
                ratio,
                Unit.TIMES.format(ratio) + " net of the clock's " + clock.text() + " (" + Unit.TIMES.format(raw)
                        + " with it, " + above.text() + " : " + below.text() + ")");
    }
}
