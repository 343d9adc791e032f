package dev.ringwork.bench.suite;

import dev.ringwork.bench.measure.Measurements;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Facts and figures as JSON. */
public final class Json {
    private Json() {}

    /** An object of strings. */
    public static String of(Map<String, String> facts) {
        return facts.entrySet().stream()
                .map(e -> "  " + quoted(e.getKey()) + ": " + quoted(e.getValue()))
                .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    }

    /** An object of arrays, one number a round. */
    public static String of(Measurements measurements) {
        List<String> lines = new ArrayList<>();
        measurements.forEach((name, rounds) -> lines.add("  " + quoted(name) + ": " + numbers(rounds)));
        return lines.stream().collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    }

    /** JSON has no infinity. */
    private static String numbers(List<Double> values) {
        return values.stream()
                .map(value -> Double.isFinite(value) ? value.toString() : "null")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** A string. */
    public static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
