package dev.ringwork.bench.goal;

import dev.ringwork.bench.goal.Bound.Verdict;
import dev.ringwork.bench.measure.Measurements;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is promised of one matter.
 *
 * @param id P1 to P16
 * @param what the matter
 * @param bounds what must hold
 */
public record Target(String id, String what, List<Bound> bounds) {

    /** The steps that measure what it needs, and what it shows beside. */
    public Set<String> steps() {
        Set<String> steps = new TreeSet<>();
        for (Bound bound : bounds) {
            bound.figure().inputs().forEach(input -> steps.add(Measurements.step(input)));
            bound.figure().wishes().forEach(wish -> steps.add(Measurements.step(wish)));
        }
        return steps;
    }

    /** The same for a run that had these rivals. */
    Target among(Rivals rivals) {
        return new Target(
                id, what, bounds.stream().map(bound -> bound.among(rivals)).toList());
    }

    /** What some steps alone can tell of it. */
    public Target measuredBy(Set<String> steps) {
        return new Target(
                id,
                what,
                bounds.stream()
                        .filter(bound -> bound.figure().inputs().stream()
                                .map(Measurements::step)
                                .allMatch(steps::contains))
                        .toList());
    }

    /** Whether one of its bounds does not hold. */
    public boolean missed(Measurements measurements) {
        return bounds.stream().anyMatch(bound -> bound.verdict(measurements) == Verdict.MISSED);
    }
}
