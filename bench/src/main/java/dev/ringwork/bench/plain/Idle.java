package dev.ringwork.bench.plain;

import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.WorkerInfo;
import dev.ringwork.thread.ThreadPool;
import java.io.IOException;
import java.util.List;

/** How much CPU do pools take that have nothing to do, after they were busy? In this JVM, but for the thread that measures, and in the workers together. */
public final class Idle {
    private static final int WORKERS = 2;
    private static final int CALLS = 100_000;
    private static final int WARM_LOOKS = 100;
    private static final long SETTLE_MILLIS = 1000;
    private static final long WATCH_MILLIS = 10_000;

    private Idle() {}

    /** Measures. */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (ProcessPool processes = ProcessPool.create(WORKERS);
                ThreadPool threads = ThreadPool.create(WORKERS)) {
            Calls.batch(processes, CALLS);
            Calls.batch(threads, CALLS);
            List<Long> pids = processes.workers().stream().map(WorkerInfo::pid).toList();
            for (int i = 0;
                    i < WARM_LOOKS;
                    i++) { // so that nothing of the measurement is compiled while it is measured
                Proc.cpuNanos(ProcessHandle.current().pid());
            }
            Thread.sleep(SETTLE_MILLIS);
            long start = System.nanoTime();
            long ownBefore = Proc.cpuNanos(ProcessHandle.current().pid());
            long othersBefore = sum(pids);
            Thread.sleep(WATCH_MILLIS);
            double seconds = (System.nanoTime() - start) / 1e9;
            double own = (Proc.cpuNanos(ProcessHandle.current().pid()) - ownBefore) / seconds;
            double others = (sum(pids) - othersBefore) / seconds;
            Figures.print("coordinator", own);
            Figures.print("workers", others);
            Figures.print("together", own + others);
        }
    }

    private static long sum(List<Long> pids) throws IOException {
        long sum = 0;
        for (long pid : pids) {
            sum += Proc.cpuNanos(pid);
        }
        return sum;
    }
}
