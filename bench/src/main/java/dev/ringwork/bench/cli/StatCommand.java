package dev.ringwork.bench.cli;

import dev.ringwork.bench.live.Snapshot;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./ringwork stat}: live pools of other processes, once. */
@Command(
        name = "stat",
        description = {
            "Shows the live process pools of this user, or of one process: each worker's state, calls that wait, bytes that went"
                    + " through its rings, memory and CPU since its start. Only reads; the pools don't notice."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:a pool was found", "1:none was found", "2:the command line is wrong"})
final class StatCommand implements Callable<Integer> {
    static final int NONE_FOUND = 1;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private LivePools pools = new LivePools();

    @Option(names = "--json", description = "print one JSON object instead of tables")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Snapshot snapshot = pools.take();
        boolean found = pools.report(snapshot);
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? SnapshotJson.of(snapshot) : SnapshotText.of(snapshot));
        out.flush();
        return found ? 0 : NONE_FOUND;
    }
}
