package dev.ringwork.bench.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Figures by name, one value a round. A name is the step that measured it, a slash and what it is:
 * {@code RoundTrip.processPool/p50}. Times are in nanoseconds, rates in operations a second, sizes in bytes.
 */
public final class Measurements {
    private final Map<String, List<Double>> values = new TreeMap<>();

    /** Adds the value of one round. */
    public void add(String name, double value) {
        if (name.indexOf('/') < 1) {
            throw new IllegalArgumentException("a measurement is named step/figure: name=" + name);
        }
        values.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
    }

    /** The median over the rounds; empty when it was not measured. */
    public OptionalDouble median(String name) {
        List<Double> rounds = values.get(name);
        return rounds == null ? OptionalDouble.empty() : OptionalDouble.of(median(rounds));
    }

    /** The greatest of the rounds; empty when it was not measured. */
    public OptionalDouble greatest(String name) {
        return values.getOrDefault(name, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .max();
    }

    /** What one round said, counted from zero; without the figures that have no such round. */
    public Measurements round(int index) {
        Measurements round = new Measurements();
        values.forEach((name, rounds) -> {
            if (index < rounds.size()) {
                round.add(name, rounds.get(index));
            }
        });
        return round;
    }

    /** Hands over every name with its rounds, sorted by name. */
    public void forEach(BiConsumer<String, List<Double>> action) {
        values.forEach((name, rounds) -> action.accept(name, List.copyOf(rounds)));
    }

    /** The middle value, or the mean of the two in the middle. */
    public static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The step that a name belongs to. */
    public static String step(String name) {
        return name.substring(0, name.indexOf('/'));
    }
}
