package dev.ringwork.bench.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./ringwork report}: what an earlier run of the benchmarks found. */
@Command(
        name = "report",
        description = {
            "Prints the machine and the targets of an earlier run of ./ringwork bench, the missed ones first. Runs nothing."
        },
        mixinStandardHelpOptions = true,
        exitCodeOnExecutionException = ReportCommand.UNREADABLE,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:the report was printed",
            "1:with --check, a target is missed",
            "2:the command line is wrong, the files cannot be read, or, with --check, a target was not measured"
        })
final class ReportCommand implements Callable<Integer> {
    static final int UNREADABLE = 2;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description = "what ./ringwork bench --out wrote (default: ${DEFAULT-VALUE})")
    private Path directory = Path.of("target", "bench");

    @Option(names = "--figures", description = "also print every figure: its median over the rounds and their range")
    private boolean figures;

    @Option(names = "--markdown", description = "print Markdown")
    private boolean markdown;

    @Option(names = "--check", description = "exit with 1 when a target is missed, with 2 when one was not measured")
    private boolean check;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try {
            Input input = Input.at(directory);
            if (input.facts().isEmpty()) {
                err.println("ringwork: a run leaves the facts about its machine, and there are none: file="
                        + input.machine() + "; the report goes without");
            }
            Report report = new Report(input, figures);
            PrintWriter out = spec.commandLine().getOut();
            out.print(markdown ? report.markdown() : report.text());
            out.flush();
            return check ? report.gate().exit(err) : 0;
        } catch (UnreadableInputException e) {
            err.println("ringwork: " + e.getMessage());
            return UNREADABLE;
        }
    }
}
