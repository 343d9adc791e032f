package dev.ringwork.fault;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** How long something took, over many trials: what a test prints so that a page can quote it. */
public record Quantiles(int trials, Duration p50, Duration p99, Duration max) {
    private static final double NANOS_PER_MILLI = 1e6;

    /** Of at least one time. */
    public static Quantiles of(Collection<Duration> times) {
        List<Duration> sorted = times.stream().sorted().toList();
        return new Quantiles(sorted.size(), at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
    }

    private static Duration at(List<Duration> sorted, double share) {
        int rank = (int) Math.ceil(share * sorted.size());
        return sorted.get(Math.max(0, rank - 1));
    }

    @Override
    public String toString() {
        return "trials=%d p50=%.1fms p99=%.1fms max=%.1fms".formatted(trials, millis(p50), millis(p99), millis(max));
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / NANOS_PER_MILLI;
    }
}
