package dev.ringwork.run;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs callbacks for a pool whose own threads must not: one daemon thread that comes with the first callback and leaves
 * when there has been none for a while.
 *
 * <p><b>Assumptions and guarantees.</b> Any thread may call anything. What was given runs once, in the order given. When no
 * thread can be had it stays due: the next callback tries again, and so does {@link #retry}, which somebody calls now and then.
 */
public final class CallbackThread implements Executor {
    private static final long LINGER_SECONDS = 5;

    private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
    /** Given and not finished. */
    private final AtomicLong due = new AtomicLong();
    /** Told when none is due any more. Short. */
    private final Runnable whenNoneIsDue;

    private final ThreadPoolExecutor thread;
    private final Runnable drain = this::drain;
    /** The thread that runs callbacks at this moment. Written by it. */
    private volatile @Nullable Thread running;

    /** Makes one without a thread. */
    public CallbackThread(String name, Runnable whenNoneIsDue) {
        this(whenNoneIsDue, work -> {
            Thread callbacks = new Thread(null, work, name, 0, false);
            callbacks.setDaemon(true);
            return callbacks;
        });
    }

    /** With threads of the caller's choice. */
    CallbackThread(Runnable whenNoneIsDue, ThreadFactory threads) {
        this.whenNoneIsDue = whenNoneIsDue;
        thread = new ThreadPoolExecutor(1, 1, LINGER_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        thread.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable callback) {
        due.getAndIncrement(); // first, so that whoever runs it does not count it out before it was counted
        boolean added = false;
        try {
            added = queue.add(callback);
        } finally {
            if (!added) { // for want of memory
                over();
            }
        }
        try {
            thread.execute(drain);
        } catch (OutOfMemoryError e) {
            ErrorLog.warning("no thread can be had for a pool's callbacks; they stay due, and it is tried again", e);
        }
    }

    /** Tries once more when no thread could be had. */
    public void retry() {
        if (running != null || queue.isEmpty()) {
            return;
        }
        try {
            thread.execute(drain);
        } catch (OutOfMemoryError e) {
            ErrorLog.debug("no thread can be had for a pool's callbacks yet", e);
        }
    }

    private void drain() {
        running = Thread.currentThread();
        try {
            Runnable callback;
            while ((callback = queue.poll()) != null) {
                run(callback);
            }
        } finally {
            running = null;
        }
    }

    private void run(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable t) {
            ErrorLog.error("a callback failed", t);
        } finally {
            over();
        }
    }

    private void over() {
        if (due.decrementAndGet() == 0) {
            whenNoneIsDue.run();
        }
    }

    /** Callbacks handed over and not finished. */
    public long due() {
        return due.get();
    }

    /** Whether the calling thread runs a callback of these. */
    public boolean isOwnThread() {
        return running == Thread.currentThread();
    }
}
