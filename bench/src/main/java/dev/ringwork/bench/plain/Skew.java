package dev.ringwork.bench.plain;

import dev.ringwork.PoolExecutor;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.thread.ThreadPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.DoubleStream;

/**
 * One long call, then a thousand short ones, two workers: how close is the end to that of the best schedule, and does a call
 * wait while a worker has nothing to do? Calls are busy until a time has passed; each says when it began and ended. The JDK's fixed pool, in
 * turn, shows how long a machine that takes a processor away makes a call wait whoever runs it.
 */
public final class Skew {
    private static final int ROUNDS = 3;
    private static final int SHORT_CALLS = 1000;
    private static final long LONG_NANOS = 200_000_000;
    private static final long SHORT_NANOS = 100_000;
    private static final int WORKERS = 2;
    /** The long one on one worker, all short ones on the other. */
    private static final double IDEAL_NANOS = Math.max(LONG_NANOS, (double) SHORT_CALLS * SHORT_NANOS);

    private Skew() {}

    private interface Pool {
        Future<long[]> submit(long nanos);
    }

    /** Measures. */
    public static void main(String[] args) throws InterruptedException, ExecutionException {
        ExecutorService fixed = Executors.newFixedThreadPool(WORKERS);
        try (ThreadPool threads = ThreadPool.create(WORKERS);
                ProcessPool processes = ProcessPool.create(WORKERS)) {
            List<Schedule> onThreads = new ArrayList<>();
            List<Schedule> inProcesses = new ArrayList<>();
            List<Schedule> onFixed = new ArrayList<>();
            for (int round = 0; round <= ROUNDS; round++) {
                if (round == 1) { // the first warms up
                    List.of(onThreads, inProcesses, onFixed).forEach(List::clear);
                }
                onThreads.add(run(on(threads)));
                inProcesses.add(run(on(processes)));
                onFixed.add(run(nanos -> fixed.submit(() -> busy(nanos))));
            }
            print("threads", onThreads);
            print("processes", inProcesses);
            print("jdkFixedPool", onFixed);
        } finally {
            fixed.shutdown();
        }
        Figures.print("ideal", IDEAL_NANOS);
    }

    private static Pool on(PoolExecutor pool) {
        return nanos -> pool.submit(Skew::busy, nanos);
    }

    private static void print(String name, List<Schedule> schedules) {
        Figures.print(
                name,
                Figures.median(
                        schedules.stream().mapToDouble(Schedule::wholeNanos).toArray()));
        double[] waits = schedules.stream()
                .mapToDouble(Schedule::longestWaitBesideIdleWorker)
                .toArray();
        Figures.print(name + ".longestWait", DoubleStream.of(waits).max().orElseThrow());
        Figures.print(name + ".medianWait", Figures.median(waits));
    }

    private static Schedule run(Pool pool) throws InterruptedException, ExecutionException {
        Schedule schedule = new Schedule(WORKERS);
        List<Long> submitted = new ArrayList<>(SHORT_CALLS + 1);
        List<Future<long[]>> futures = new ArrayList<>(SHORT_CALLS + 1);
        for (int i = 0; i <= SHORT_CALLS; i++) {
            futures.add(pool.submit(i == 0 ? LONG_NANOS : SHORT_NANOS));
            submitted.add(System.nanoTime());
        }
        for (int i = 0; i < futures.size(); i++) {
            long[] span = futures.get(i).get();
            schedule.add(submitted.get(i), span[0], span[1]);
        }
        return schedule;
    }

    /** When it began and ended; the clock is the same in all processes of a machine. */
    static long[] busy(long nanos) {
        long start = System.nanoTime();
        long now = start;
        while (now - start < nanos) {
            Thread.onSpinWait();
            now = System.nanoTime();
        }
        return new long[] {start, now};
    }
}
