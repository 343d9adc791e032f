package dev.ringwork.process;

import dev.ringwork.PoolExecutor;
import dev.ringwork.contract.MapContract;

class ProcessPoolMapIT extends MapContract {
    @Override
    protected PoolExecutor newPool(int workers) {
        return ProcessPool.builder().maxWorkers(workers).workerHeap("32m").build();
    }
}
