package dev.ringwork.bench.suite;

import dev.ringwork.bench.measure.Measurements;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;

/** What a run has collected so far, and what its steps share. */
public final class Run {
    private final Effort effort;
    private final Path directory;
    private final PrintStream log;
    private final Measurements measurements = new Measurements();
    private final Map<String, RunResult> jmh = new LinkedHashMap<>();

    /** A run that has measured nothing yet; what the steps' JVMs print goes to {@code log}. */
    public Run(Effort effort, Path directory, PrintStream log) {
        this.effort = effort;
        this.directory = directory;
        this.log = log;
    }

    Effort effort() {
        return effort;
    }

    /** Where files of a step can go. */
    Path directory() {
        return directory;
    }

    PrintStream log() {
        return log;
    }

    /** The figures so far. */
    public Measurements measurements() {
        return measurements;
    }

    /** Keeps JMH's own result; those of several rounds become one with as many forks. */
    void keep(String step, RunResult result) {
        jmh.merge(step, result, (earlier, later) -> {
            List<BenchmarkResult> forks = new ArrayList<>(earlier.getBenchmarkResults());
            forks.addAll(later.getBenchmarkResults());
            return new RunResult(earlier.getParams(), forks);
        });
    }

    /** JMH's own results, one a benchmark. */
    public Collection<RunResult> jmhResults() {
        return List.copyOf(jmh.values());
    }
}
