package dev.ringwork.thread;

import dev.ringwork.PoolExecutor;
import dev.ringwork.contract.ShutdownContract;

class ThreadPoolShutdownTest extends ShutdownContract {
    @Override
    protected PoolExecutor newPool(int workers) {
        return ThreadPool.create(workers);
    }

    @Override
    protected int raceRounds() {
        return 1000;
    }
}
