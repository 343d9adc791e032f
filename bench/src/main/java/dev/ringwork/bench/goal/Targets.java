package dev.ringwork.bench.goal;

import static dev.ringwork.bench.goal.Bound.atLeast;
import static dev.ringwork.bench.goal.Bound.atMost;
import static dev.ringwork.bench.goal.Quantity.beside;
import static dev.ringwork.bench.goal.Quantity.greatest;
import static dev.ringwork.bench.goal.Quantity.netRatio;
import static dev.ringwork.bench.goal.Quantity.of;
import static dev.ringwork.bench.goal.Quantity.ratio;
import static dev.ringwork.bench.goal.Quantity.ratioToLargest;
import static dev.ringwork.bench.goal.Unit.BYTES;
import static dev.ringwork.bench.goal.Unit.NANOS;
import static dev.ringwork.bench.goal.Unit.RATE;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The targets. Nearly all are ratios of figures of one run, since absolute figures move with the machine and the hour. */
public final class Targets {
    private static final String PROCESS_TRIP = "RoundTrip.processPool/p50";
    private static final String THREAD_TRIP = "RoundTrip.threadPool/p50";
    private static final String FIXED_TRIP = "RoundTrip.jdkFixedPool/p50";
    private static final String CLOCK = "Clock.nothing/p50";
    private static final String PROCESS_RATE = "Throughput.processPool/rate";
    private static final String ECHO = "Payload.processPool(kind=BYTES,size=1048576)/p50";
    private static final String BARE_JVM = "ColdStart/bareJvm";
    private static final String MAP_RATE = "Map.processPool(chunk=0)/rate";

    /** All of them, in order, for a run that had all rivals. */
    public static final List<Target> ALL = List.of(
            new Target(
                    "P1",
                    "ProcessPool round trip, hot",
                    List.of(
                            atMost(
                                    "≤ 2 x Agrona's rings bare, net of the clock",
                                    netRatio(PROCESS_TRIP, "Floor.agronaRing/p50", CLOCK, NANOS),
                                    2),
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
                    List.of(atMost(
                            "≤ 5 x its own p50, net of the clock",
                            netRatio("RoundTrip.processPool/p99", PROCESS_TRIP, CLOCK, NANOS),
                            5))),
            new Target(
                    "P3",
                    "ProcessPool round trip, everything parked",
                    List.of(atMost("≤ 2 x a pipe", ratio("Parked/processPool.p50", "Parked/pipe.p50", NANOS), 2))),
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
                    "P6",
                    "echo of a byte[] of 1 MiB",
                    List.of(
                            atMost(
                                    "≤ 3 x four copies of 1 MiB",
                                    ratio(ECHO, "Payload.fourCopies(size=1048576)/p50", NANOS),
                                    3),
                            atLeast("≥ 8 x faster than CPython", ratio("CPython.echo/p50", ECHO, NANOS), 8))),
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
                    "P9",
                    "the six pairs on 2 workers",
                    List.of(
                            atLeast(
                                    "threads ≥ 1.85 x serial",
                                    ratio("SixPairs/serial", "SixPairs/threads", NANOS),
                                    1.85),
                            atLeast(
                                    "processes ≥ 1.85 x serial",
                                    ratio("SixPairs/serial", "SixPairs/processes", NANOS),
                                    1.85))),
            new Target(
                    "P10",
                    "break-even: the shortest task that 2 workers gain from",
                    List.of(
                            atMost(
                                    "processes, map ≤ 2 µs",
                                    beside(
                                            of("BreakEven/from.processes.map", NANOS),
                                            "CPython",
                                            of("CPython.breakEven/from.map", NANOS)),
                                    2_000),
                            atMost(
                                    "processes, futures ≤ 10 µs",
                                    beside(
                                            of("BreakEven/from.processes.futures", NANOS),
                                            "CPython",
                                            of("CPython.breakEven/from.futures", NANOS)),
                                    10_000))),
            new Target(
                    "P11",
                    "cold pool to first result",
                    List.of(
                            atMost("≤ 2.5 x a bare JVM, first pool of its JVM", coldStart("firstPool"), 2.5),
                            atMost("≤ 2.5 x a bare JVM, next pool", coldStart("nextPool"), 2.5))),
            new Target(
                    "P12",
                    "idle pools",
                    List.of(atMost(
                            "≤ 5 ms of CPU a second, all processes",
                            beside(
                                    of("Idle/together", NANOS),
                                    "by the kernel's count of whole processes",
                                    of("Idle/wholeProcesses", NANOS)),
                            5e6))),
            new Target(
                    "P13",
                    "memory of an idle worker",
                    List.of(atMost(
                            "≤ 1.6 x a bare JVM", ratio("Memory/bytes.worker", "Memory/bytes.bareJvm", BYTES), 1.6))),
            new Target(
                    "P14",
                    "allocation a hot call, long in, long out",
                    List.of(atMost("≤ 120 bytes", of("RoundTrip.processPool/allocated", BYTES), 120))),
            new Target(
                    "P15",
                    "64 workers beside one",
                    List.of(
                            atMost("many calls at once ≤ 1.5 x", ratio("Scale/call@64", "Scale/call@1", NANOS), 1.5),
                            atMost(
                                    "one call after the other ≤ 1.5 x",
                                    ratio("Scale/trip@64", "Scale/trip@1", NANOS),
                                    1.5),
                            atMost(
                                    "memory a worker ≤ 1.1 x",
                                    ratio("Scale/bytes.worker@64", "Scale/bytes.worker@1", BYTES),
                                    1.1))),
            new Target(
                    "P16",
                    "one call of 200 ms, then 1,000 of 100 µs, 2 workers",
                    List.of(
                            atMost(
                                    "threads ≤ 1.1 x the ideal schedule",
                                    ratio("Skew/threads", "Skew/ideal", NANOS),
                                    1.1),
                            atMost(
                                    "processes ≤ 1.1 x the ideal schedule",
                                    ratio("Skew/processes", "Skew/ideal", NANOS),
                                    1.1),
                            atMost("threads, no wait beside an idle worker > 1 ms", longestWait("threads"), 1e6),
                            atMost("processes, no wait beside an idle worker > 1 ms", longestWait("processes"), 1e6))));

    private Targets() {}

    /** All of them, in order, for a run that had these rivals. */
    public static List<Target> among(Rivals rivals) {
        return ALL.stream().map(target -> target.among(rivals)).toList();
    }

    /** What all programs but a user's first one meet decides. */
    private static Quantity coldStart(String pool) {
        return beside(
                ratio("ColdStart/" + pool, BARE_JVM, NANOS),
                "with an empty cache",
                ratio("ColdStart/" + pool + ".emptyCache", BARE_JVM, NANOS));
    }

    /** The longest of all runs decides. */
    private static Quantity longestWait(String pool) {
        return beside(
                greatest("Skew/" + pool + ".longestWait", NANOS),
                "on the JDK's fixed pool",
                greatest("Skew/jdkFixedPool.longestWait", NANOS));
    }

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
