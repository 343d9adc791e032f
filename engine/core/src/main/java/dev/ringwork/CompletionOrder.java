package dev.ringwork;

import dev.ringwork.base.Deadline;
import dev.ringwork.base.Rethrow;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The iterator of {@link TaskFutures#asCompleted}. Futures done at the start wait in {@code early}; the others put
 * themselves into {@code finished} as they complete.
 */
final class CompletionOrder<V extends @Nullable Object> extends CompletionWaiter implements CompletionIterator<V> {
    private final Deadline deadline;
    private final int total;
    private final Queue<TaskFuture<?>> early = new ArrayDeque<>();
    private final Queue<TaskFuture<?>> finished = new ConcurrentLinkedQueue<>();
    /** Attached and not yet returned. */
    private final Set<TaskFuture<?>> awaited = new LinkedHashSet<>();
    /** A thread found unable to help any of the futures, which it need not try again at each of them. */
    private @Nullable Thread stranger;
    /** The thread in {@link #next()}, or null. Written by it, read by completing threads after they have queued. */
    private volatile @Nullable Thread waiting;

    CompletionOrder(Set<? extends TaskFuture<?>> futures, Deadline deadline) {
        this.deadline = deadline;
        this.total = futures.size();
        for (TaskFuture<?> future : futures) {
            awaited.add(future);
            if (!future.attach(this)) {
                awaited.remove(future);
                early.add(future);
            }
        }
    }

    @Override
    public void completed(TaskFuture<?> future, boolean failed) {
        finished.add(future);
        LockSupport.unpark(waiting);
    }

    @Override
    public boolean hasNext() {
        return !early.isEmpty() || !awaited.isEmpty();
    }

    @Override
    public TaskFuture<V> next() {
        TaskFuture<?> future = early.poll();
        if (future == null) {
            if (awaited.isEmpty()) {
                throw new NoSuchElementException("all futures have been returned: total=" + total);
            }
            future = take();
            awaited.remove(future);
        }
        @SuppressWarnings("unchecked") // the futures given yield V or a subtype, and a future only hands values out
        TaskFuture<V> typed = (TaskFuture<V>) future;
        return typed;
    }

    private TaskFuture<?> take() {
        TaskFuture<?> future = finished.poll();
        if (future == null && !deadline.isOver()) {
            future = help();
        }
        if (future != null) {
            return future;
        }
        waiting = Thread.currentThread();
        try {
            while ((future = finished.poll()) == null) {
                if (Thread.interrupted()) {
                    throw Rethrow.unchecked(new InterruptedException());
                }
                long nanos = deadline.parkNanos();
                if (nanos <= 0) {
                    int unfinished = awaited.size();
                    close();
                    throw new TaskTimeoutException(unfinished + " (of " + total + ") futures unfinished");
                }
                LockSupport.parkNanos(this, nanos);
            }
            return future;
        } finally {
            waiting = null;
        }
    }

    /** Helps futures until one of them is done. */
    private @Nullable TaskFuture<?> help() {
        Thread thread = Thread.currentThread();
        if (thread == stranger) {
            return null;
        }
        boolean ofSomePool = false;
        for (TaskFuture<?> future : awaited) {
            ofSomePool |= future.help();
            TaskFuture<?> done = finished.poll();
            if (done != null) {
                return done;
            }
        }
        if (!ofSomePool) {
            stranger = thread;
        }
        return null;
    }

    @Override
    public void close() {
        awaited.forEach(future -> future.detach(this));
        awaited.clear();
        early.clear();
        finished.clear();
    }
}
