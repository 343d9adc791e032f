package dev.ringwork.process;

import dev.ringwork.PoolExecutor;
import dev.ringwork.contract.ShutdownContract;

class ProcessPoolShutdownIT extends ShutdownContract {
    @Override
    protected PoolExecutor newPool(int workers) {
        return ProcessPool.builder().maxWorkers(workers).workerHeap("32m").build();
    }

    @Override
    protected int raceRounds() {
        return 30;
    }
}
