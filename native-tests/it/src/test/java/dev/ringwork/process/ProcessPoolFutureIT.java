package dev.ringwork.process;

import dev.ringwork.PoolExecutor;
import dev.ringwork.contract.FutureContract;

class ProcessPoolFutureIT extends FutureContract {
    @Override
    protected PoolExecutor newPool(int workers) {
        return ProcessPool.builder().maxWorkers(workers).workerHeap("32m").build();
    }
}
