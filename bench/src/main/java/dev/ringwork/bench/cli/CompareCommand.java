package dev.ringwork.bench.cli;

import dev.ringwork.bench.compare.Comparisons;
import dev.ringwork.bench.compare.Figure;
import dev.ringwork.bench.compare.Verdict;
import dev.ringwork.bench.suite.Machine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./ringwork compare}: whether a run of the benchmarks is worse than an earlier one. */
@Command(
        name = "compare",
        description = {
            "Compares what two runs of ./ringwork bench left, figure by figure, and fails when one became worse.",
            "%nA figure is worse when the tolerance doesn't cover it and no round of NEW is as good as one of BASE. When it"
                    + " differs by more than the tolerance, but rounds of both lie in a common range, that is noise. Where a run"
                    + " has a single round the tolerance alone decides.%n"
        },
        mixinStandardHelpOptions = true,
        exitCodeOnExecutionException = CompareCommand.UNREADABLE,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:nothing is worse",
            "1:something is worse",
            "2:the command line is wrong, the files cannot be read, or there is nothing to compare"
        })
final class CompareCommand implements Callable<Integer> {
    static final int UNREADABLE = 2;
    private static final int WORSE = 1;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "BASE",
            index = "0",
            description = "what ./ringwork bench --out wrote, or its figures.json")
    private Path base = Path.of("");

    @Parameters(paramLabel = "NEW", index = "1", description = "the same of the run that is judged")
    private Path now = Path.of("");

    @Parameters(
            paramLabel = "REGEX",
            index = "2",
            arity = "0..1",
            description = "only figures whose name contains a match")
    private @Nullable String regex;

    @Option(
            names = "--tolerance",
            paramLabel = "FACTOR",
            description = "by which factor a figure may become worse (default: ${DEFAULT-VALUE})")
    private double tolerance = 1.10;

    @Option(
            names = "--ratios",
            description = "instead of figures compare the ratios that the targets ask for, also between machines")
    private boolean ratios;

    @Override
    public Integer call() {
        if (!(tolerance >= 1) || Double.isInfinite(tolerance)) {
            throw bad("a tolerance is a factor of 1 or more: --tolerance=" + tolerance + "; say --tolerance 1.10");
        }
        Predicate<String> wanted = wanted();
        PrintWriter err = spec.commandLine().getErr();
        try {
            Input before = Input.at(base);
            Input after = Input.at(now);
            Comparisons comparisons = Comparisons.of(figures(before), figures(after), wanted, tolerance);
            if (comparisons.both().isEmpty()) {
                throw new UnreadableInputException("a gate needs something that both runs measured: base=" + base
                        + " new=" + now + " regex=" + regex + " ratios=" + ratios
                        + "; ./ringwork report --figures DIR shows what there is");
            }
            MachineDifference.between(before, after, ratios)
                    .ifPresent(warning -> err.println("ringwork: warning: " + warning));
            PrintWriter out = spec.commandLine().getOut();
            out.print(ComparisonText.of(comparisons, tolerance));
            out.flush();
            return comparisons.count(Verdict.WORSE) > 0 ? WORSE : 0;
        } catch (UnreadableInputException e) {
            err.println("ringwork: " + e.getMessage());
            return UNREADABLE;
        }
    }

    private Map<String, Figure> figures(Input input) {
        return ratios
                ? Figure.ratios(input.measurements(), Machine.rivals(input.facts()))
                : Figure.all(input.measurements());
    }

    private Predicate<String> wanted() {
        if (regex == null) {
            return name -> true;
        }
        try {
            return Pattern.compile(regex).asPredicate();
        } catch (PatternSyntaxException e) {
            throw bad("figures are chosen by a regular expression: regex=" + regex + "; " + e);
        }
    }

    private ParameterException bad(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
