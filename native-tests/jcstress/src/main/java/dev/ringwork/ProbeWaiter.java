package dev.ringwork;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts how often it is told. */
public final class ProbeWaiter extends CompletionWaiter {
    private final AtomicInteger told = new AtomicInteger();

    /** Makes one that was told nothing. */
    public ProbeWaiter() {}

    @Override
    public void completed(TaskFuture<?> future, boolean failed) {
        told.getAndIncrement();
    }

    /** How often it was told. */
    public int told() {
        return told.get();
    }
}
