package dev.ringwork.thread;

import dev.ringwork.PoolExecutor;
import dev.ringwork.contract.FutureContract;

class ThreadPoolFutureTest extends FutureContract {
    @Override
    protected PoolExecutor newPool(int workers) {
        return ThreadPool.create(workers);
    }
}
