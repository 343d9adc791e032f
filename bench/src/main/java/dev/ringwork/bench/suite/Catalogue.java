package dev.ringwork.bench.suite;

import dev.ringwork.bench.jmh.JdkPools;
import dev.ringwork.bench.plain.BreakEven;
import dev.ringwork.bench.plain.ColdStart;
import dev.ringwork.bench.plain.Idle;
import dev.ringwork.bench.plain.Memory;
import dev.ringwork.bench.plain.Parked;
import dev.ringwork.bench.plain.Scale;
import dev.ringwork.bench.plain.SixPairs;
import dev.ringwork.bench.plain.Skew;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every step there is, in the order in which they run. */
public final class Catalogue {
    private static final List<String> JDK_POOLS = List.of("jdkFixedPool", "jdkForkJoinPool", "jdkVirtualThreads");

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final String MIB = String.valueOf(1 << 20);

    private final List<Step> steps = new ArrayList<>();

    private Catalogue() {}

    /** What gives the whole picture: all that the targets need. */
    public static List<Step> quick() {
        Catalogue catalogue = new Catalogue();
        catalogue.roundTrips();
        catalogue.throughput();
        catalogue.add(JmhStep.of("Map", "processPool").with("chunk", "0"));
        catalogue.add(JmhStep.of("Payload", "processPool").with("kind", "BYTES").with("size", MIB));
        catalogue.add(JmhStep.of("Payload", "fourCopies").with("size", MIB));
        catalogue.program(Parked.class, 4, true);
        catalogue.program(SixPairs.class, 4, true);
        catalogue.program(ColdStart.class, 5, true);
        catalogue.program(BreakEven.class, 8, false);
        catalogue.program(Idle.class, 12, false);
        catalogue.program(Memory.class, 3, false);
        catalogue.program(Skew.class, 5, false);
        catalogue.program(Scale.class, 15, false, "1", "64");
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

    private void program(Class<?> program, int seconds, boolean everyRound, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(JAVA, "-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        steps.add(new ChildStep(
                program.getSimpleName(), Duration.ofSeconds(seconds), everyRound, run -> List.copyOf(command)));
    }

    private void cpython(Python python) {
        cpython(python, "processRoundTrip", 3);
        cpython(python, "processThroughput", 3);
        cpython(python, "processMap", 3);
        cpython(python, "echo", 2);
        cpython(python, "breakEven", 6);
        cpython(python, "coldStart", 1);
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
