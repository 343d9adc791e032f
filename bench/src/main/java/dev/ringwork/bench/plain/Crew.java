package dev.ringwork.bench.plain;

import dev.ringwork.process.ProcessPool;

/** What do changes among the workers cost: replacing one after so many calls, adding one, letting one go? */
public final class Crew {
    private static final int ROUNDS = 3;
    private static final int CALLS = 1_000;
    private static final int[] CALLS_A_WORKER = {100, 500};

    private Crew() {}

    /** Measures. */
    public static void main(String[] args) {
        double[] kept = new double[ROUNDS];
        double[][] recycled = new double[CALLS_A_WORKER.length][ROUNDS];
        double[] grow = new double[ROUNDS];
        double[] shrink = new double[ROUNDS];
        try (ProcessPool steady = ProcessPool.create(1);
                ProcessPool resized = ProcessPool.create(1)) {
            Calls.batch(steady, CALLS);
            Calls.batch(resized, CALLS);
            for (int round = 0; round < ROUNDS; round++) {
                kept[round] = (double) Calls.nanos(() -> Calls.batch(steady, CALLS)) / CALLS;
                for (int i = 0; i < CALLS_A_WORKER.length; i++) {
                    recycled[i][round] = recycled(CALLS_A_WORKER[i]);
                }
                grow[round] = Calls.nanos(() -> resize(resized, 2));
                shrink[round] = Calls.nanos(() -> resize(resized, 1));
            }
        }
        Figures.print("call.kept", Figures.median(kept));
        for (int i = 0; i < CALLS_A_WORKER.length; i++) {
            Figures.print("call.recycled@" + CALLS_A_WORKER[i], Figures.median(recycled[i]));
        }
        Figures.print("grow", Figures.median(grow));
        Figures.print("shrink", Figures.median(shrink));
    }

    private static double recycled(int callsAWorker) {
        try (ProcessPool pool = ProcessPool.builder()
                .maxWorkers(1)
                .maxTasksPerWorker(callsAWorker)
                .build()) {
            Calls.roundTrip(pool, 1);
            return (double) Calls.nanos(() -> Calls.batch(pool, CALLS)) / CALLS;
        }
    }

    /** Until as many workers as wanted take calls, and no other is left, with calls going through meanwhile. */
    private static void resize(ProcessPool pool, int workers) {
        pool.resize(workers);
        pool.prestart();
        while (Serving.workers(pool) != workers || pool.stats().workers() != workers) {
            Calls.roundTrip(pool, workers);
        }
    }
}
