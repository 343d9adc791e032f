package dev.ringwork.bench.goal;

import dev.ringwork.bench.measure.Measurements;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A figure with CPython's version beside, where CPython was measured: others than 3.13, for which targets are made, are faster or slower. */
record Noted(Quantity figure, String version) implements Quantity {

    @Override
    public List<String> inputs() {
        return figure.inputs();
    }

    @Override
    public List<String> wishes() {
        return figure.wishes();
    }

    @Override
    public Optional<Reading> read(Measurements measurements) {
        boolean measured = Stream.concat(inputs().stream(), wishes().stream())
                .anyMatch(name ->
                        Rivals.isPython(name) && measurements.median(name).isPresent());
        return figure.read(measurements)
                .map(reading ->
                        measured ? new Reading(reading.value(), reading.text() + ", CPython " + version) : reading);
    }

    @Override
    public boolean isRatio() {
        return figure.isRatio();
    }
}
