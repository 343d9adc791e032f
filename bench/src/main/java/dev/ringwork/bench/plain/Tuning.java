package dev.ringwork.bench.plain;

import dev.ringwork.MapOptions;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.ProcessPoolBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;

/** What do the options do? Pools that differ in one option are alive at once and take turns. The option is the argument. */
public final class Tuning {
    private static final int ROUNDS = 5;
    private static final int TRIPS = 20_000;
    private static final int BATCH = 20_000;
    private static final int ITEMS = 200_000;
    private static final int ECHOES = 100;
    private static final long THINK_NANOS = 50_000;

    private Tuning() {}

    /** Something that is measured of a pool. */
    private interface Probe {
        double nanos(ProcessPool pool);
    }

    /** Measures. */
    public static void main(String[] args) throws IOException, InterruptedException {
        switch (args[0]) {
            case "spin" -> spin();
            case "ring" -> ring();
            case "map" -> map();
            case "heap" -> heap();
            case "pinning" -> pinning();
            default -> throw new IllegalArgumentException("an option that there is: argument=" + args[0]);
        }
    }

    private static ProcessPoolBuilder one() {
        return ProcessPool.builder().maxWorkers(1);
    }

    private static void spin() {
        Map<String, ProcessPool> pools = new LinkedHashMap<>();
        for (int micros : new int[] {0, 5, 20, 100, 1000}) {
            pools.put(
                    micros + "us", one().spin(Duration.ofNanos(micros * 1000L)).build());
        }
        Map<String, Probe> probes = new LinkedHashMap<>();
        probes.put("trip", Tuning::trip);
        probes.put("tripAfter50us", Tuning::tripAfterThinking);
        probes.put("call", pool -> (double) Calls.nanos(() -> Calls.batch(pool, BATCH)) / BATCH);
        compare(pools, probes);
    }

    private static void ring() {
        Map<String, ProcessPool> pools = new LinkedHashMap<>();
        for (int kib : new int[] {64, 256, 1024, 4096}) {
            pools.put(kib + "KiB", one().ringCapacity(kib << 10).build());
        }
        Map<String, Probe> probes = new LinkedHashMap<>();
        probes.put("trip", Tuning::trip);
        probes.put("call", pool -> (double) Calls.nanos(() -> Calls.batch(pool, BATCH)) / BATCH);
        probes.put("echo64KiB", pool -> echo(pool, new byte[64 << 10]));
        probes.put("echo1MiB", pool -> echo(pool, new byte[1 << 20]));
        compare(pools, probes);
    }

    private static void map() {
        try (ProcessPool pool = ProcessPool.create()) {
            Map<String, MapOptions> options = new LinkedHashMap<>();
            options.put("chosen", MapOptions.defaults());
            for (int chunk : new int[] {1, 10, 100, 1000, 10_000}) {
                options.put("chunk" + chunk, MapOptions.defaults().chunkSize(chunk));
            }
            for (int buffer : new int[] {100, 1000, 10_000, 100_000}) {
                options.put("buffer" + buffer, MapOptions.defaults().bufferSize(buffer));
            }
            Map<String, double[]> nanos = new LinkedHashMap<>();
            for (int round = 0; round <= ROUNDS; round++) { // the first warms up
                int at = Math.max(0, round - 1);
                options.forEach((name, chosen) -> nanos.computeIfAbsent(name, any -> new double[ROUNDS])[at] =
                        (double) Calls.nanos(() -> mapped(pool, chosen)) / ITEMS);
            }
            nanos.forEach((name, values) -> Figures.print("item@" + name, Figures.median(values)));
        }
    }

    private static void mapped(ProcessPool pool, MapOptions options) {
        long next = 0;
        for (long value : pool.map(Calls::same, LongStream.range(0, ITEMS)::iterator, options)) {
            Calls.check(value, next++);
        }
    }

    private static void heap() throws IOException {
        Map<String, ProcessPool> pools = new LinkedHashMap<>();
        for (String heap : new String[] {"16m", "64m", "256m", "1g"}) {
            pools.put(heap, one().workerHeap(heap).build());
        }
        try {
            pools.values().forEach(pool -> Calls.batch(pool, BATCH));
            printResident("idle", pools);
            takeTurns(pools, "echo1MiB", pool -> echo(pool, new byte[1 << 20]));
            printResident("afterEchoes", pools);
        } finally {
            pools.values().forEach(ProcessPool::close);
        }
    }

    private static void printResident(String when, Map<String, ProcessPool> pools) throws IOException {
        for (Map.Entry<String, ProcessPool> each : pools.entrySet()) {
            long pid = each.getValue().workers().get(0).pid();
            Figures.print("bytes." + when + "@" + each.getKey(), Proc.resident(pid));
        }
    }

    /** Worker and this process on a core each, by {@code taskset}; where there is none, the command fails and says so. */
    private static void pinning() throws IOException, InterruptedException {
        try (ProcessPool pool = ProcessPool.create(1)) {
            Calls.batch(pool, BATCH);
            long worker = pool.workers().get(0).pid();
            long own = ProcessHandle.current().pid();
            int cores = Runtime.getRuntime().availableProcessors();
            Histogram free = Figures.histogram();
            Histogram apart = Figures.histogram();
            for (int round = 0; round <= ROUNDS; round++) {
                pin(own, "0-" + (cores - 1));
                pin(worker, "0-" + (cores - 1));
                trips(pool, free);
                pin(own, "0");
                pin(worker, String.valueOf(cores - 1));
                trips(pool, apart);
                if (round == 0) {
                    free.reset();
                    apart.reset();
                }
            }
            Figures.print("trip.free", free);
            Figures.print("trip.apart", apart);
        }
    }

    private static void pin(long pid, String cores) throws IOException, InterruptedException {
        Java.output(new ProcessBuilder("taskset", "-a", "-p", "-c", cores, Long.toString(pid)).start());
    }

    private static void trips(ProcessPool pool, Histogram into) {
        for (int i = 0; i < TRIPS; i++) {
            long value = i;
            into.recordValue(Calls.nanos(() -> Calls.roundTrip(pool, value)));
        }
    }

    private static void compare(Map<String, ProcessPool> pools, Map<String, Probe> probes) {
        try {
            probes.forEach((what, probe) -> takeTurns(pools, what, probe));
        } finally {
            pools.values().forEach(ProcessPool::close);
        }
    }

    private static void takeTurns(Map<String, ProcessPool> pools, String what, Probe probe) {
        Map<String, double[]> nanos = new LinkedHashMap<>();
        for (int round = 0; round <= ROUNDS; round++) { // the first warms up
            int at = Math.max(0, round - 1);
            pools.forEach(
                    (name, pool) -> nanos.computeIfAbsent(name, any -> new double[ROUNDS])[at] = probe.nanos(pool));
        }
        nanos.forEach((name, values) -> Figures.print(what + "@" + name, Figures.median(values)));
    }

    private static double trip(ProcessPool pool) {
        Histogram trips = Figures.histogram();
        trips(pool, trips);
        return trips.getValueAtPercentile(50);
    }

    /** The caller is busy with something else for longer than most spins before each call. */
    private static double tripAfterThinking(ProcessPool pool) {
        Histogram trips = Figures.histogram();
        for (int i = 0; i < TRIPS / 10; i++) {
            long until = System.nanoTime() + THINK_NANOS;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            long value = i;
            trips.recordValue(Calls.nanos(() -> Calls.roundTrip(pool, value)));
        }
        return trips.getValueAtPercentile(50);
    }

    static byte[] same(byte[] bytes) {
        return bytes;
    }

    private static double echo(ProcessPool pool, byte[] payload) {
        Histogram echoes = Figures.histogram();
        for (int i = 0; i < ECHOES; i++) {
            echoes.recordValue(Calls.nanos(() -> {
                byte[] back = pool.submit(Tuning::same, payload).result();
                Calls.check(back.length, payload.length);
            }));
        }
        return echoes.getValueAtPercentile(50);
    }
}
