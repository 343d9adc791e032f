package dev.ringwork.bench.goal;

import dev.ringwork.bench.goal.Bound.Verdict;
import dev.ringwork.bench.goal.Quantity.Reading;
import dev.ringwork.bench.measure.Measurements;
import java.util.List;
import java.util.Locale;

/** The targets with their figures and verdicts. */
public final class TargetTable {
    private final Table table = new Table("id", "what", "target", "figure", "verdict");

    /** The table of some targets. */
    public TargetTable(List<Target> targets, Measurements measurements) {
        for (Target target : targets) {
            String id = target.id();
            String what = target.what();
            for (Bound bound : target.bounds()) {
                String figure =
                        bound.figure().read(measurements).map(Reading::text).orElse("—");
                table.add(id, what, bound.text(), figure, text(bound.verdict(measurements)));
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

    /** For a terminal. */
    public String text() {
        return table.text();
    }

    /** For a page. */
    public String markdown() {
        return table.markdown();
    }
}
