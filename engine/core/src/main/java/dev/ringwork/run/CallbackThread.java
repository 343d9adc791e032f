package dev.ringwork.run;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs callbacks for a pool whose own threads must not: one daemon thread that comes with the first callback and leaves
 * when there has been none for a while.
 */
public final class CallbackThread implements Executor {
    private static final long LINGER_SECONDS = 5;

    private final AtomicLong due = new AtomicLong();
    private final ThreadPoolExecutor thread;

    /** Makes one without a thread. */
    public CallbackThread(String name) {
        thread = new ThreadPoolExecutor(1, 1, LINGER_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread callbacks = new Thread(null, work, name, 0, false);
            callbacks.setDaemon(true);
            return callbacks;
        });
        thread.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable callback) {
        due.getAndIncrement();
        boolean accepted = false;
        try {
            thread.execute(() -> run(callback));
            accepted = true;
        } finally {
            if (!accepted) { // no thread can be had
                due.getAndDecrement();
            }
        }
    }

    private void run(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable t) {
            ErrorLog.error("a callback failed", t);
        } finally {
            due.getAndDecrement();
        }
    }

    /** Callbacks handed over and not finished. */
    public long due() {
        return due.get();
    }
}
