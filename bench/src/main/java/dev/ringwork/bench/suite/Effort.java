package dev.ringwork.bench.suite;

import java.time.Duration;

/**
 * How much a run spends.
 *
 * @param rounds how often each repeated step runs; steps take turns within a round
 * @param iteration length of one iteration of JMH
 * @param warmups iterations that are not counted
 * @param iterations iterations that are
 */
public record Effort(int rounds, Duration iteration, int warmups, int iterations) {
    /** The whole picture in about five minutes. */
    public static final Effort QUICK = new Effort(3, Duration.ofMillis(400), 5, 2);
    /** What figures for the record are made with. */
    public static final Effort FULL = new Effort(3, Duration.ofMillis(500), 4, 4);

    /** The same with other rounds. */
    public Effort withRounds(int count) {
        return new Effort(count, iteration, warmups, iterations);
    }

    /** The same with shorter or longer iterations. */
    public Effort withIteration(Duration length) {
        return new Effort(rounds, length, warmups, iterations);
    }
}
