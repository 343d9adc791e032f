package dev.ringwork.run;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes threads, but none as long as there are refusals left: what starting one does is up to the JDK. */
public final class PoorThreads implements ThreadFactory {
    private final AtomicInteger refusals = new AtomicInteger();

    /** Has the next ones refused. */
    public void refuse(int threads) {
        refusals.set(threads);
    }

    @Override
    public Thread newThread(Runnable work) {
        if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    }
}
