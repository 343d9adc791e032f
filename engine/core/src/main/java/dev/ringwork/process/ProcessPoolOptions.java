package dev.ringwork.process;

import dev.ringwork.WhenFull;
import dev.ringwork.function.SerializableRunnable;
import dev.ringwork.link.LinkSpec;
import java.io.ObjectInputFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The options of a {@link ProcessPool}, checked and complete. What they mean stands at {@link ProcessPoolBuilder}. */
record ProcessPoolOptions(
        int maxWorkers,
        @Nullable SerializableRunnable initializer,
        int queueCapacity,
        WhenFull whenFull,
        String workerHeap,
        List<String> jvmArguments,
        Map<String, String> environment,
        Path workingDirectory,
        @Nullable String classPath,
        LinkSpec linkSpec,
        @Nullable Path directory,
        Duration spin,
        ObjectInputFilter filter,
        WorkerOutput workerOutput,
        int maxTasksPerWorker,
        @Nullable Duration idleTimeout,
        @Nullable Duration callTimeout,
        @Nullable Duration stallTimeout,
        OnWorkerDeath onWorkerDeath,
        List<String> workerProgram) {

    private static final int WORD_BITS = 64;

    /** Most calls accepted and not finished when there are so many workers; {@code Long.MAX_VALUE} for no limit. */
    long limit(int workers) {
        return queueCapacity == Integer.MAX_VALUE ? Long.MAX_VALUE : (long) queueCapacity + workers;
    }

    /** How many workers the pool may be resized to. */
    int mostWorkers() {
        return Math.max(1, (maxWorkers + WORD_BITS - 1) / WORD_BITS) * WORD_BITS;
    }
}
