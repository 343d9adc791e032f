package dev.ringwork.bench.cli;

import dev.ringwork.bench.gcd.GcdRun;
import dev.ringwork.bench.gcd.GcdRun.Outcome;
import dev.ringwork.bench.gcd.GcdRun.Way;
import dev.ringwork.bench.gcd.Sweep;
import dev.ringwork.bench.plot.SweepSvg;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./ringwork gcd}: the seed's six pairs, three ways. */
@Command(
        name = "gcd",
        description = {
            "Runs the greatest common divisors of six pairs serially, on a pool of threads and on a pool of worker JVMs,",
            "checks that the three agree, and shows what the pools gained and what went through shared memory."
        },
        mixinStandardHelpOptions = true)
final class GcdCommand implements Callable<Integer> {
    private static final int DISAGREEMENT = 1;
    /** Of each kind. */
    private static final int RUNS = 11;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--workers", paramLabel = "N", description = "workers of each pool (default: ${DEFAULT-VALUE})")
    private int workers = 2;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            description = "how often the six pairs are run in one measurement (default: as often as 200 ms take)")
    private @Nullable Integer repeat;

    @Option(names = "--json", description = "print one JSON object instead of a table")
    private boolean json;

    @Option(
            names = "--sweep",
            description = "instead of the six pairs run tasks from 1 µs to 10 ms and show the efficiency of both pools")
    private boolean sweep;

    @Option(
            names = "--sizes",
            paramLabel = "MICROS",
            split = ",",
            description = "lengths of the tasks of a sweep in microseconds (default: thirteen from 1 to 10000)")
    private List<Double> sizes = List.of();

    @Option(names = "--svg", paramLabel = "FILE", description = "write the picture of a sweep to a file")
    private @Nullable Path svg;

    @Override
    public Integer call() throws IOException {
        check();
        PrintWriter out = spec.commandLine().getOut();
        if (sweep) {
            sweep(out);
            return 0;
        }
        Outcome outcome = new GcdRun(workers, repeat == null ? 0 : repeat, RUNS).run();
        out.print(json ? GcdJson.of(outcome) : table(outcome));
        out.flush();
        if (!outcome.agrees()) {
            spec.commandLine()
                    .getErr()
                    .println("ringwork: the three ways must agree: serial="
                            + outcome.serial().results() + " threads="
                            + outcome.threads().results() + " processes="
                            + outcome.processes().results() + "; please report this");
            return DISAGREEMENT;
        }
        return 0;
    }

    private void check() {
        if (workers < 1) {
            throw new ParameterException(
                    spec.commandLine(), "a pool needs at least one worker: --workers=" + workers + "; say --workers 2");
        }
        if (repeat != null && repeat < 1) {
            throw new ParameterException(
                    spec.commandLine(), "the pairs are run at least once: --repeat=" + repeat + "; say --repeat 10");
        }
        if (svg != null && !sweep) {
            throw new ParameterException(
                    spec.commandLine(), "only a sweep has a picture: --svg=" + svg + "; add --sweep");
        }
        if (!sizes.isEmpty() && !sweep) {
            throw new ParameterException(
                    spec.commandLine(), "only a sweep has lengths of tasks: --sizes=" + sizes + "; add --sweep");
        }
        if (!sizes.stream().allMatch(size -> size > 0 && size <= Sweep.LONGEST_MICROS)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "a task takes more than 0 and at most " + Sweep.LONGEST_MICROS + " µs: --sizes=" + sizes
                            + "; say --sizes 1,10,100");
        }
        if (json && sweep) {
            throw new ParameterException(
                    spec.commandLine(), "the JSON form is that of the six pairs: --json --sweep; leave one away");
        }
        if (sweep && repeat != null) {
            throw new ParameterException(
                    spec.commandLine(), "a sweep chooses how often it repeats: --repeat=" + repeat + "; leave it away");
        }
    }

    private void sweep(PrintWriter out) throws IOException {
        boolean watched = System.console() != null;
        Sweep wanted = sizes.isEmpty() ? new Sweep(workers) : new Sweep(workers, sizes);
        List<Sweep.Point> points = wanted.run(line -> {
            if (watched) {
                spec.commandLine().getErr().println(line);
            }
        });
        out.print(SweepText.of(workers, points));
        out.flush();
        if (svg != null) {
            Files.writeString(svg, SweepSvg.of(workers, points));
        }
    }

    private static String table(Outcome o) {
        var processes = o.processStats();
        return "six pairs, " + o.repeat() + " times; medians of " + o.rounds() + " runs in turn\n\n"
                + String.format("%-10s %-22s %10s %9s %14s%n", "", "results", "time", "speed-up", "first result")
                + row("serial", o.serial(), o)
                + row("threads", o.threads(), o)
                + row("processes", o.processes(), o)
                + "\n"
                + line("threads", o.threadStats().workersStarted() + " started")
                + line("worker JVMs", processes.workersStarted() + " started, " + processes.workersLost() + " lost")
                + line(
                        "shared memory",
                        String.format(
                                "%,d calls, %,d bytes out, %,d bytes back",
                                processes.callsSent(), processes.bytesSent(), processes.bytesReceived()))
                + line(
                        "doorbells",
                        String.format(
                                "%,d to workers, %,d from workers",
                                processes.doorbellsSent(), processes.doorbellsReceived()));
    }

    private static String row(String name, Way way, Outcome o) {
        return String.format(
                Locale.ROOT,
                "%-10s %-22s %7.1f ms %8.2fx %11.1f ms%n",
                name,
                way.results(),
                way.millis(),
                o.speedup(way),
                way.firstMillis());
    }

    private static String line(String name, String text) {
        return String.format("%-14s %s%n", name, text);
    }
}
