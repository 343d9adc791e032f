package dev.ringwork.process;

import dev.ringwork.os.Jvm;
import dev.ringwork.worker.WorkerMain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A worker whose program kills its coordinator before it becomes a JVM: between the fork and its first words. */
public final class KillsItsCoordinator {
    private static final String KILL_PARENT = "sleep \"$0\"; kill -KILL $PPID; exec \"$@\"";

    private KillsItsCoordinator() {}

    /** A pool with such a worker, which has this mark on its command line, and link files in this directory. */
    public static ProcessPoolBuilder after(double seconds, String mark, Path links) {
        List<String> program = new ArrayList<>(List.of("sh", "-c", KILL_PARENT, Double.toString(seconds)));
        program.addAll(Jvm.command(List.of(mark), WorkerMain.class));
        return ProcessPool.builder().maxWorkers(1).directory(links).workerProgram(program);
    }
}
