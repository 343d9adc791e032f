package dev.ringwork.bench.cli;

import dev.ringwork.bench.goal.Target;
import dev.ringwork.bench.goal.TargetTable;
import dev.ringwork.bench.goal.Targets;
import dev.ringwork.bench.suite.Catalogue;
import dev.ringwork.bench.suite.Effort;
import dev.ringwork.bench.suite.Machine;
import dev.ringwork.bench.suite.Run;
import dev.ringwork.bench.suite.Step;
import dev.ringwork.bench.suite.Suite;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./ringwork bench}: the benchmark suite. */
@Command(
        name = "bench",
        description = {
            "Measures the pools beside their rivals, in turn, round after round, and prints which targets they meet.",
            "Everything runs in JVMs of its own. Figures, JMH's JSON and facts about the machine go to files."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:what was asked for was measured",
            "1:a benchmark failed, or, with --check, a target is missed",
            "2:the command line is wrong, or, with --check, a target was not measured"
        })
final class BenchCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @ArgGroup
    private Length length = new Length();

    /** How long the suite takes. */
    static final class Length {
        @Option(names = "--quick", description = "what the targets need, in about six minutes; the default")
        private boolean quick;

        @Option(names = "--full", description = "everything, with longer rounds, in about forty minutes")
        private boolean full;

        @Option(names = "--tuning", description = "instead what the options of a pool do, in about two minutes")
        private boolean tuning;
    }

    @Option(
            names = "--out",
            paramLabel = "DIR|FILE",
            description =
                    "where the files go; a FILE is JMH's JSON and the others go beside it (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("target", "bench");

    @Option(
            names = "--docs",
            paramLabel = "DIR",
            description = "also write the figures as a page with its pictures into a directory of documentation")
    private @Nullable Path docs;

    @Option(
            names = "--targets",
            paramLabel = "ID",
            split = ",",
            description = "only these targets and what they need, such as P1,P4")
    private List<String> targets = List.of();

    @Option(names = "--rounds", paramLabel = "N", description = "how often everything is run")
    private @Nullable Integer rounds;

    @Option(names = "--millis", paramLabel = "N", description = "the length of an iteration of a benchmark")
    private @Nullable Integer millis;

    @Option(names = "--check", description = "exit with 1 when a target is missed, with 2 when one was not measured")
    private boolean check;

    @Option(names = "--list", description = "list the steps and how long they would take, run nothing")
    private boolean list;

    @Parameters(paramLabel = "REGEX", arity = "0..1", description = "only steps whose name contains a match")
    private @Nullable String regex;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Target> wanted = wanted();
        List<Step> steps = steps(wanted);
        Effort effort = effort();
        PrintWriter err = spec.commandLine().getErr();
        PrintWriter stdout = spec.commandLine().getOut();
        if (list) {
            steps.forEach(step -> stdout.println(step.name()));
            Duration estimate = new Suite(steps).estimate(effort);
            stdout.printf("about %d:%02d%n", estimate.toMinutes(), estimate.toSecondsPart());
            return 0;
        }
        Output output = Output.at(out);
        try (PrintStream log = new PrintStream(Files.newOutputStream(output.log()), true, StandardCharsets.UTF_8)) {
            err.println("ringwork: what the benchmarks print goes to " + output.log());
            Run run = new Run(effort, output.directory(), log);
            List<String> failures = new Suite(steps)
                    .run(
                            run,
                            err,
                            System.console() != null,
                            () -> output.write(run, new TargetTable(wanted, run.measurements())));
            TargetTable table = new TargetTable(wanted, run.measurements());
            if (docs != null) {
                Pages.write(docs, run, table);
            }
            stdout.print(regex == null && !length.tuning ? table.text() : FigureText.of(run.measurements()));
            stdout.flush();
            failures.forEach(failure -> err.println("ringwork: " + failure + "; see " + output.log()));
            if (!failures.isEmpty()) {
                return FAILED;
            }
            return check ? new Gate(judged(wanted, steps), run.measurements()).exit(err) : 0;
        }
    }

    private Effort effort() {
        Effort effort = length.full ? Effort.FULL : Effort.QUICK;
        if (rounds != null) {
            if (rounds < 1) {
                throw bad("everything is run at least once: --rounds=" + rounds + "; say --rounds 3");
            }
            effort = effort.withRounds(rounds);
        }
        if (millis != null) {
            if (millis < 1) {
                throw bad("an iteration takes at least a millisecond: --millis=" + millis + "; say --millis 500");
            }
            effort = effort.withIteration(Duration.ofMillis(millis));
        }
        return effort;
    }

    private List<Target> wanted() {
        for (String id : targets) {
            if (Targets.ALL.stream().noneMatch(target -> target.id().equals(id))) {
                throw bad("a target is one of "
                        + Targets.ALL.stream().map(Target::id).collect(Collectors.joining(", ")) + ": --targets="
                        + id);
            }
        }
        return Targets.among(Machine.rivals(Machine.facts())).stream()
                .filter(target -> targets.isEmpty() || targets.contains(target.id()))
                .toList();
    }

    /** All that is wanted; when steps were chosen by name, what these can tell. */
    private List<Target> judged(List<Target> wanted, List<Step> steps) {
        if (regex == null && !length.tuning) {
            return wanted;
        }
        Set<String> names = steps.stream().map(Step::name).collect(Collectors.toSet());
        return wanted.stream().map(target -> target.measuredBy(names)).toList();
    }

    private List<Step> steps(List<Target> wanted) {
        List<Step> steps = length.full ? Catalogue.full() : length.tuning ? Catalogue.tuning() : Catalogue.quick();
        if (regex != null && !length.tuning) {
            steps = Catalogue.full();
        }
        if (!targets.isEmpty()) {
            Set<String> needed =
                    wanted.stream().flatMap(target -> target.steps().stream()).collect(Collectors.toSet());
            steps = steps.stream().filter(step -> needed.contains(step.name())).toList();
        }
        if (regex != null) {
            Pattern pattern = compiled(regex);
            steps = steps.stream()
                    .filter(step -> pattern.matcher(step.name()).find())
                    .toList();
            if (steps.isEmpty()) {
                throw bad("a step's name matches the regular expression: regex=" + regex + "; --list shows the names");
            }
        }
        return steps;
    }

    private Pattern compiled(String pattern) {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw bad("steps are chosen by a regular expression: regex=" + pattern + "; " + e);
        }
    }

    private ParameterException bad(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
