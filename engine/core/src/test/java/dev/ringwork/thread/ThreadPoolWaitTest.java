package dev.ringwork.thread;

import dev.ringwork.PoolExecutor;
import dev.ringwork.contract.WaitContract;

class ThreadPoolWaitTest extends WaitContract {
    @Override
    protected PoolExecutor newPool(int workers) {
        return ThreadPool.create(workers);
    }
}
