package dev.ringwork.bench.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Statistics;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./ringwork bench}: the JMH suite. */
@Command(
        name = "bench",
        description = "Runs the JMH suite and prints medians, with the rivals in the same run.",
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int FULL_FORKS = 5;
    private static final int FULL_ITERATIONS = 5;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @ArgGroup
    private Length length = new Length();

    /** How long the suite takes. */
    static final class Length {
        @Option(names = "--quick", description = "one fork of each benchmark: a picture in about two minutes")
        private boolean quick;

        @Option(names = "--full", description = "five forks of each benchmark")
        private boolean full;
    }

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "where JMH's JSON goes; its log goes beside it (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("target", "bench", "result.json");

    @Parameters(
            paramLabel = "REGEX",
            arity = "0..1",
            defaultValue = "",
            description = "which benchmarks; all unless given")
    private String regex = "";

    @Override
    public Integer call() throws IOException {
        Path directory = out.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Path log = Path.of(out + ".log");
        PrintWriter err = spec.commandLine().getErr();
        err.println("running; JMH's own output goes to " + log);
        try {
            print(new Runner(options(log).build()).run());
            return 0;
        } catch (NoBenchmarksException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "a benchmark's name matches the regex: regex=" + regex + "; leave it away for all");
        } catch (RunnerException e) {
            err.println("ringwork: a benchmark failed: " + e.getMessage() + "; see " + log);
            return FAILED;
        }
    }

    private ChainedOptionsBuilder options(Path log) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(checked(regex))
                .result(out.toString())
                .resultFormat(ResultFormatType.JSON)
                .output(log.toString())
                .shouldFailOnError(true);
        if (length.quick) {
            options.forks(1);
        } else if (length.full) {
            options.forks(FULL_FORKS).measurementIterations(FULL_ITERATIONS).measurementTime(TimeValue.seconds(2));
        }
        return options;
    }

    private String checked(String pattern) {
        try {
            return Pattern.compile(pattern).pattern();
        } catch (PatternSyntaxException e) {
            throw new ParameterException(
                    spec.commandLine(), "benchmarks are chosen by a regular expression: regex=" + pattern + "; " + e);
        }
    }

    private void print(Collection<RunResult> results) {
        PrintWriter writer = spec.commandLine().getOut();
        writer.printf("%-40s %14s %14s %14s %8s%n", "benchmark", "p50", "p99", "mean", "unit");
        for (RunResult result : results) {
            Result<?> primary = result.getPrimaryResult();
            Statistics statistics = primary.getStatistics();
            String name = result.getParams().getBenchmark();
            writer.printf(
                    Locale.ROOT,
                    "%-40s %14.0f %14.0f %14.0f %8s%n",
                    name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1),
                    statistics.getPercentile(50),
                    statistics.getPercentile(99),
                    statistics.getMean(),
                    primary.getScoreUnit());
        }
        writer.flush();
    }
}
