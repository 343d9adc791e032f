package dev.ringwork.bench.suite;

import dev.ringwork.bench.measure.Measurements;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/**
 * One method of a JMH benchmark with one choice of parameters; a round is a fork.
 *
 * @param question the name of the benchmark's class, without its suffix
 * @param method the method
 * @param threads how many call it at once
 * @param parameters the choice
 * @param allocation whether the bytes allocated an operation are counted, in all threads of the benchmark's JVM
 * @param heap the size of the benchmark's heap, touched before it is used; null for what its class says
 */
record JmhStep(
        String question,
        String method,
        int threads,
        Map<String, String> parameters,
        boolean allocation,
        @Nullable String heap)
        implements Step {
    /** From the JVM's start to the first iteration, and its end. */
    private static final Duration START_AND_END = Duration.ofMillis(600);
    /** The same of a worker's or a peer's. */
    private static final Duration OTHER_JVM = Duration.ofMillis(500);

    private static final String PACKAGE = "dev.ringwork.bench.jmh.";
    private static final String SUFFIX = "Benchmark";

    /** A benchmark by the name of its class, without its suffix, and its method. */
    static JmhStep of(String question, String method) {
        return new JmhStep(question, method, 1, Map.of(), false, null);
    }

    JmhStep withThreads(int count) {
        return new JmhStep(question, method, count, parameters, allocation, heap);
    }

    JmhStep with(String parameter, String value) {
        Map<String, String> more = new TreeMap<>(parameters);
        more.put(parameter, value);
        return new JmhStep(question, method, threads, more, allocation, heap);
    }

    JmhStep withAllocation() {
        return new JmhStep(question, method, threads, parameters, true, heap);
    }

    JmhStep withHeap(String size) {
        return new JmhStep(question, method, threads, parameters, allocation, size);
    }

    Pace pace() {
        return Pace.of(question, threads);
    }

    @Override
    public String name() {
        String chosen = parameters.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(","));
        return question + "." + method + (chosen.isEmpty() ? "" : "(" + chosen + ")")
                + (threads == 1 ? "" : "@" + threads);
    }

    @Override
    public Duration estimate(Effort effort) {
        return effort.iteration()
                .multipliedBy(effort.warmups(pace()) + (long) effort.iterations(pace()))
                .plus(START_AND_END)
                .plus(startsAnother() ? OTHER_JVM : Duration.ZERO);
    }

    private boolean startsAnother() {
        return method.startsWith("processPool") || method.equals("mappedFile") || question.equals("Floor");
    }

    @Override
    public void run(Run run) {
        Effort effort = run.effort();
        TimeValue iteration = TimeValue.milliseconds(effort.iteration().toMillis());
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(PACKAGE + question + SUFFIX + "." + method) + "$")
                .forks(1)
                .threads(threads)
                .warmupIterations(effort.warmups(pace()))
                .warmupTime(iteration)
                .measurementIterations(effort.iterations(pace()))
                .measurementTime(iteration)
                .shouldFailOnError(true);
        parameters.forEach(options::param);
        if (heap != null) {
            options.jvmArgs("-Xms" + heap, "-Xmx" + heap, "-XX:+AlwaysPreTouch");
        }
        if (allocation) {
            options.addProfiler(GCProfiler.class);
        }
        try {
            new Runner(options.build(), OutputFormatFactory.createFormatInstance(run.log(), VerboseMode.NORMAL))
                    .run()
                    .forEach(result -> keep(run, result));
        } catch (RunnerException e) {
            throw new StepFailedException(name(), e);
        }
    }

    private void keep(Run run, RunResult result) {
        run.keep(name(), result);
        Measurements into = run.measurements();
        Statistics statistics = result.getPrimaryResult().getStatistics();
        if (result.getParams().getMode() == Mode.SampleTime) {
            into.add(name() + "/p50", statistics.getPercentile(50));
            into.add(name() + "/p90", statistics.getPercentile(90));
            into.add(name() + "/p99", statistics.getPercentile(99));
            into.add(name() + "/p999", statistics.getPercentile(99.9));
        } else {
            into.add(name() + "/rate", statistics.getMean());
        }
        for (Result<?> secondary : result.getSecondaryResults().values()) {
            if (secondary.getLabel().endsWith("gc.alloc.rate.norm")) {
                into.add(name() + "/allocated", secondary.getScore());
            }
        }
    }
}
