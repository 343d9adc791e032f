package dev.ringwork.bench.plain;

import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.WorkerInfo;
import java.util.List;

/** Workers that take calls: not those whose JVM is still coming up, and not those that were told to go. */
final class Serving {
    private Serving() {}

    static long workers(ProcessPool pool) {
        return count(pool.workers());
    }

    static long count(List<WorkerInfo> workers) {
        return workers.stream()
                .filter(worker -> worker.state() == WorkerInfo.State.IDLE || worker.state() == WorkerInfo.State.BUSY)
                .count();
    }
}
