package dev.ringwork.bench.suite;

import dev.ringwork.bench.jmh.JdkPools;
import dev.ringwork.bench.peer.Wire;
import dev.ringwork.bench.plain.BreakEven;
import dev.ringwork.bench.plain.ColdStart;
import dev.ringwork.bench.plain.Crew;
import dev.ringwork.bench.plain.Idle;
import dev.ringwork.bench.plain.Memory;
import dev.ringwork.bench.plain.OpenLoop;
import dev.ringwork.bench.plain.Parked;
import dev.ringwork.bench.plain.Scale;
import dev.ringwork.bench.plain.SixPairs;
import dev.ringwork.bench.plain.Skew;
import dev.ringwork.bench.plain.Tuning;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Every step there is, in the order in which they run. */
public final class Catalogue {
    private static final List<String> JDK_POOLS = List.of("jdkFixedPool", "jdkForkJoinPool", "jdkVirtualThreads");

    /** What measures how long single calls take; a page that is used for the first time would be in it. */
    private static final Set<Class<?>> OF_LATENCY =
            Set.of(Parked.class, Scale.class, Skew.class, OpenLoop.class, Crew.class, Tuning.class);

    private static final List<String> TOUCHED_HEAP = List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch");

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final int MIB = 1 << 20;

    private final List<Step> steps = new ArrayList<>();

    private Catalogue() {}

    /** What gives the whole picture: all that the targets need. */
    public static List<Step> quick() {
        Catalogue catalogue = new Catalogue();
        catalogue.roundTrips();
        catalogue.throughput();
        catalogue.add(JmhStep.of("Map", "processPool").with("chunk", "0"));
        catalogue.add(payload("processPool", MIB).with("kind", "BYTES"));
        catalogue.add(payload("fourCopies", MIB));
        catalogue.program(Parked.class, 4, true);
        catalogue.program(SixPairs.class, 4, true);
        catalogue.program(ColdStart.class, 4, true);
        catalogue.program(Skew.class, 3, true);
        catalogue.program(BreakEven.class, 9, false);
        catalogue.program(Idle.class, 12, false);
        catalogue.program(Memory.class, 2, false);
        catalogue.program(Scale.class, 28, false, "1", "64");
        Python.find().ifPresent(catalogue::cpython);
        return catalogue.steps;
    }

    /** Everything: also what no target asks for. */
    public static List<Step> full() {
        Catalogue catalogue = new Catalogue();
        catalogue.steps.addAll(quick());
        catalogue.floors();
        catalogue.otherThroughput();
        catalogue.maps();
        catalogue.payloads();
        for (String way :
                List.of("TRIAL 22", "EUCLID 31", "EUCLID 62", "BINARY 31", "BINARY 62", "BIG 256", "BIG 4096")) {
            for (String method : List.of("serial", "threadPool", "processPool")) {
                catalogue.add(JmhStep.of("Gcd", method).with("way", way));
            }
        }
        catalogue.program("ScaleAll", Scale.class, 60, false, "1", "2", "4", "8", "16", "32", "64");
        catalogue.program(OpenLoop.class, 65, false);
        catalogue.program(Crew.class, 10, false);
        Python.find().ifPresent(python -> {
            catalogue.cpython(python, "threadRoundTrip", 2, true);
            catalogue.cpython(python, "threadThroughput", 2, true);
        });
        return catalogue.steps;
    }

    /** What the options do. */
    public static List<Step> tuning() {
        Catalogue catalogue = new Catalogue();
        for (String option : List.of("spin", "ring", "map", "heap", "pinning")) {
            catalogue.program("Tuning." + option, Tuning.class, 15, false, option);
        }
        return catalogue.steps;
    }

    private void floors() {
        add(JmhStep.of("Floor", "pipe"));
        add(JmhStep.of("Floor", "unixSocket"));
        if (Wire.CHRONICLE.isThere()) {
            add(JmhStep.of("Floor", "chronicleQueue"));
        }
        for (String kind : List.of("AGRONA_ARRAY", "AGRONA_LINKED", "JCTOOLS_UNSAFE", "JCTOOLS_ATOMIC", "JDK_LINKED")) {
            add(JmhStep.of("Queue", "roundTrip").with("kind", kind));
        }
    }

    private void otherThroughput() {
        add(JmhStep.of("Throughput", "processPoolCallable"));
        add(JmhStep.of("Throughput", "threadPoolFunction"));
        for (int submitters : new int[] {2, 4}) {
            add(JmhStep.of("Throughput", "processPool").withThreads(submitters));
        }
        for (String pool : List.of("processPool", "threadPool", "jdkFixedPool", "jdkForkJoinPool")) {
            add(JmhStep.of("Throughput", pool).with("workers", "2"));
        }
    }

    private void maps() {
        for (String chunk : List.of("1", "10", "100", "1000", "10000")) {
            add(JmhStep.of("Map", "processPool").with("chunk", chunk));
        }
        for (String chunk : List.of("0", "100")) {
            add(JmhStep.of("Map", "threadPool").with("chunk", chunk));
        }
        for (String size : List.of("16", "1024", "16384")) {
            add(JmhStep.of("Map", "processPoolArrays").with("size", size));
            add(JmhStep.of("Map", "threadPoolArrays").with("size", size));
        }
    }

    private void payloads() {
        add(payload("mappedFile", MIB));
        for (int size : new int[] {64, 1 << 10, 16 << 10, 256 << 10, 16 << 20, 64 << 20}) {
            add(payload("processPool", size).with("kind", "BYTES"));
            add(payload("fourCopies", size));
            add(payload("mappedFile", size));
        }
        for (String kind : List.of("LONGS", "STRING", "RECORDS", "GRAPH")) {
            for (int size : new int[] {64, 16 << 10, MIB}) {
                add(payload("processPool", size).with("kind", kind));
            }
        }
    }

    /** Several of the largest have to fit. */
    private static JmhStep payload(String method, int size) {
        JmhStep step = JmhStep.of("Payload", method).with("size", String.valueOf(size));
        return size > MIB ? step.withHeap("2g") : step;
    }

    private void add(JmhStep step) {
        if (JdkPools.haveVirtualThreads() || !step.name().contains("jdkVirtualThreads")) {
            steps.add(step);
        }
    }

    private void roundTrips() {
        add(JmhStep.of("RoundTrip", "processPool").withAllocation());
        add(JmhStep.of("Floor", "agronaRing"));
        add(JmhStep.of("Clock", "nothing"));
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
        program(program.getSimpleName(), program, seconds, everyRound, arguments);
    }

    private void program(String name, Class<?> program, int seconds, boolean everyRound, String... arguments) {
        List<String> command = new ArrayList<>(List.of(JAVA, "-cp", System.getProperty("java.class.path")));
        if (OF_LATENCY.contains(program)) {
            command.addAll(TOUCHED_HEAP);
        }
        command.add(program.getName());
        command.addAll(List.of(arguments));
        steps.add(new ChildStep(name, Duration.ofSeconds(seconds), everyRound, run -> List.copyOf(command)));
    }

    private void cpython(Python python) {
        cpython(python, "processRoundTrip", 1, true);
        cpython(python, "processThroughput", 2, true);
        cpython(python, "processMap", 2, true);
        cpython(python, "echo", 1, true);
        cpython(python, "breakEven", 6, false);
        cpython(python, "coldStart", 1, false);
    }

    private void cpython(Python python, String section, int seconds, boolean everyRound) {
        steps.add(new ChildStep(
                "CPython." + section,
                Duration.ofSeconds(seconds),
                everyRound,
                run -> python.command(run.directory(), section)));
    }

    /** The version of the CPython that is compared with, if there is one. */
    public static Optional<String> pythonVersion() {
        return Python.find().map(Python::version);
    }
}
