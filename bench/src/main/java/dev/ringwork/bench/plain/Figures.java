package dev.ringwork.bench.plain;

import java.util.Arrays;
import org.HdrHistogram.Histogram;

/** What a measuring program says to the suite that started it. */
final class Figures {
    private static final long HIGHEST_NANOS = 60_000_000_000L;
    private static final int DIGITS = 3;

    private Figures() {}

    static void print(String name, double value) {
        System.out.println("figure " + name + " " + value);
    }

    static void print(String name, long value) {
        System.out.println("figure " + name + " " + value);
    }

    /** A histogram of nanoseconds, up to a minute. */
    static Histogram histogram() {
        return new Histogram(HIGHEST_NANOS, DIGITS);
    }

    static void print(String name, Histogram nanos) {
        print(name + ".p50", nanos.getValueAtPercentile(50));
        print(name + ".p99", nanos.getValueAtPercentile(99));
        print(name + ".p999", nanos.getValueAtPercentile(99.9));
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
