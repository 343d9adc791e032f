package dev.ringwork.bench.suite;

import dev.ringwork.bench.jmh.JdkPools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every step there is, in the order in which they run. */
public final class Catalogue {
    private static final List<String> JDK_POOLS = List.of("jdkFixedPool", "jdkForkJoinPool", "jdkVirtualThreads");

    private final List<Step> steps = new ArrayList<>();

    private Catalogue() {}

    /** What gives the whole picture: all that the targets need. */
    public static List<Step> quick() {
        Catalogue catalogue = new Catalogue();
        catalogue.roundTrips();
        catalogue.throughput();
        catalogue.add(JmhStep.of("Map", "processPool").with("chunk", "0"));
        Python.find().ifPresent(catalogue::cpython);
        return catalogue.steps;
    }

    private void add(JmhStep step) {
        if (JdkPools.haveVirtualThreads() || !step.name().contains("jdkVirtualThreads")) {
            steps.add(step);
        }
    }

    private void roundTrips() {
        add(JmhStep.of("RoundTrip", "processPool").withAllocation());
        add(JmhStep.of("Floor", "agronaRing"));
        add(JmhStep.of("RoundTrip", "threadPool"));
        JDK_POOLS.forEach(pool -> add(JmhStep.of("RoundTrip", pool)));
    }

    private void throughput() {
        add(JmhStep.of("Throughput", "processPool"));
        for (int submitters : new int[] {1, 2, 4}) {
            add(JmhStep.of("Throughput", "threadPool").withThreads(submitters));
            JDK_POOLS.forEach(pool -> add(JmhStep.of("Throughput", pool).withThreads(submitters)));
        }
    }

    private void cpython(Python python) {
        cpython(python, "processRoundTrip", 3);
        cpython(python, "processThroughput", 3);
        cpython(python, "processMap", 3);
    }

    private void cpython(Python python, String section, int seconds) {
        steps.add(new ChildStep(
                "CPython." + section,
                Duration.ofSeconds(seconds),
                true,
                run -> python.command(run.directory(), section)));
    }

    /** The version of the CPython that is compared with, if there is one. */
    public static Optional<String> pythonVersion() {
        return Python.find().map(Python::version);
    }
}
