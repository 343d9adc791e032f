package dev.ringwork.run;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A task without a pool: whoever takes it first may run it or take it back. */
class ProbeTask extends PoolTask<Integer> {
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicInteger ends = new AtomicInteger();

    /** Begins the task as a worker does; false when it was taken back. */
    boolean begin() {
        return begun.compareAndSet(false, true);
    }

    /** How often it ended. */
    int ends() {
        return ends.get();
    }

    @Override
    protected boolean isClaimed() {
        return begun.get();
    }

    @Override
    protected boolean revoke() {
        return begun.compareAndSet(false, true);
    }

    @Override
    protected void interruptRunning() {}

    @Override
    protected void spin(long mostNanos) {}

    @Override
    protected Executor callbackExecutor() {
        return Runnable::run;
    }

    @Override
    protected void onEnd(TaskEnd end) {
        ends.getAndIncrement();
    }

    @Override
    public boolean awaitStopped(Duration timeout) {
        return true;
    }

    @Override
    protected String describe() {
        return "probe";
    }
}
