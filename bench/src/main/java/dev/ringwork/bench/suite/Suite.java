package dev.ringwork.bench.suite;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;

/** Steps in turn, round after round. */
public final class Suite {
    private final List<Step> steps;

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

    /** Runs all rounds, telling {@code err} how far it is. */
    public void run(Run run, PrintWriter err, boolean terminal) throws IOException, InterruptedException {
        Effort effort = run.effort();
        Progress progress = new Progress(err, terminal, estimate(effort));
        for (int round = 1; round <= effort.rounds(); round++) {
            for (Step step : steps) {
                if (round == 1 || step.everyRound()) {
                    progress.begin("round " + round + " of " + effort.rounds() + ": " + step.name());
                    step.run(run);
                    progress.finished(step.estimate(effort));
                }
            }
        }
        progress.end();
    }
}
