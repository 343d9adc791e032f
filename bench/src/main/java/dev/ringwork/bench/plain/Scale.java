package dev.ringwork.bench.plain;

import dev.ringwork.TaskFuture;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.WorkerInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * What do more workers cost? Pools of the sizes that are the arguments are alive at once and take turns; each gets calls that
 * do nothing, one after the other and many at once. Memory is what the workers hold.
 *
 * <p>Before that every worker has run as many calls as any other, however many there are, so that all have compiled the same: a pool of many
 * would else be measured with cold workers. What the first calls of cold workers cost is a figure of its own; the caller is warm by
 * then, from a pool that is gone.
 */
public final class Scale {
    private static final int ROUNDS = 7;
    private static final int BATCH = 20_000;
    private static final int TRIPS = 20_000;
    /** After which a JVM has compiled what they pass through. */
    private static final int WARM_UP_CALLS_A_WORKER = 20_000;
    /** Workers get calls as they come, so that some have had enough long before the last; this many times as many are enough in all. */
    private static final int MOST_WARM_UP = 4;

    private final int workers;
    private final ProcessPool pool;
    private final double[] callNanos = new double[ROUNDS];
    private final Histogram trips = Figures.histogram();
    private double firstCallNanos;

    private Scale(int workers) {
        this.workers = workers;
        this.pool = ProcessPool.create(workers);
    }

    /** Measures. */
    public static void main(String[] args) throws IOException {
        warmUpCaller();
        List<Scale> sizes = new ArrayList<>();
        try {
            Stream.of(args).forEach(size -> sizes.add(new Scale(Integer.parseInt(size))));
            sizes.forEach(Scale::startAll);
            sizes.forEach(Scale::warmUp);
            for (int round = 0; round < ROUNDS; round++) {
                for (Scale size : sizes) {
                    size.measure(round);
                }
            }
            for (Scale size : sizes) {
                size.print();
            }
        } finally {
            sizes.forEach(size -> size.pool.close());
        }
    }

    private static void warmUpCaller() {
        try (ProcessPool pool = ProcessPool.create(1)) {
            for (int i = 0; i < ROUNDS; i++) {
                batch(pool, BATCH, new Tags());
            }
        }
    }

    /** Returns once every worker is there to take calls. */
    private void startAll() {
        pool.prestart();
        while (Serving.workers(pool) < workers) {
            batch(pool, workers, new Tags());
        }
    }

    private void warmUp() {
        Tags tags = new Tags();
        firstCallNanos = (double) Calls.nanos(() -> batch(pool, BATCH, tags)) / BATCH;
        long most = (long) MOST_WARM_UP * workers * WARM_UP_CALLS_A_WORKER;
        long calls = BATCH;
        while (tags.fewest(workers) < WARM_UP_CALLS_A_WORKER && calls < most) {
            batch(pool, BATCH, tags);
            calls += BATCH;
        }
        System.out.println(
                "warm-up: workers=" + workers + " calls=" + calls + " fewestOfAWorker=" + tags.fewest(workers));
    }

    private static void batch(ProcessPool pool, int calls, Tags tags) {
        List<TaskFuture<Long>> futures = new ArrayList<>(calls);
        for (int i = 0; i < calls; i++) {
            futures.add(pool.submit(Tags::tagged, (long) i));
        }
        for (int i = 0; i < calls; i++) {
            long result = futures.get(i).result();
            Calls.check(Tags.value(result), i);
            tags.count(result);
        }
    }

    private void measure(int round) {
        callNanos[round] = (double) Calls.nanos(() -> Calls.batch(pool, BATCH)) / BATCH;
        for (int i = 0; i < TRIPS / ROUNDS; i++) {
            long value = i;
            trips.recordValue(Calls.nanos(() -> Calls.roundTrip(pool, value)));
        }
    }

    private void print() throws IOException {
        long resident = 0;
        long proportional = 0;
        for (WorkerInfo worker : pool.workers()) {
            resident += Proc.resident(worker.pid());
            proportional += Proc.proportional(worker.pid());
        }
        String at = "@" + workers;
        Figures.print("firstCalls" + at, firstCallNanos);
        Figures.print("call" + at, Figures.median(callNanos));
        Figures.print("trip" + at, trips.getValueAtPercentile(50));
        Figures.print("bytes.worker" + at, (double) resident / workers);
        Figures.print("bytes.workerProportional" + at, (double) proportional / workers);
    }
}
