package dev.ringwork.run;

import dev.ringwork.CompletionIterator;
import dev.ringwork.ReturnWhen;
import dev.ringwork.TaskFuture;
import dev.ringwork.TaskFutures;
import dev.ringwork.TaskStatus;
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
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** {@code invokeAll} and {@code invokeAny} by the contract of {@link java.util.concurrent.ExecutorService}. */
final class Invokes {
    /** How often {@code invokeAny} looks for a success while a task waits for room. */
    private static final long LOOK_NANOS = 10_000_000;

    private Invokes() {}

    static Duration limit(long timeout, TimeUnit unit) {
        return Duration.ofNanos(Math.max(0, unit.toNanos(timeout)));
    }

    private static <T extends @Nullable Object> List<Callable<T>> checked(Collection<? extends Callable<T>> tasks) {
        List<Callable<T>> checked = new ArrayList<>(tasks.size());
        for (Callable<T> task : tasks) {
            checked.add(Objects.requireNonNull(task, "tasks holds a null"));
        }
        return checked;
    }

    /** Submits a task; null when no room came in time. */
    private static <T extends @Nullable Object> @Nullable TaskFuture<T> start(
            AbstractPool pool, Callable<T> task, Deadline deadline) throws InterruptedException {
        try {
            return pool.start(Invocation.CALLABLE, task, null, null, deadline);
        } catch (NoRoomException e) {
            if (e.interrupt() != null) {
                Thread.interrupted(); // it is told by the exception
                throw e.interrupt();
            }
            return null;
        }
    }

    private static @Nullable Duration left(Deadline deadline) {
        long nanos = deadline.leftNanos();
        return nanos == Long.MAX_VALUE ? null : Duration.ofNanos(Math.max(0, nanos));
    }

    /** Those that have not begun first: a worker that is interrupted would begin the next one. */
    private static void cancel(Collection<? extends TaskFuture<?>> futures) {
        futures.forEach(future -> future.cancel(false));
        futures.forEach(future -> future.cancel(true));
    }

    static <T extends @Nullable Object> List<Future<T>> all(
            AbstractPool pool, Collection<? extends Callable<T>> tasks, @Nullable Duration timeout)
            throws InterruptedException {
        Deadline deadline = Deadline.after(timeout);
        List<Callable<T>> checked = checked(tasks);
        List<TaskFuture<T>> futures = new ArrayList<>(checked.size());
        try {
            submitInTime(pool, checked, deadline, futures);
            TaskFutures.waitFor(futures, left(deadline), ReturnWhen.ALL_COMPLETED);
        } finally {
            cancel(futures); // no effect on those done
        }
        List<Future<T>> all = new ArrayList<>(futures);
        for (Callable<T> task : checked.subList(futures.size(), checked.size())) {
            all.add(cancelled(task));
        }
        return all;
    }

    private static <T extends @Nullable Object> void submitInTime(
            AbstractPool pool, List<Callable<T>> tasks, Deadline deadline, List<TaskFuture<T>> futures)
            throws InterruptedException {
        for (Callable<T> task : tasks) {
            TaskFuture<T> future = deadline.isOver() ? null : start(pool, task, deadline);
            if (future == null) {
                return;
            }
            futures.add(future);
        }
    }

    /** For a task that time did not suffice to submit. */
    private static <T extends @Nullable Object> Future<T> cancelled(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        future.cancel(false);
        return future;
    }

    static <T extends @Nullable Object> T any(
            AbstractPool pool, Collection<? extends Callable<T>> tasks, @Nullable Duration timeout)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("invokeAny needs at least one task: tasks=0");
        }
        Deadline deadline = Deadline.after(timeout);
        List<Callable<T>> checked = checked(tasks);
        List<TaskFuture<T>> futures = new ArrayList<>(checked.size());
        ExecutionException lastFailure = null;
        try {
            submitUntilOneSucceeds(pool, checked, deadline, futures);
            CompletionIterator<T> completed = TaskFutures.asCompleted(futures, left(deadline));
            try (completed) {
                while (completed.hasNext()) {
                    try {
                        return completed.next().get();
                    } catch (ExecutionException e) {
                        lastFailure = e;
                    } catch (CancellationException e) { // by shutdownNow: that task failed too
                        lastFailure = new ExecutionException(e);
                    }
                }
            }
        } catch (TaskTimeoutException e) {
            throw timedOut(timeout, e);
        } finally {
            cancel(futures);
        }
        if (futures.size() < checked.size()) {
            throw timedOut(timeout, lastFailure);
        }
        throw Objects.requireNonNull(lastFailure);
    }

    private static TimeoutException timedOut(@Nullable Duration timeout, @Nullable Throwable cause) {
        TimeoutException timedOut = new TimeoutException("no task succeeded: timeout=" + timeout);
        timedOut.initCause(cause);
        return timedOut;
    }

    /**
     * Submits tasks in time, as many as it takes: those submitted may succeed while the next one waits for room, or make room by
     * that for somebody else.
     */
    private static <T extends @Nullable Object> void submitUntilOneSucceeds(
            AbstractPool pool, List<Callable<T>> tasks, Deadline deadline, List<TaskFuture<T>> futures)
            throws InterruptedException {
        for (Callable<T> task : tasks) {
            TaskFuture<T> future = null;
            while (future == null) {
                if (deadline.isOver()) {
                    return;
                }
                future = start(pool, task, Deadline.afterNanos(Math.min(LOOK_NANOS, deadline.leftNanos())));
                if (future == null && futures.stream().anyMatch(Invokes::hasSucceeded)) {
                    return;
                }
            }
            futures.add(future);
            if (hasSucceeded(future)) { // at once, when this thread has run it
                return;
            }
        }
    }

    private static boolean hasSucceeded(TaskFuture<?> future) {
        return future.status() == TaskStatus.FINISHED && future.exception() == null;
    }
}
