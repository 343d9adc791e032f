package dev.ringwork.process;

import dev.ringwork.PoolExecutor;
import dev.ringwork.WhenFull;
import dev.ringwork.contract.PoolSource;
import dev.ringwork.function.SerializableRunnable;

/** Pools of worker JVMs for the contract tests. */
record ProcessSource(int workers) implements PoolSource {
    /** A round costs so many times as much. */
    private static final int SHARE = 50;

    private static ProcessPoolBuilder builder(int workers) {
        return ProcessPool.builder().maxWorkers(workers).workerHeap("32m");
    }

    @Override
    public PoolExecutor make(int workers) {
        return builder(workers).build();
    }

    @Override
    public PoolExecutor bounded(int workers, int capacity, WhenFull policy) {
        return builder(workers).queueCapacity(capacity).whenFull(policy).build();
    }

    @Override
    public PoolExecutor initialized(int workers, SerializableRunnable initializer) {
        return builder(workers).initializer(initializer).build();
    }

    @Override
    public int rounds(int overThreads) {
        return PoolSource.rounds(overThreads, SHARE * workers);
    }
}
