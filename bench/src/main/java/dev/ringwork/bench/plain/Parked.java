package dev.ringwork.bench.plain;

import dev.ringwork.bench.peer.EchoPeer;
import dev.ringwork.bench.peer.Wire;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.thread.ThreadPool;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.HdrHistogram.Histogram;

/**
 * What does a round trip take when everybody sleeps? Two and two take turns, each after a pause that lets every thread park and the cores go
 * cold: a pool of one process and a child JVM that reads a byte from its stdin and writes it back, then the two pools of threads. The first
 * trips after a pause are not counted: what runs only then is compiled only then.
 */
public final class Parked {
    private static final long PAUSE_MILLIS = 2;
    private static final int TRIPS = 200;
    private static final int WARM_PARKED_TRIPS = 300;
    private static final int WARM_TRIPS = 20_000;

    private final Histogram processPool = Figures.histogram();
    private final Histogram threadPool = Figures.histogram();
    private final Histogram fixedPool = Figures.histogram();
    private final Histogram pipe = Figures.histogram();

    private Parked() {}

    /** Measures. */
    public static void main(String[] args) throws Exception {
        new Parked().run();
    }

    private void run() throws Exception {
        ExecutorService fixed = Executors.newFixedThreadPool(1);
        try (ProcessPool processes = ProcessPool.create(1);
                ThreadPool threads = ThreadPool.create(1);
                EchoPeer peer = new EchoPeer(Wire.PIPE)) {
            for (int i = 0; i < WARM_TRIPS; i++) {
                Calls.roundTrip(processes, i);
                Calls.roundTrip(threads, i);
                onFixed(fixed, i);
                overPipe(peer, i);
            }
            inTurn(processPool, value -> Calls.roundTrip(processes, value), pipe, value -> overPipe(peer, value));
            inTurn(threadPool, value -> Calls.roundTrip(threads, value), fixedPool, value -> onFixed(fixed, value));
        } finally {
            fixed.shutdown();
        }
        Figures.print("processPool", processPool);
        Figures.print("threadPool", threadPool);
        Figures.print("jdkFixedPool", fixedPool);
        Figures.print("pipe", pipe);
    }

    private interface Trip {
        void go(long value) throws Exception;
    }

    private static void inTurn(Histogram ofOne, Trip one, Histogram ofOther, Trip other) throws Exception {
        for (int i = -WARM_PARKED_TRIPS; i < TRIPS; i++) {
            if (i == 0) {
                ofOne.reset();
                ofOther.reset();
            }
            timed(ofOne, one, i);
            timed(ofOther, other, i);
        }
    }

    private static void timed(Histogram into, Trip trip, long value) throws Exception {
        Thread.sleep(PAUSE_MILLIS);
        long start = System.nanoTime();
        trip.go(value);
        into.recordValue(System.nanoTime() - start);
    }

    private static void onFixed(ExecutorService pool, long value) throws Exception {
        Callable<Long> task = () -> Calls.same(value);
        Calls.check(pool.submit(task).get(), value);
    }

    private static void overPipe(EchoPeer peer, long value) throws IOException {
        long small = value & 0x7f; // a byte is all that goes through
        Calls.check(peer.roundTrip(small), small);
    }
}
