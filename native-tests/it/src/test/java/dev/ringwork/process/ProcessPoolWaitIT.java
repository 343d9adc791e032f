package dev.ringwork.process;

import dev.ringwork.PoolExecutor;
import dev.ringwork.contract.WaitContract;

class ProcessPoolWaitIT extends WaitContract {
    @Override
    protected PoolExecutor newPool(int workers) {
        return ProcessPool.builder().maxWorkers(workers).workerHeap("32m").build();
    }
}
