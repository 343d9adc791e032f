package dev.ringwork.bench.plain;

import dev.ringwork.process.ProcessPool;
import java.io.IOException;
import java.nio.file.Path;

/** How much memory does a worker hold that has worked and waits, beside a JVM that has greeted and waits? */
public final class Memory {
    private static final int TIMES = 3;
    private static final int CALLS = 10_000;

    private Memory() {}

    /** Measures. */
    public static void main(String[] args) throws IOException {
        double[] bare = new double[TIMES];
        double[] worker = new double[TIMES];
        double[] workerProportional = new double[TIMES];
        Path classes = Java.bareClassPath();
        for (int i = 0; i < TIMES; i++) {
            bare[i] = bare(classes);
            try (ProcessPool pool = ProcessPool.create(1)) {
                Calls.batch(pool, CALLS);
                long pid = pool.workers().get(0).pid();
                worker[i] = Proc.resident(pid);
                workerProportional[i] = Proc.proportional(pid);
            }
        }
        Figures.print("bytes.bareJvm", Figures.median(bare));
        Figures.print("bytes.worker", Figures.median(worker));
        Figures.print("bytes.workerProportional", Figures.median(workerProportional));
    }

    private static long bare(Path classes) throws IOException {
        Process process = Java.startBare(classes, "stay");
        try {
            if (process.getInputStream().read() < 0) {
                throw new IOException("a bare JVM greets before it waits: directory=" + classes);
            }
            return Proc.resident(process.pid());
        } finally {
            process.destroy();
        }
    }
}
