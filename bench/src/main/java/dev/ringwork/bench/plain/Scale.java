package dev.ringwork.bench.plain;

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
 */
public final class Scale {
    private static final int ROUNDS = 7;
    private static final int BATCH = 20_000;
    private static final int TRIPS = 20_000;

    private final int workers;
    private final ProcessPool pool;
    private final double[] callNanos = new double[ROUNDS];
    private final Histogram trips = Figures.histogram();

    private Scale(int workers) {
        this.workers = workers;
        this.pool = ProcessPool.create(workers);
    }

    /** Measures. */
    public static void main(String[] args) throws IOException {
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

    /** Returns once every worker is there to take calls. */
    private void startAll() {
        pool.prestart();
        while (pool.workers().stream().filter(Scale::started).count() < workers) {
            Calls.batch(pool, workers);
        }
    }

    private static boolean started(WorkerInfo worker) {
        return worker.state() != WorkerInfo.State.STARTING;
    }

    private void warmUp() {
        for (int i = 0; i < ROUNDS; i++) {
            Calls.batch(pool, BATCH);
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
        Figures.print("call" + at, Figures.median(callNanos));
        Figures.print("trip" + at, trips.getValueAtPercentile(50));
        Figures.print("bytes.worker" + at, (double) resident / workers);
        Figures.print("bytes.workerProportional" + at, (double) proportional / workers);
    }
}
