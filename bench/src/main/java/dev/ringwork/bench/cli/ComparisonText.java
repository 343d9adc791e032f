package dev.ringwork.bench.cli;

import dev.ringwork.bench.compare.Comparison;
import dev.ringwork.bench.compare.Comparisons;
import dev.ringwork.bench.compare.Figure;
import dev.ringwork.bench.compare.Verdict;
import dev.ringwork.bench.goal.Table;
import dev.ringwork.bench.goal.Unit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What two runs have in common, the worse first, and what they don't. */
final class ComparisonText {
    private ComparisonText() {}

    static String of(Comparisons comparisons, double tolerance) {
        Table table = new Table("figure", "base", "new", "new : base", "better", "verdict");
        comparisons.both().stream()
                .sorted(Comparator.comparing(comparison -> comparison.verdict() != Verdict.WORSE))
                .forEach(comparison -> add(table, comparison));
        String counts = Arrays.stream(Verdict.values())
                .map(verdict -> comparisons.count(verdict) + " " + name(verdict))
                .collect(Collectors.joining(", "));
        return table.text()
                + only("base", comparisons.onlyBase())
                + only("new", comparisons.onlyNew())
                + String.format(Locale.ROOT, "%n%s; tolerance %.2f%n", counts, tolerance);
    }

    private static void add(Table table, Comparison comparison) {
        Figure base = comparison.base();
        Figure now = comparison.now();
        table.add(
                comparison.name(),
                base.unit().format(base.rounds().median()),
                now.unit().format(now.rounds().median()),
                Double.isFinite(comparison.ratio()) ? Unit.TIMES.format(comparison.ratio()) : "—",
                base.lessIsBetter() ? "less" : "more",
                verdict(comparison));
    }

    /** With what it rests on: the ranges of the rounds, or that there is none. */
    private static String verdict(Comparison comparison) {
        Verdict verdict = comparison.verdict();
        String word = verdict == Verdict.WORSE ? "WORSE" : name(verdict);
        if (comparison.ofOneRound()) {
            word += " (one round)";
        }
        return verdict == Verdict.SAME
                ? word
                : word + ", " + range(comparison.base()) + " : " + range(comparison.now());
    }

    private static String range(Figure figure) {
        String least = figure.unit().format(figure.rounds().least());
        String greatest = figure.unit().format(figure.rounds().greatest());
        return figure.rounds().count() == 1 ? least : least + " … " + greatest;
    }

    private static String only(String run, List<String> names) {
        return names.isEmpty()
                ? ""
                : names.stream().collect(Collectors.joining("\n  ", "\nonly in " + run + ":\n  ", "\n"));
    }

    private static String name(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }
}
