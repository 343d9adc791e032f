package dev.ringwork.bench.cli;

import dev.ringwork.bench.goal.Bound;
import dev.ringwork.bench.goal.Bound.Verdict;
import dev.ringwork.bench.goal.Target;
import dev.ringwork.bench.measure.Measurements;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@code --check} makes of a run: it passes when all that was wanted is measured and holds. Only what compares with a rival that
 * the machine of the run doesn't have is left out, and this is said.
 */
final class Gate {
    static final int MISSED = 1;
    static final int UNDECIDED = 2;

    private final Map<Verdict, List<String>> bounds = new EnumMap<>(Verdict.class);
    private final Map<String, List<String>> withoutRival = new TreeMap<>();

    Gate(List<Target> wanted, Measurements measurements) {
        for (Target target : wanted) {
            for (Bound bound : target.bounds()) {
                String name = target.id() + " " + bound.text();
                Verdict verdict = bound.verdict(measurements);
                bounds.computeIfAbsent(verdict, any -> new ArrayList<>()).add(name);
                if (verdict == Verdict.NO_RIVAL) {
                    withoutRival
                            .computeIfAbsent(String.valueOf(bound.missingRival()), any -> new ArrayList<>())
                            .add(name);
                }
            }
        }
    }

    /** Says what could not be judged; what is missed stands in the table. */
    int exit(PrintWriter err) {
        withoutRival.forEach((rival, names) -> err.println("ringwork: the machine of this run has no " + rival
                + ", so that this is not judged: " + String.join(", ", names)));
        if (bounds.containsKey(Verdict.MISSED)) {
            return MISSED;
        }
        if (bounds.containsKey(Verdict.NOT_MEASURED)) {
            err.println("ringwork: a target that is checked is measured, and these are not: "
                    + String.join(", ", bounds.get(Verdict.NOT_MEASURED)) + "; run ./ringwork bench for them");
            return UNDECIDED;
        }
        if (!bounds.containsKey(Verdict.MET)) {
            err.println("ringwork: a check needs a target that can be judged, and what was run is enough for none;"
                    + " run ./ringwork bench, or leave --check away");
            return UNDECIDED;
        }
        return 0;
    }
}
