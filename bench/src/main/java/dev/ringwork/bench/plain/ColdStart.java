package dev.ringwork.bench.plain;

import dev.ringwork.process.ProcessPool;
import dev.ringwork.thread.ThreadPool;
import java.io.IOException;
import java.nio.file.Path;

/**
 * How long until the first result of a pool that was just made? In a JVM that has just started, and in one that had such a
 * pool before; beside a JVM that starts, greets and ends.
 */
public final class ColdStart {
    private static final int TIMES = 5;
    private static final String ONCE = "once";

    private ColdStart() {}

    /** Measures; with an argument only in this JVM. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length > 0) {
            System.out.println(processes() + " " + processes() + " " + threads());
            return;
        }
        double[] bare = new double[TIMES];
        double[] first = new double[TIMES];
        double[] next = new double[TIMES];
        double[] threads = new double[TIMES];
        Path classes = Java.bareClassPath();
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            Java.output(Java.startBare(classes));
            bare[i] = System.nanoTime() - start;
            String[] answer =
                    Java.output(Java.start(ColdStart.class, ONCE)).strip().split(" ");
            first[i] = Double.parseDouble(answer[0]);
            next[i] = Double.parseDouble(answer[1]);
            threads[i] = Double.parseDouble(answer[2]);
        }
        Figures.print("bareJvm", Figures.median(bare));
        Figures.print("firstPool", Figures.median(first));
        Figures.print("nextPool", Figures.median(next));
        Figures.print("threadPool", Figures.median(threads));
    }

    private static long processes() {
        long start = System.nanoTime();
        try (ProcessPool pool = ProcessPool.create(1)) {
            Calls.roundTrip(pool, 1);
            return System.nanoTime() - start;
        }
    }

    private static long threads() {
        long start = System.nanoTime();
        try (ThreadPool pool = ThreadPool.create(1)) {
            Calls.roundTrip(pool, 1);
            return System.nanoTime() - start;
        }
    }
}
