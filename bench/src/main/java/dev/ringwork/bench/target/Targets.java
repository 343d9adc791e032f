package dev.ringwork.bench.target;

import static dev.ringwork.bench.target.Bound.atLeast;
import static dev.ringwork.bench.target.Bound.atMost;
import static dev.ringwork.bench.target.Quantity.of;
import static dev.ringwork.bench.target.Quantity.ratio;
import static dev.ringwork.bench.target.Quantity.ratioToLargest;
import static dev.ringwork.bench.target.Unit.BYTES;
import static dev.ringwork.bench.target.Unit.NANOS;
import static dev.ringwork.bench.target.Unit.RATE;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The targets. Nearly all are ratios of figures of one run, since absolute figures move with the machine and the hour. */
public final class Targets {
    private static final String PROCESS_TRIP = "RoundTrip.processPool/p50";
    private static final String THREAD_TRIP = "RoundTrip.threadPool/p50";
    private static final String FIXED_TRIP = "RoundTrip.jdkFixedPool/p50";
    private static final String PROCESS_RATE = "Throughput.processPool/rate";
    private static final String MAP_RATE = "Map.processPool(chunk=0)/rate";

    /** All of them, in order. */
    public static final List<Target> ALL = List.of(
            new Target(
                    "P1",
                    "ProcessPool round trip, hot",
                    List.of(
                            atMost("≤ 2 x Agrona's rings bare", ratio(PROCESS_TRIP, "Floor.agronaRing/p50", NANOS), 2),
                            atLeast(
                                    "≥ 15 x faster than the JDK's fixed pool",
                                    ratio(FIXED_TRIP, PROCESS_TRIP, NANOS),
                                    15),
                            atLeast(
                                    "≥ 300 x faster than CPython's process pool",
                                    ratio("CPython.processRoundTrip/p50", PROCESS_TRIP, NANOS),
                                    300))),
            new Target(
                    "P2",
                    "its p99",
                    List.of(atMost("≤ 5 x its own p50", ratio("RoundTrip.processPool/p99", PROCESS_TRIP, NANOS), 5))),
            new Target(
                    "P4",
                    "ProcessPool throughput, one submitter, futures",
                    List.of(
                            atLeast(
                                    "≥ 1.2 x the JDK's fixed pool",
                                    ratio(PROCESS_RATE, "Throughput.jdkFixedPool/rate", RATE),
                                    1.2),
                            atLeast(
                                    "≥ 300 x CPython's process pool",
                                    ratio(PROCESS_RATE, "CPython.processThroughput/rate", RATE),
                                    300))),
            new Target(
                    "P5",
                    "ProcessPool map over longs, default options",
                    List.of(
                            atLeast("≥ 20 M items/s", of(MAP_RATE, RATE), 20e6),
                            atLeast(
                                    "≥ 40 x CPython's chunksize=100",
                                    ratio(MAP_RATE, "CPython.processMap/rate", RATE),
                                    40))),
            new Target(
                    "P7",
                    "ThreadPool round trip, hot",
                    List.of(
                            atLeast(
                                    "≥ 15 x faster than the JDK's fixed pool",
                                    ratio(FIXED_TRIP, THREAD_TRIP, NANOS),
                                    15),
                            atLeast(
                                    "≥ 15 x faster than ForkJoinPool",
                                    ratio("RoundTrip.jdkForkJoinPool/p50", THREAD_TRIP, NANOS),
                                    15),
                            atLeast(
                                    "≥ 15 x faster than virtual threads",
                                    ratio("RoundTrip.jdkVirtualThreads/p50", THREAD_TRIP, NANOS),
                                    15))),
            new Target("P8", "ThreadPool throughput", threadThroughput(1, 2, 4)),
            new Target(
                    "P14",
                    "allocation a hot call, long in, long out",
                    List.of(atMost("≤ 120 bytes", of("RoundTrip.processPool/allocated", BYTES), 120))));

    private Targets() {}

    private static List<Bound> threadThroughput(int... submitters) {
        List<Bound> bounds = new ArrayList<>();
        for (int count : submitters) {
            String suffix = (count == 1 ? "" : "@" + count) + "/rate";
            List<String> rivals = Stream.of("jdkFixedPool", "jdkForkJoinPool", "jdkVirtualThreads")
                    .map(rival -> "Throughput." + rival + suffix)
                    .toList();
            bounds.add(atLeast(
                    "≥ 2 x the best of the JDK's, submitters: " + count,
                    ratioToLargest("Throughput.threadPool" + suffix, rivals, RATE),
                    2));
        }
        return bounds;
    }
}
