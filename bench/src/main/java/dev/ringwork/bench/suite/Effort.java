package dev.ringwork.bench.suite;

import java.time.Duration;

/**
 * How much a run spends.
 *
 * @param rounds how often each repeated step runs; steps take turns within a round
 * @param iteration length of one iteration of JMH
 * @param depth how many times as many iterations are measured as the step's {@link Pace} says
 */
public record Effort(int rounds, Duration iteration, int depth) {
    /** The whole picture in about six minutes. */
    public static final Effort QUICK = new Effort(3, Duration.ofMillis(400), 1);
    /** What figures for the record are made with. */
    public static final Effort FULL = new Effort(3, Duration.ofMillis(500), 2);

    /** The same with other rounds. */
    public Effort withRounds(int count) {
        return new Effort(count, iteration, depth);
    }

    /** The same with shorter or longer iterations. */
    public Effort withIteration(Duration length) {
        return new Effort(rounds, length, depth);
    }

    int warmups(Pace pace) {
        return pace.warmups();
    }

    int iterations(Pace pace) {
        return depth * pace.iterations();
    }
}
