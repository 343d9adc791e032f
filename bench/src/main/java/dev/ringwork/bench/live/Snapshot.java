package dev.ringwork.bench.live;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * All pools of processes that could be seen at one moment.
 *
 * @param nanoTime when
 * @param coordinators by pid
 * @param problems what looked like a link file and could not be read as one
 */
public record Snapshot(long nanoTime, List<Coordinator> coordinators, List<String> problems) {

    /** Takes one of all coordinators, or of one. */
    public static Snapshot take(OptionalLong only) throws IOException {
        long now = System.nanoTime();
        LinkSearch search = LinkSearch.now();
        Map<Long, List<Worker>> workers = new TreeMap<>();
        for (LinkSearch.Found found : search.links()) {
            long coordinator = found.link().coordinatorPid();
            Optional<ProcessFacts> process = found.isStarting() ? Optional.empty() : ProcessFacts.of(found.holder());
            boolean ended = process.isEmpty() && !found.isStarting();
            if (!ended && (only.isEmpty() || only.getAsLong() == coordinator)) {
                workers.computeIfAbsent(coordinator, pid -> new ArrayList<>())
                        .add(new Worker(found.link(), process.orElse(null)));
            }
        }
        List<Coordinator> coordinators = new ArrayList<>();
        workers.forEach((pid, its) -> {
            its.sort(Comparator.comparingLong(Worker::pid));
            ProcessFacts.of(pid).ifPresent(process -> coordinators.add(new Coordinator(process, List.copyOf(its))));
        });
        List<String> problems = search.problems().stream()
                .filter(problem -> only.isEmpty() || problem.concerns(only.getAsLong()))
                .map(LinkSearch.Problem::text)
                .distinct()
                .toList();
        return new Snapshot(now, List.copyOf(coordinators), problems);
    }
}
