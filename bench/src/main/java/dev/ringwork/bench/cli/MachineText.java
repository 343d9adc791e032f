package dev.ringwork.bench.cli;

import java.util.Map;
import java.util.stream.Collectors;

/** The facts about a machine, a line each. */
final class MachineText {
    private MachineText() {}

    /** For a terminal. */
    static String of(Map<String, String> facts) {
        int width = facts.keySet().stream().mapToInt(String::length).max().orElse(0);
        return facts.entrySet().stream()
                .map(fact -> fact.getKey() + " ".repeat(width - fact.getKey().length()) + "  " + fact.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /** For a page. */
    static String markdown(Map<String, String> facts) {
        return facts.entrySet().stream()
                .map(fact -> "- " + fact.getKey() + ": " + fact.getValue() + "\n")
                .collect(Collectors.joining());
    }
}
