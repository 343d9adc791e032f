package dev.ringwork.bench.goal;

import dev.ringwork.bench.goal.Bound.Verdict;
import dev.ringwork.bench.goal.Quantity.Reading;
import dev.ringwork.bench.measure.Measurements;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The targets with their figures and verdicts. */
public final class TargetTable {
    private static final List<String> HEAD = List.of("id", "what", "target", "figure", "verdict");

    private final List<List<String>> rows = new ArrayList<>();
    private boolean anyMissed;

    /** The table of some targets. */
    public TargetTable(List<Target> targets, Measurements measurements) {
        for (Target target : targets) {
            String id = target.id();
            String what = target.what();
            for (Bound bound : target.bounds()) {
                Verdict verdict = bound.verdict(measurements);
                anyMissed |= verdict == Verdict.MISSED;
                String figure =
                        bound.figure().read(measurements).map(Reading::text).orElse("—");
                rows.add(List.of(id, what, bound.text(), figure, text(verdict)));
                id = "";
                what = "";
            }
        }
    }

    private static String text(Verdict verdict) {
        return verdict == Verdict.MISSED
                ? "MISSED"
                : verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Whether a bound does not hold. */
    public boolean anyMissed() {
        return anyMissed;
    }

    /** For a terminal. */
    public String text() {
        int[] widths = new int[HEAD.size()];
        widen(widths, HEAD);
        rows.forEach(row -> widen(widths, row));
        StringBuilder text = new StringBuilder(line(HEAD, widths));
        rows.forEach(row -> text.append(line(row, widths)));
        return text.toString();
    }

    private static void widen(int[] widths, List<String> row) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
        }
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
        }
        return line.toString().stripTrailing() + "\n";
    }

    /** For a page. */
    public String markdown() {
        StringBuilder text = new StringBuilder(markdown(HEAD)).append("|---|---|---|---|---|\n");
        rows.forEach(row -> text.append(markdown(row)));
        return text.toString();
    }

    private static String markdown(List<String> row) {
        return "| " + String.join(" | ", row) + " |\n";
    }
}
