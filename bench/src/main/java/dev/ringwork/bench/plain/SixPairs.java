package dev.ringwork.bench.plain;

import dev.ringwork.bench.gcd.GcdRun;
import dev.ringwork.bench.gcd.GcdRun.Outcome;

/** How much faster do two workers find the divisors of the six pairs than the caller alone, on threads and in processes? */
public final class SixPairs {
    private static final int WORKERS = 2;
    /** Of each kind; each round of the suite has as many. */
    private static final int RUNS = 3;

    private static final double NANOS_A_MILLI = 1e6;

    private SixPairs() {}

    /** Measures. */
    public static void main(String[] args) {
        Outcome outcome = new GcdRun(WORKERS, 0, RUNS).run();
        if (!outcome.agrees()) {
            throw new IllegalStateException("the three ways agree: " + outcome);
        }
        Figures.print("serial", outcome.serial().millis() * NANOS_A_MILLI);
        Figures.print("threads", outcome.threads().millis() * NANOS_A_MILLI);
        Figures.print("processes", outcome.processes().millis() * NANOS_A_MILLI);
    }
}
