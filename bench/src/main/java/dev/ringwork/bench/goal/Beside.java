package dev.ringwork.bench.goal;

import dev.ringwork.bench.measure.Measurements;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A figure, and another for people to compare, which decides nothing and may be missing. */
record Beside(Quantity figure, String label, Quantity other) implements Quantity {

    @Override
    public List<String> inputs() {
        return figure.inputs();
    }

    @Override
    public List<String> wishes() {
        return Stream.of(figure.wishes(), other.inputs(), other.wishes())
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public Optional<Reading> read(Measurements measurements) {
        return figure.read(measurements)
                .map(own -> other.read(measurements)
                        .map(beside -> new Reading(own.value(), own.text() + " (" + label + ": " + beside.text() + ")"))
                        .orElse(own));
    }

    @Override
    public boolean isRatio() {
        return figure.isRatio();
    }
}
