package dev.ringwork.run;

import dev.ringwork.TaskFuture;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A task as a {@code CompletableFuture}: carries a cancel back to the task, and waits as the task's own methods do. */
final class Bridge<V extends @Nullable Object> extends CompletableFuture<V> {
    private final TaskFuture<?> task;
    /** Whether this is the task's own stage and not one that depends on it, whose cancel leaves the task alone. */
    private final boolean own;

    Bridge(TaskFuture<V> task) {
        this(task, true);
    }

    private Bridge(TaskFuture<?> task, boolean own) {
        this.task = task;
        this.own = own;
    }

    /** Who waits for a stage that depends on the task waits for the task, too, and helps. */
    @Override
    public <U extends @Nullable Object> CompletableFuture<U> newIncompleteFuture() {
        return new Bridge<>(task, false);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled && own) {
            task.cancel(false);
        }
        return cancelled;
    }

    @Override
    public V get() throws InterruptedException, ExecutionException {
        task.help();
        return super.get();
    }

    @Override
    public V get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        task.help();
        return super.get(timeout, unit);
    }

    @Override
    public V join() {
        task.help();
        return super.join();
    }
}
