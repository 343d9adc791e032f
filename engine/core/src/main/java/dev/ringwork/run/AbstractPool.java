package dev.ringwork.run;

import dev.ringwork.MapOptions;
import dev.ringwork.MapResult;
import dev.ringwork.PoolExecutor;
import dev.ringwork.TaskFuture;
import dev.ringwork.base.Deadline;
import dev.ringwork.function.SerializableBiFunction;
import dev.ringwork.function.SerializableCallable;
import dev.ringwork.function.SerializableFunction;
import dev.ringwork.function.SerializableRunnable;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The many methods of {@link PoolExecutor} brought down to the few in which the pools differ.
 *
 * <p>Pools are handles: nothing inside a pool refers to its handle, so a handle that the program drops is collected and
 * its work is wound up. Each method here that reaches inside therefore keeps the handle reachable until it is done.
 */
public abstract class AbstractPool implements PoolExecutor {

    /** For pools only. */
    protected AbstractPool() {}

    /**
     * Accepts one task.
     *
     * @param <V> what it returns
     * @param how the shape of its function
     * @param function the function
     * @param first its first argument, if it takes one
     * @param second its second argument, if it takes two
     * @param deadline until when to wait for room in a full queue that has submitters wait
     * @return its future
     * @throws NoRoomException when that wait was interrupted or its time ran out
     */
    protected abstract <V extends @Nullable Object> TaskFuture<V> start(
            Invocation how, Object function, @Nullable Object first, @Nullable Object second, Deadline deadline);

    private <V extends @Nullable Object> TaskFuture<V> start(
            Invocation how, Object function, @Nullable Object first, @Nullable Object second) {
        return start(how, function, first, second, Deadline.never());
    }

    /**
     * Runs chunks of a {@code map} of one function.
     *
     * @param how the shape of the function
     * @param function the function
     * @return what runs them
     */
    protected abstract ChunkRunner chunks(Invocation how, Object function);

    @Override
    public final <V extends @Nullable Object> TaskFuture<V> submit(SerializableCallable<V> task) {
        return start(Invocation.CALLABLE, Objects.requireNonNull(task, "task"), null, null);
    }

    @Override
    public final TaskFuture<?> submit(SerializableRunnable task) {
        return start(Invocation.RUNNABLE, Objects.requireNonNull(task, "task"), null, null);
    }

    @Override
    public final <A extends @Nullable Object, V extends @Nullable Object> TaskFuture<V> submit(
            SerializableFunction<? super A, ? extends V> task, A argument) {
        return start(Invocation.FUNCTION, Objects.requireNonNull(task, "task"), argument, null);
    }

    @Override
    public final <A extends @Nullable Object, B extends @Nullable Object, V extends @Nullable Object>
            TaskFuture<V> submit(SerializableBiFunction<? super A, ? super B, ? extends V> task, A first, B second) {
        return start(Invocation.BI_FUNCTION, Objects.requireNonNull(task, "task"), first, second);
    }

    @Override
    public final <T extends @Nullable Object> TaskFuture<T> submit(Callable<T> task) {
        return start(Invocation.CALLABLE, Objects.requireNonNull(task, "task"), null, null);
    }

    @Override
    public final TaskFuture<?> submit(Runnable task) {
        return start(Invocation.RUNNABLE, Objects.requireNonNull(task, "task"), null, null);
    }

    @Override
    public final <T extends @Nullable Object> TaskFuture<T> submit(Runnable task, T result) {
        SerializableCallable<T> both = new RunThenReturn<>(Objects.requireNonNull(task, "task"), result);
        return start(Invocation.CALLABLE, both, null, null);
    }

    /** A runnable and the value that stands for its success. It serializes when both do. */
    private record RunThenReturn<T extends @Nullable Object>(Runnable task, T result)
            implements SerializableCallable<T> {
        @Override
        public T call() {
            task.run();
            return result;
        }
    }

    @Override
    public final <A extends @Nullable Object, V extends @Nullable Object> MapResult<V> map(
            SerializableFunction<? super A, ? extends V> task, Iterable<? extends A> inputs, MapOptions options) {
        Deadline deadline = Deadline.after(options.timeout()); // before the inputs are asked for anything
        ChunkRunner runner = chunks(Invocation.FUNCTION, Objects.requireNonNull(task, "task"));
        return new MapRun<>(this, runner, MapInputs.of(inputs), options, deadline);
    }

    @Override
    public final <A extends @Nullable Object, B extends @Nullable Object, V extends @Nullable Object> MapResult<V> map(
            SerializableBiFunction<? super A, ? super B, ? extends V> task,
            Iterable<? extends A> first,
            Iterable<? extends B> second,
            MapOptions options) {
        Deadline deadline = Deadline.after(options.timeout());
        ChunkRunner runner = chunks(Invocation.BI_FUNCTION, Objects.requireNonNull(task, "task"));
        return new MapRun<>(this, runner, MapInputs.of(first, second), options, deadline);
    }

    @Override
    public final <T extends @Nullable Object> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
            throws InterruptedException {
        return Invokes.all(this, tasks, null);
    }

    @Override
    public final <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit) throws InterruptedException {
        return Invokes.all(this, tasks, Invokes.limit(timeout, unit));
    }

    @Override
    public final <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        try {
            return Invokes.any(this, tasks, null);
        } catch (TimeoutException e) {
            throw new AssertionError("a wait without limit ran out", e);
        }
    }

    @Override
    public final <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return Invokes.any(this, tasks, Invokes.limit(timeout, unit));
    }

    @Override
    public final void shutdown() {
        shutdown(false);
    }

    /**
     * Whether the calling thread is one of this pool's, which must not wait for the pool's own end.
     *
     * @return true for a thread of the pool
     */
    protected abstract boolean isOwnThread();

    /** Longest single wait of {@link #close()}; it waits as often as it takes. */
    private static final long CLOSE_LOOK_DAYS = 1;

    @Override
    public final void close() {
        shutdown();
        if (isOwnThread()) {
            return;
        }
        boolean interrupted = false;
        boolean terminated = isTerminated();
        while (!terminated) {
            try {
                terminated = awaitTermination(CLOSE_LOOK_DAYS, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                if (!interrupted) {
                    shutdownNow();
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
