package dev.ringwork.bench.cli;

import dev.ringwork.bench.goal.Target;
import dev.ringwork.bench.goal.TargetTable;
import dev.ringwork.bench.goal.Targets;
import dev.ringwork.bench.measure.Measurements;
import dev.ringwork.bench.suite.Machine;
import java.util.Comparator;
import java.util.List;

/** A run's machine and targets, the missed ones first, and its figures if they are wanted. */
final class Report {
    private final Input input;
    private final List<Target> wanted;
    private final TargetTable targets;
    private final boolean figures;

    Report(Input input, boolean figures) {
        this.input = input;
        this.wanted = missedFirst(Targets.among(Machine.rivals(input.facts())), input.measurements());
        this.targets = new TargetTable(wanted, input.measurements());
        this.figures = figures;
    }

    private static List<Target> missedFirst(List<Target> targets, Measurements measurements) {
        return targets.stream()
                .sorted(Comparator.comparing((Target target) -> !target.missed(measurements)))
                .toList();
    }

    Gate gate() {
        return new Gate(wanted, input.measurements());
    }

    /** For a terminal. */
    String text() {
        StringBuilder text = new StringBuilder();
        if (!input.facts().isEmpty()) {
            text.append(MachineText.of(input.facts())).append('\n');
        }
        text.append(targets.text());
        if (figures) {
            text.append('\n').append(FigureText.ranges(input.measurements()).text());
        }
        return text.toString();
    }

    /** For a page. */
    String markdown() {
        StringBuilder text = new StringBuilder("# Benchmark report\n");
        if (!input.facts().isEmpty()) {
            text.append("\n## Machine\n\n").append(MachineText.markdown(input.facts()));
        }
        text.append("\n## Targets\n\n").append(targets.markdown());
        if (figures) {
            text.append("\n## Figures\n\nMedians over the rounds, with the lowest and the highest.\n\n")
                    .append(FigureText.ranges(input.measurements()).markdown());
        }
        return text.toString();
    }
}
