package dev.ringwork.bench.cli;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why figures of two runs may differ without the pools having changed. */
final class MachineDifference {
    /** What all figures depend on. The memory is left out: the kernel's count of it changes with the kernel. */
    private static final List<String> MACHINE = List.of("cpu", "cores", "virtual", "governor", "kernel");
    /** What the rivals belong to, that ratios divide by. */
    private static final List<String> RIVALS = List.of("jdk", "cpython");

    private MachineDifference() {}

    /** A warning, when one is due. */
    static Optional<String> between(Input base, Input now, boolean ratios) {
        for (Input input : List.of(base, now)) {
            if (input.facts().isEmpty()) {
                return Optional.of(
                        "only runs on the same machine can be compared, and there are no facts about it: file="
                                + input.machine() + "; keep machine.json beside the figures");
            }
        }
        Stream<String> names = ratios ? RIVALS.stream() : Stream.concat(MACHINE.stream(), RIVALS.stream());
        String differences = names.filter(name -> differs(base.facts(), now.facts(), name))
                .map(name -> name + "=\"" + base.facts().get(name) + "\" : \""
                        + now.facts().get(name) + '"')
                .collect(Collectors.joining(" "));
        if (differences.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                ratios
                        ? "ratios to other rivals say little: " + differences + "; run both with the same"
                        : "absolute figures of different machines or JDKs say nothing: " + differences
                                + "; say --ratios, or run both on the same");
    }

    private static boolean differs(Map<String, String> base, Map<String, String> now, String name) {
        return !Objects.equals(base.get(name), now.get(name));
    }
}
