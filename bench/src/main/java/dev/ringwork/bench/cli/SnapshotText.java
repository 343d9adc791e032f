package dev.ringwork.bench.cli;

import dev.ringwork.bench.live.Coordinator;
import dev.ringwork.bench.live.ProcessFacts;
import dev.ringwork.bench.live.Snapshot;
import dev.ringwork.bench.live.Worker;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Live pools as tables: what they have done since their start, or in the time between two looks. */
final class SnapshotText {
    private static final String ROW = "  %8s  %-8s %7s %14s %14s  %-6s  %-7s %7s %9s %8s%n";
    private static final String UNKNOWN = "-";
    private static final double NANOS_A_SECOND = 1e9;
    private static final int MIB_BITS = 20;

    private final Snapshot now;
    private final @Nullable Snapshot before;
    /** Of the look before, by pid. */
    private final Map<Long, Worker> workersBefore = new HashMap<>();

    private final Map<Long, ProcessFacts> coordinatorsBefore = new HashMap<>();

    private SnapshotText(Snapshot now, @Nullable Snapshot before) {
        this.now = now;
        this.before = before;
        if (before != null) {
            for (Coordinator coordinator : before.coordinators()) {
                coordinatorsBefore.put(coordinator.process().pid(), coordinator.process());
                coordinator.workers().forEach(worker -> workersBefore.put(worker.pid(), worker));
            }
        }
    }

    /** Since each worker's start. */
    static String of(Snapshot now) {
        return new SnapshotText(now, null).text();
    }

    /** Bytes a second, heartbeats and the share of a processor since the look before. */
    static String since(Snapshot before, Snapshot now) {
        return new SnapshotText(now, before).text();
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (Coordinator coordinator : now.coordinators()) {
            if (text.length() > 0) {
                text.append('\n');
            }
            add(text, coordinator);
        }
        return text.toString();
    }

    private void add(StringBuilder text, Coordinator coordinator) {
        ProcessFacts process = coordinator.process();
        int workers = coordinator.workers().size();
        text.append(process.pid()).append("  ").append(process.command());
        text.append(", ").append(workers).append(workers == 1 ? " worker, " : " workers, ");
        text.append(mebibytes(process)).append(", CPU ");
        text.append(cpu(process, coordinatorsBefore.get(process.pid()))).append('\n');
        String second = before == null ? "" : "/s";
        text.append(String.format(
                ROW,
                "worker",
                "state",
                "queued",
                "bytes out" + second,
                "bytes back" + second,
                "door",
                "results",
                "beats",
                "memory",
                "CPU"));
        for (Worker worker : coordinator.workers()) {
            add(text, worker);
        }
    }

    private void add(StringBuilder text, Worker worker) {
        ProcessFacts process = worker.process();
        Worker past = process == null ? null : workersBefore.get(worker.pid());
        text.append(String.format(
                ROW,
                process == null ? UNKNOWN : worker.pid(),
                worker.state(),
                worker.link().queued(),
                rate(
                        worker.link().callBytes(),
                        past == null ? null : past.link().callBytes()),
                rate(
                        worker.link().resultBytes(),
                        past == null ? null : past.link().resultBytes()),
                worker.link().isWorkerParked() ? "parked" : "open",
                worker.link().isCoordinatorParked() ? "parked" : "open",
                beats(worker, past),
                process == null ? UNKNOWN : mebibytes(process),
                process == null ? UNKNOWN : cpu(process, past == null ? null : past.process())));
    }

    private String beats(Worker worker, @Nullable Worker past) {
        long beats = worker.link().heartbeats();
        if (before == null) {
            return String.valueOf(beats);
        }
        return past == null ? UNKNOWN : "+" + (beats - past.link().heartbeats());
    }

    private String rate(long bytes, @Nullable Long past) {
        if (before == null) {
            return String.format(Locale.ROOT, "%,d", bytes);
        }
        return past == null ? UNKNOWN : String.format(Locale.ROOT, "%,.0f", (bytes - past) / seconds());
    }

    private String cpu(ProcessFacts process, @Nullable ProcessFacts past) {
        if (before == null) {
            return String.format(Locale.ROOT, "%.1f s", process.cpu().toNanos() / NANOS_A_SECOND);
        }
        if (past == null) {
            return UNKNOWN;
        }
        double used = process.cpu().minus(past.cpu()).toNanos() / NANOS_A_SECOND;
        return String.format(Locale.ROOT, "%.0f %%", 100 * used / seconds());
    }

    /** Between the two looks; there was one before. */
    private double seconds() {
        long start = before == null ? 0 : before.nanoTime();
        return Math.max(1, now.nanoTime() - start) / NANOS_A_SECOND;
    }

    private static String mebibytes(ProcessFacts process) {
        return (process.residentBytes() >> MIB_BITS) + " MiB";
    }
}
