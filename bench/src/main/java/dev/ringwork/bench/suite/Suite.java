package dev.ringwork.bench.suite;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Steps in turn, round after round. */
public final class Suite {
    private final List<Step> steps;

    /** What is done when a round has ended. */
    public interface RoundEnd {
        /** Keeps what there is, so that a run that is ended early leaves its figures. */
        void ended() throws IOException;
    }

    /** A suite of these steps. */
    public Suite(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /** About how long a run takes. */
    public Duration estimate(Effort effort) {
        return steps.stream()
                .map(step -> step.estimate(effort).multipliedBy(step.everyRound() ? effort.rounds() : 1))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /**
     * Runs all rounds, telling {@code err} how far it is. A step that fails is not run again; the others go on.
     *
     * @return why steps failed, empty when none did
     */
    public List<String> run(Run run, PrintWriter err, boolean terminal, RoundEnd roundEnd)
            throws IOException, InterruptedException {
        Map<String, String> failures = new LinkedHashMap<>();
        Effort effort = run.effort();
        Progress progress = new Progress(err, terminal, estimate(effort));
        for (int round = 1; round <= effort.rounds(); round++) {
            for (Step step : steps) {
                if (round == 1 || step.everyRound()) {
                    progress.begin("round " + round + " of " + effort.rounds() + ": " + step.name());
                    if (!failures.containsKey(step.name())) {
                        try {
                            step.run(run);
                        } catch (StepFailedException | IOException e) {
                            e.printStackTrace(run.log());
                            failures.put(step.name(), String.valueOf(e.getMessage()));
                        }
                    }
                    progress.finished(step.estimate(effort));
                }
            }
            roundEnd.ended();
        }
        progress.end();
        return List.copyOf(failures.values());
    }
}
