package dev.ringwork.bench.cli;

import dev.ringwork.PoolStats;
import dev.ringwork.bench.gcd.GcdRun.Outcome;
import dev.ringwork.bench.gcd.GcdRun.Way;
import java.util.Locale;
import java.util.stream.Collectors;

/** An outcome as one JSON object on one line. Numbers and fixed names only, so nothing needs escaping. */
final class GcdJson {
    private GcdJson() {}

    static String of(Outcome o) {
        PoolStats p = o.processStats();
        return "{\"workers\":" + o.workers() + ",\"repeat\":" + o.repeat()
                + ",\"serial\":{" + way(o.serial(), o) + "}"
                + ",\"threads\":{" + way(o.threads(), o) + ",\"started\":"
                + o.threadStats().workersStarted() + "}"
                + ",\"processes\":{" + way(o.processes(), o)
                + ",\"started\":" + p.workersStarted()
                + ",\"lost\":" + p.workersLost()
                + ",\"calls\":" + p.callsSent()
                + ",\"bytesSent\":" + p.bytesSent()
                + ",\"bytesReceived\":" + p.bytesReceived()
                + ",\"doorbellsSent\":" + p.doorbellsSent()
                + ",\"doorbellsReceived\":" + p.doorbellsReceived()
                + "}}\n";
    }

    private static String way(Way way, Outcome o) {
        String results = way.results().stream().map(String::valueOf).collect(Collectors.joining(","));
        return String.format(
                Locale.ROOT,
                "\"results\":[%s],\"millis\":%.3f,\"speedup\":%.3f,\"firstMillis\":%.3f",
                results,
                way.millis(),
                o.speedup(way),
                way.firstMillis());
    }
}
