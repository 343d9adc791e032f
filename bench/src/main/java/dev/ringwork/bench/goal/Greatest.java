package dev.ringwork.bench.goal;

import dev.ringwork.bench.measure.Measurements;
import java.util.List;
import java.util.Optional;

/** The greatest of all rounds: what is promised for every call is not kept when one round broke it. */
record Greatest(String name, Unit unit) implements Quantity {

    @Override
    public List<String> inputs() {
        return List.of(name);
    }

    @Override
    public Optional<Reading> read(Measurements measurements) {
        return Reading.of(measurements.greatest(name), unit);
    }
}
