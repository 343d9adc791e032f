package dev.ringwork.thread;

import dev.ringwork.PoolExecutor;
import dev.ringwork.WhenFull;
import dev.ringwork.contract.PoolSource;
import dev.ringwork.function.SerializableRunnable;
import java.util.Set;
import java.util.stream.Collectors;

/** Thread pools for the contract tests. */
record ThreadSource(int workers) implements PoolSource {

    /** The threads of all pools there are. */
    static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("ThreadPool-\\d+_\\d+"))
                .collect(Collectors.toSet());
    }

    @Override
    public PoolExecutor make(int workers) {
        return ThreadPool.create(workers);
    }

    @Override
    public PoolExecutor bounded(int workers, int capacity, WhenFull policy) {
        return ThreadPool.builder()
                .maxWorkers(workers)
                .queueCapacity(capacity)
                .whenFull(policy)
                .build();
    }

    @Override
    public PoolExecutor initialized(int workers, SerializableRunnable initializer) {
        return ThreadPool.builder().maxWorkers(workers).initializer(initializer).build();
    }

    @Override
    public int rounds(int overThreads) {
        return PoolSource.rounds(overThreads, 1);
    }
}
