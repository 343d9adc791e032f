package dev.ringwork.contract;

import dev.ringwork.PoolExecutor;
import dev.ringwork.WhenFull;
import dev.ringwork.function.SerializableRunnable;

/** How the pools under test are made, and how much of a good thing they are given. */
public interface PoolSource {

    /** Workers of the pool that the tests of a class share. */
    int workers();

    PoolExecutor make(int workers);

    PoolExecutor bounded(int workers, int capacity, WhenFull policy);

    PoolExecutor initialized(int workers, SerializableRunnable initializer);

    /** So many rounds over threads, fewer where a round costs more; {@code -Dtest.rounds} is the least for all. */
    int rounds(int overThreads);

    /** What {@link #rounds} returns, given the share of rounds that this pool can afford. */
    static int rounds(int overThreads, int divisor) {
        return Math.max(Integer.getInteger("test.rounds", 1), overThreads / divisor);
    }
}
