package dev.ringwork.bench.cli;

import dev.ringwork.bench.live.Coordinator;
import dev.ringwork.bench.live.ProcessFacts;
import dev.ringwork.bench.live.Snapshot;
import dev.ringwork.bench.live.Worker;
import dev.ringwork.bench.suite.Json;
import dev.ringwork.link.LinkView;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Live pools as one JSON object on one line. */
final class SnapshotJson {
    private SnapshotJson() {}

    static String of(Snapshot snapshot) {
        return snapshot.coordinators().stream()
                        .map(SnapshotJson::coordinator)
                        .collect(Collectors.joining(",", "{\"coordinators\":[", "]}"))
                + "\n";
    }

    private static String coordinator(Coordinator coordinator) {
        ProcessFacts process = coordinator.process();
        return coordinator.workers().stream()
                .map(SnapshotJson::worker)
                .collect(Collectors.joining(
                        ",",
                        "{\"pid\":" + process.pid() + ",\"command\":" + Json.quoted(process.command()) + used(process)
                                + ",\"workers\":[",
                        "]}"));
    }

    private static String worker(Worker worker) {
        LinkView link = worker.link();
        return "{\"pid\":" + worker.pid()
                + ",\"state\":\"" + worker.state()
                + "\",\"queued\":" + link.queued()
                + ",\"callBytes\":" + link.callBytes()
                + ",\"resultBytes\":" + link.resultBytes()
                + ",\"workerParked\":" + link.isWorkerParked()
                + ",\"coordinatorParked\":" + link.isCoordinatorParked()
                + ",\"heartbeats\":" + link.heartbeats()
                + used(worker.process()) + "}";
    }

    private static String used(@Nullable ProcessFacts process) {
        return process == null
                ? ""
                : ",\"residentBytes\":" + process.residentBytes() + ",\"cpuMillis\":"
                        + process.cpu().toMillis();
    }
}
