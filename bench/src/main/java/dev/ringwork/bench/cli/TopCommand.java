package dev.ringwork.bench.cli;

import dev.ringwork.bench.live.Snapshot;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./ringwork top}: live pools of other processes, again and again. */
@Command(
        name = "top",
        description = {
            "Shows the live process pools of this user, or of one process, until it is interrupted or no worker is left: what"
                    + " ./ringwork stat shows, with bytes a second and the share of a processor between two looks. Only reads."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:no worker of a pool is left", "1:none was found", "2:the command line is wrong"})
final class TopCommand implements Callable<Integer> {
    private static final double SHORTEST_SECONDS = 0.1;
    private static final double LONGEST_SECONDS = 86_400;
    /** Set by the launcher, since Java can't tell: there may be a console without a terminal, and JDK 17 doesn't say which. */
    private static final String TERMINAL = "ringwork.terminal";

    private static final String CLEAR = "\033[H\033[2J";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private LivePools pools = new LivePools();

    @Option(
            names = "--interval",
            paramLabel = "S",
            description = "seconds from one look to the next (default: ${DEFAULT-VALUE})")
    private double interval = 2;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(interval >= SHORTEST_SECONDS && interval <= LONGEST_SECONDS)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "a look takes a while: --interval=" + interval + " least=" + SHORTEST_SECONDS + " most="
                            + LONGEST_SECONDS + "; say --interval 1");
        }
        Snapshot before = pools.take();
        if (!pools.report(before)) {
            return StatCommand.NONE_FOUND;
        }
        print(SnapshotText.of(before));
        while (true) {
            TimeUnit.MILLISECONDS.sleep(Math.round(interval * 1000));
            Snapshot now = pools.take();
            pools.reportProblems(now);
            if (now.coordinators().isEmpty()) {
                return 0;
            }
            print(SnapshotText.since(before, now));
            before = now;
        }
    }

    /** On a terminal each look takes the place of the one before. */
    private void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println((Boolean.getBoolean(TERMINAL) ? CLEAR : "") + text);
        out.flush();
    }
}
