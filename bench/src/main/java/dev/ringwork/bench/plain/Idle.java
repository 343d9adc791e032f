package dev.ringwork.bench.plain;

import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.WorkerInfo;
import dev.ringwork.thread.ThreadPool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How much CPU do pools take that have nothing to do, after they were busy? In this JVM, but for the thread that measures, and in
 * the workers together. The kernel's own count of the processes stands beside: it is coarse, but comprises threads that ended.
 */
public final class Idle {
    private static final int WORKERS = 2;
    private static final int CALLS = 100_000;
    private static final int WARM_LOOKS = 100;
    private static final long SETTLE_MILLIS = 1000;
    private static final long WATCH_MILLIS = 10_000;
    private static final double NANOS_A_SECOND = 1e9;

    /** What processes had used at one moment. */
    private record Look(List<CpuTimes> threads, long wholes) {

        static Look at(List<Long> pids) throws IOException {
            List<CpuTimes> threads = new ArrayList<>();
            long wholes = 0;
            for (long pid : pids) {
                threads.add(CpuTimes.of(pid));
                wholes += Proc.cpuNanos(pid);
            }
            return new Look(threads, wholes);
        }

        long since(Look before) {
            long sum = 0;
            for (int i = 0; i < threads.size(); i++) {
                sum += threads.get(i).since(before.threads.get(i));
            }
            return sum;
        }
    }

    private Idle() {}

    /** Measures. */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (ProcessPool processes = ProcessPool.create(WORKERS);
                ThreadPool threads = ThreadPool.create(WORKERS)) {
            Calls.batch(processes, CALLS);
            Calls.batch(threads, CALLS);
            List<Long> coordinator = List.of(ProcessHandle.current().pid());
            List<Long> workers =
                    processes.workers().stream().map(WorkerInfo::pid).toList();
            // So that nothing of the measurement is compiled while it is measured.
            for (int i = 0; i < WARM_LOOKS; i++) {
                Look.at(coordinator).since(Look.at(coordinator));
            }
            Thread.sleep(SETTLE_MILLIS);
            long start = System.nanoTime();
            Look ownBefore = Look.at(coordinator);
            Look othersBefore = Look.at(workers);
            Thread.sleep(WATCH_MILLIS);
            double seconds = (System.nanoTime() - start) / NANOS_A_SECOND;
            Look own = Look.at(coordinator);
            Look others = Look.at(workers);
            Figures.print("coordinator", own.since(ownBefore) / seconds);
            Figures.print("workers", others.since(othersBefore) / seconds);
            Figures.print("together", (own.since(ownBefore) + others.since(othersBefore)) / seconds);
            Figures.print(
                    "wholeProcesses",
                    (own.wholes() - ownBefore.wholes() + others.wholes() - othersBefore.wholes()) / seconds);
        }
    }
}
