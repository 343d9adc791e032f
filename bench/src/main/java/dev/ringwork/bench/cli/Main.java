package dev.ringwork.bench.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./ringwork}: all commands. */
@Command(
        name = "ringwork",
        description = "Executor pools of threads and of worker JVMs, seen at work.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            GcdCommand.class,
            BenchCommand.class,
            ReportCommand.class,
            CompareCommand.class,
            StatCommand.class,
            TopCommand.class,
            HelpCommand.class
        })
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Runs a command; the exit code is 0, 1 when its work failed, 2 when its arguments or files are wrong. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is needed, for example: ./ringwork gcd");
    }
}
