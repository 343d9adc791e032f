package dev.ringwork.bench.goal;

import dev.ringwork.bench.measure.Measurements;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A median as it is. */
record Single(String name, Unit unit) implements Quantity {

    static List<Single> list(Unit unit, String... names) {
        return Stream.of(names).map(name -> new Single(name, unit)).toList();
    }

    @Override
    public List<String> inputs() {
        return List.of(name);
    }

    @Override
    public Optional<Reading> read(Measurements measurements) {
        return Reading.of(measurements.median(name), unit);
    }
}
