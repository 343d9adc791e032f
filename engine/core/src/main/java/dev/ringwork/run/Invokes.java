package dev.ringwork.run;

import dev.ringwork.CompletionIterator;
import dev.ringwork.PoolExecutor;
import dev.ringwork.ReturnWhen;
import dev.ringwork.TaskFuture;
import dev.ringwork.TaskFutures;
import dev.ringwork.TaskTimeoutException;
import dev.ringwork.base.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** {@code invokeAll} and {@code invokeAny} by the contract of {@link java.util.concurrent.ExecutorService}. */
final class Invokes {
    private Invokes() {}

    static Duration limit(long timeout, TimeUnit unit) {
        return Duration.ofNanos(Math.max(0, unit.toNanos(timeout)));
    }

    private static <T extends @Nullable Object> List<TaskFuture<T>> submitAll(
            PoolExecutor pool, Collection<? extends Callable<T>> tasks) {
        List<Callable<T>> checked = new ArrayList<>(tasks.size());
        for (Callable<T> task : tasks) {
            checked.add(Objects.requireNonNull(task, "tasks holds a null"));
        }
        List<TaskFuture<T>> futures = new ArrayList<>(checked.size());
        boolean all = false;
        try {
            for (Callable<T> task : checked) {
                futures.add(pool.submit(task));
            }
            all = true;
        } finally {
            if (!all) {
                cancel(futures);
            }
        }
        return futures;
    }

    /** Those that have not begun first: a worker that is interrupted would begin the next one. */
    private static void cancel(Collection<? extends TaskFuture<?>> futures) {
        futures.forEach(future -> future.cancel(false));
        futures.forEach(future -> future.cancel(true));
    }

    static <T extends @Nullable Object> List<Future<T>> all(
            PoolExecutor pool, Collection<? extends Callable<T>> tasks, @Nullable Duration timeout)
            throws InterruptedException {
        Deadline deadline = Deadline.after(timeout);
        List<TaskFuture<T>> futures = submitAll(pool, tasks);
        try {
            Duration left = timeout == null ? null : Duration.ofNanos(Math.max(0, deadline.leftNanos()));
            TaskFutures.waitFor(futures, left, ReturnWhen.ALL_COMPLETED);
        } finally {
            cancel(futures); // no effect on those done
        }
        return new ArrayList<>(futures);
    }

    static <T extends @Nullable Object> T any(
            PoolExecutor pool, Collection<? extends Callable<T>> tasks, @Nullable Duration timeout)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("invokeAny needs at least one task: tasks=0");
        }
        Deadline deadline = Deadline.after(timeout);
        List<TaskFuture<T>> futures = submitAll(pool, tasks);
        Duration left = timeout == null ? null : Duration.ofNanos(Math.max(0, deadline.leftNanos()));
        ExecutionException lastFailure = null;
        try (CompletionIterator<T> completed = TaskFutures.asCompleted(futures, left)) {
            while (completed.hasNext()) {
                try {
                    return completed.next().get();
                } catch (ExecutionException e) {
                    lastFailure = e;
                } catch (CancellationException e) { // by shutdownNow: that task failed too
                    lastFailure = new ExecutionException(e);
                }
            }
        } catch (TaskTimeoutException e) {
            TimeoutException timedOut = new TimeoutException("no task succeeded: timeout=" + timeout);
            timedOut.initCause(e);
            throw timedOut;
        } finally {
            cancel(futures);
        }
        throw Objects.requireNonNull(lastFailure);
    }
}
