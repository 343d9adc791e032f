package dev.ringwork.run;

import dev.ringwork.TaskFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The callbacks of one future. They run one after the other in the order added, each once, in whichever thread drains:
 * {@code due} counts those added and not run, and the thread that raises it from 0 drains until it is 0 again.
 */
final class Callbacks<V extends @Nullable Object> {
    private final ConcurrentLinkedQueue<Callback<V>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger due = new AtomicInteger();

    private record Callback<V extends @Nullable Object>(
            Consumer<? super TaskFuture<V>> action,
            @Nullable Executor where) {}

    void add(Consumer<? super TaskFuture<V>> action, @Nullable Executor where) {
        queue.add(new Callback<>(action, where));
    }

    /** Runs what was added. The future is done. */
    void drain(TaskFuture<V> future) {
        if (due.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            Callback<V> callback;
            while ((callback = queue.poll()) != null) {
                run(callback, future);
            }
            seen = due.addAndGet(-seen);
        } while (seen != 0);
    }

    private static <V extends @Nullable Object> void run(Callback<V> callback, TaskFuture<V> future) {
        try {
            if (callback.where() == null) {
                callback.action().accept(future);
            } else {
                callback.where().execute(() -> callback.action().accept(future));
            }
        } catch (Throwable t) {
            ErrorLog.error("a callback of a future failed; the next one runs all the same", t);
        }
    }
}
