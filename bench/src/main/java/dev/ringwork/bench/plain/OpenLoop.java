package dev.ringwork.bench.plain;

import dev.ringwork.process.ProcessPool;
import dev.ringwork.thread.ThreadPool;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongFunction;
import org.HdrHistogram.Histogram;

/**
 * How long do calls take when they arrive at a given rate, whether or not the ones before are back? Each call is due at a
 * moment that is fixed beforehand, and its latency counts from then: a pool that stalls pays for every call that was due
 * meanwhile. One thread submits when a call is due, another takes the results in order.
 */
public final class OpenLoop {
    private static final double[] RATES = {1_000, 10_000, 50_000, 100_000, 200_000};
    private static final double SECONDS = 1;
    private static final int ROUNDS = 3;
    private static final double NANOS_A_SECOND = 1e9;

    private OpenLoop() {}

    /** Measures. */
    public static void main(String[] args) throws Exception {
        ExecutorService fixed = Executors.newFixedThreadPool(1);
        try (ProcessPool processes = ProcessPool.create(1);
                ThreadPool threads = ThreadPool.create(1)) {
            LongFunction<Future<Long>> toProcesses = value -> processes.submit(Calls::same, value);
            LongFunction<Future<Long>> toThreads = value -> threads.submit(Calls::same, value);
            LongFunction<Future<Long>> toFixed = value -> {
                Callable<Long> task = () -> Calls.same(value);
                return fixed.submit(task);
            };
            for (double rate : RATES) {
                Histogram[] latencies = {Figures.histogram(), Figures.histogram(), Figures.histogram()};
                for (int round = 0; round <= ROUNDS; round++) {
                    run(toProcesses, rate, latencies[0]);
                    run(toThreads, rate, latencies[1]);
                    run(toFixed, rate, latencies[2]);
                    if (round == 0) { // warms up
                        for (Histogram latency : latencies) {
                            latency.reset();
                        }
                    }
                }
                print("processPool", rate, latencies[0]);
                print("threadPool", rate, latencies[1]);
                print("jdkFixedPool", rate, latencies[2]);
            }
        } finally {
            fixed.shutdown();
        }
    }

    private static void print(String name, double rate, Histogram latency) {
        Figures.print(name + ".p50@" + rate, latency.getValueAtPercentile(50));
        Figures.print(name + ".p99@" + rate, latency.getValueAtPercentile(99));
        Figures.print(name + ".p999@" + rate, latency.getValueAtPercentile(99.9));
    }

    private static void run(LongFunction<Future<Long>> pool, double rate, Histogram latency)
            throws InterruptedException, ExecutionException {
        int calls = (int) (rate * SECONDS);
        double interval = NANOS_A_SECOND / rate;
        AtomicReferenceArray<Future<Long>> futures = new AtomicReferenceArray<>(calls);
        long start = System.nanoTime() + (long) interval;
        Thread submitter = new Thread(
                () -> {
                    for (int i = 0; i < calls; i++) {
                        waitUntil(start + (long) (i * interval));
                        futures.setRelease(i, pool.apply(i));
                    }
                },
                "submitter");
        submitter.start();
        for (int i = 0; i < calls; i++) {
            long due = start + (long) (i * interval);
            Future<Long> future = futures.getAcquire(i);
            while (future == null) {
                Thread.yield();
                future = futures.getAcquire(i);
            }
            Calls.check(future.get(), i);
            latency.recordValue(Math.max(0, System.nanoTime() - due));
        }
        submitter.join();
    }

    private static void waitUntil(long time) {
        while (System.nanoTime() < time) {
            Thread.yield();
        }
    }
}
