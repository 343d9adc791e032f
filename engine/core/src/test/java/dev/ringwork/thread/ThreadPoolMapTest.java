package dev.ringwork.thread;

import dev.ringwork.PoolExecutor;
import dev.ringwork.contract.MapContract;

class ThreadPoolMapTest extends MapContract {
    @Override
    protected PoolExecutor newPool(int workers) {
        return ThreadPool.create(workers);
    }
}
