package dev.ringwork.bench.plot;

import dev.ringwork.bench.goal.Unit;
import dev.ringwork.bench.measure.Measurements;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The pictures of a run; those for which nothing was measured are left away. */
public final class Charts {
    /** A curve's name, and what its measurements' names begin with. */
    private record Source(String name, String prefix) {}

    private static final double NANOS_A_MICRO = 1e3;

    private final Measurements measurements;
    private final Map<String, String> pictures = new LinkedHashMap<>();

    private Charts(Measurements measurements) {
        this.measurements = measurements;
    }

    /** File names and their SVG. */
    public static Map<String, String> of(Measurements measurements) {
        Charts charts = new Charts(measurements);
        charts.latency();
        charts.throughput();
        charts.breakEven();
        charts.openLoop();
        return charts.pictures;
    }

    private void latency() {
        List<Series> curves = curves(
                List.of("/p50", "/p90", "/p99", "/p999"),
                new Source("ProcessPool", "RoundTrip.processPool"),
                new Source("ThreadPool", "RoundTrip.threadPool"),
                new Source("Agrona's rings bare", "Floor.agronaRing"),
                new Source("JDK fixed pool", "RoundTrip.jdkFixedPool"),
                new Source("JDK ForkJoinPool", "RoundTrip.jdkForkJoinPool"),
                new Source("JDK virtual threads", "RoundTrip.jdkVirtualThreads"),
                new Source("CPython processes", "CPython.processRoundTrip"));
        if (!curves.isEmpty()) {
            pictures.put(
                    "latency.svg",
                    LineChart.logarithmic(
                            "Round trip of a call that does nothing, hot, one worker",
                            "percentile",
                            List.of("50", "90", "99", "99.9"),
                            curves,
                            Unit.NANOS::format));
        }
    }

    private void throughput() {
        List<Series> curves = curves(
                List.of("/rate", "@2/rate", "@4/rate"),
                new Source("ProcessPool", "Throughput.processPool"),
                new Source("ThreadPool", "Throughput.threadPool"),
                new Source("JDK fixed pool", "Throughput.jdkFixedPool"),
                new Source("JDK ForkJoinPool", "Throughput.jdkForkJoinPool"),
                new Source("JDK virtual threads", "Throughput.jdkVirtualThreads"));
        if (!curves.isEmpty()) {
            pictures.put(
                    "throughput.svg",
                    LineChart.linear(
                            "Calls that do nothing, each with a future, one worker",
                            "submitters",
                            List.of("1", "2", "4"),
                            curves,
                            Unit.RATE::format));
        }
    }

    private void breakEven() {
        List<Double> sizes = sizes("BreakEven/speedup.processes.map@");
        if (!sizes.isEmpty()) {
            pictures.put(
                    "break-even.svg",
                    LineChart.linear(
                            "Two workers beside the caller alone, by length of a task",
                            "length of a task",
                            sizes.stream().map(this::length).toList(),
                            curves(
                                    sizes.stream().map(size -> "@" + size).toList(),
                                    new Source("processes, map", "BreakEven/speedup.processes.map"),
                                    new Source("threads, map", "BreakEven/speedup.threads.map"),
                                    new Source("processes, futures", "BreakEven/speedup.processes.futures"),
                                    new Source("threads, futures", "BreakEven/speedup.threads.futures")),
                            value -> String.format(Locale.ROOT, "%.1f x", value)));
        }
    }

    /** As it was measured, else what was aimed at. */
    private String length(double micros) {
        return Unit.NANOS.format(
                measurements.median("BreakEven/length@" + micros).orElse(NANOS_A_MICRO * micros));
    }

    private void openLoop() {
        List<Double> rates = sizes("OpenLoop/processPool.p99@");
        if (!rates.isEmpty()) {
            List<String> suffixes = rates.stream().map(rate -> "@" + rate).toList();
            pictures.put(
                    "open-loop.svg",
                    LineChart.logarithmic(
                            "Latency under load, from when a call was due",
                            "calls a second",
                            rates.stream().map(Unit.RATE::format).toList(),
                            curves(
                                    suffixes,
                                    new Source("ProcessPool p50", "OpenLoop/processPool.p50"),
                                    new Source("ThreadPool p50", "OpenLoop/threadPool.p50"),
                                    new Source("ProcessPool p99", "OpenLoop/processPool.p99"),
                                    new Source("ThreadPool p99", "OpenLoop/threadPool.p99"),
                                    new Source("JDK fixed pool p50", "OpenLoop/jdkFixedPool.p50"),
                                    new Source("JDK fixed pool p99", "OpenLoop/jdkFixedPool.p99")),
                            Unit.NANOS::format));
        }
    }

    /** What stands behind a prefix in the names, as numbers, ascending. */
    private List<Double> sizes(String prefix) {
        List<Double> sizes = new ArrayList<>();
        measurements.forEach((name, rounds) -> {
            if (name.startsWith(prefix)) {
                sizes.add(Double.valueOf(name.substring(prefix.length())));
            }
        });
        return sizes.stream().sorted().toList();
    }

    private List<Series> curves(List<String> suffixes, Source... sources) {
        return Stream.of(sources)
                .map(source -> new Series(
                        source.name(),
                        suffixes.stream()
                                .map(suffix -> measurements
                                        .median(source.prefix() + suffix)
                                        .orElse(Double.NaN))
                                .toList()))
                .filter(curve -> curve.present().findAny().isPresent())
                .toList();
    }
}
