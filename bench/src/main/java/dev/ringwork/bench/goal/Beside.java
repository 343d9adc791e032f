package dev.ringwork.bench.goal;

import dev.ringwork.bench.measure.Measurements;
import java.util.List;
import java.util.Optional;

/** A median, and a rival's for people to compare. */
record Beside(Single figure, String label, Single rival) implements Quantity {

    @Override
    public List<String> inputs() {
        return List.of(figure.name(), rival.name());
    }

    @Override
    public Optional<Reading> read(Measurements measurements) {
        return figure.read(measurements)
                .map(own -> rival.read(measurements)
                        .map(other -> new Reading(own.value(), own.text() + " (" + label + ": " + other.text() + ")"))
                        .orElse(own));
    }
}
