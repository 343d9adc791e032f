package dev.ringwork;

import dev.ringwork.function.SerializableBiFunction;
import dev.ringwork.function.SerializableCallable;
import dev.ringwork.function.SerializableFunction;
import dev.ringwork.function.SerializableRunnable;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * An {@link ExecutorService} with what Python's {@code Executor} has besides: richer futures, {@code map}, and an end
 * of work that can be chosen.
 *
 * <p>All methods are safe from any thread, from a task and from a callback. Every {@code submit} throws
 * {@link RejectedExecutionException} once the pool is shut down, once the virtual machine has begun to exit, when its queue is full
 * under {@link WhenFull#REJECT}, or when the thread is interrupted while it waits for room under {@link WhenFull#BLOCK}; and
 * {@link BrokenExecutorException}, a kind of it, once the pool is broken. A task that can't be sent (an argument that
 * doesn't serialize) is no rejection: its future fails. A null task is a {@link NullPointerException}; null arguments and
 * results are values like others.
 *
 * <p>What a command given to {@link #execute} throws goes to the uncaught exception handler of a thread of the pool, or of the submitting
 * thread when that runs it.
 *
 * <p>Of the two {@code submit} methods that fit a lambda, the compiler chooses the one whose lambdas serialize. An object
 * that is just a {@link Callable} or {@link Runnable} is accepted too: by a pool of threads always, by a pool of processes
 * when it is {@link java.io.Serializable}.
 *
 * <p><b>Memory consistency.</b> What a thread does before it submits a task happens-before the task's first action; what the
 * task does happens-before the return of any method of its {@link TaskFuture} that shows it done, unless it was cancelled while
 * it ran, of {@link MapResult#next()} for its item, of {@link #awaitTermination} when that is true, and of {@link #close}. A worker's
 * initializer happens-before its first task. {@link #execute}, {@link #invokeAll} and {@link #invokeAny} submit in this sense. In a pool of processes only
 * values cross, as copies: an argument is copied by {@code submit}, before it returns.
 *
 * <p>The shape is that of Python's {@code concurrent.futures} (PEP 3148) laid over {@link ExecutorService}; the
 * documentation lists name by name what stands for what.
 */
public interface PoolExecutor extends ExecutorService, AutoCloseable {

    /**
     * Submits a task.
     *
     * @param <V> what it returns
     * @param task the task
     * @return its future
     */
    <V extends @Nullable Object> TaskFuture<V> submit(SerializableCallable<V> task);

    /**
     * Submits a task without a value.
     *
     * @param task the task; it may throw checked exceptions
     * @return its future, whose value is null
     */
    TaskFuture<?> submit(SerializableRunnable task);

    /**
     * Submits the application of a function to an argument. A lambda or method reference that captures nothing crosses
     * into a worker JVM once; then a call is an id and an argument. This is the fastest way into another process.
     *
     * @param <A> the argument
     * @param <V> the result
     * @param task the function
     * @param argument its argument
     * @return the future of the result
     */
    <A extends @Nullable Object, V extends @Nullable Object> TaskFuture<V> submit(
            SerializableFunction<? super A, ? extends V> task, A argument);

    /**
     * Submits the application of a function to two arguments.
     *
     * @param <A> the first argument
     * @param <B> the second argument
     * @param <V> the result
     * @param task the function
     * @param first its first argument
     * @param second its second argument
     * @return the future of the result
     */
    <A extends @Nullable Object, B extends @Nullable Object, V extends @Nullable Object> TaskFuture<V> submit(
            SerializableBiFunction<? super A, ? super B, ? extends V> task, A first, B second);

    @Override
    <T extends @Nullable Object> TaskFuture<T> submit(Callable<T> task);

    @Override
    TaskFuture<?> submit(Runnable task);

    @Override
    <T extends @Nullable Object> TaskFuture<T> submit(Runnable task, T result);

    /**
     * Applies a function to each input, in parallel, with {@link MapOptions#defaults()}.
     *
     * @param <A> the inputs
     * @param <V> the results
     * @param task the function
     * @param inputs walked in the calling thread; what its iterator throws passes through
     * @return the results, in input order
     */
    default <A extends @Nullable Object, V extends @Nullable Object> MapResult<V> map(
            SerializableFunction<? super A, ? extends V> task, Iterable<? extends A> inputs) {
        return map(task, inputs, MapOptions.defaults());
    }

    /**
     * Applies a function to each input, in parallel.
     *
     * <p>Without {@link MapOptions#bufferSize} all inputs are pulled and submitted before this returns. Items that fail
     * don't disturb others: see {@link MapResult#next()}.
     *
     * @param <A> the inputs
     * @param <V> the results
     * @param task the function
     * @param inputs walked in the calling thread; what its iterator throws passes through
     * @param options chunks, read-ahead, time limit, order
     * @return the results
     */
    <A extends @Nullable Object, V extends @Nullable Object> MapResult<V> map(
            SerializableFunction<? super A, ? extends V> task, Iterable<? extends A> inputs, MapOptions options);

    /**
     * Applies a function to pairs of inputs; the shorter input decides how many.
     *
     * @param <A> the first inputs
     * @param <B> the second inputs
     * @param <V> the results
     * @param task the function
     * @param first the first inputs
     * @param second the second inputs
     * @return the results, in input order
     */
    default <A extends @Nullable Object, B extends @Nullable Object, V extends @Nullable Object> MapResult<V> map(
            SerializableBiFunction<? super A, ? super B, ? extends V> task,
            Iterable<? extends A> first,
            Iterable<? extends B> second) {
        return map(task, first, second, MapOptions.defaults());
    }

    /**
     * Applies a function to pairs of inputs; the shorter input decides how many.
     *
     * @param <A> the first inputs
     * @param <B> the second inputs
     * @param <V> the results
     * @param task the function
     * @param first the first inputs
     * @param second the second inputs
     * @param options chunks, read-ahead, time limit, order
     * @return the results
     */
    <A extends @Nullable Object, B extends @Nullable Object, V extends @Nullable Object> MapResult<V> map(
            SerializableBiFunction<? super A, ? super B, ? extends V> task,
            Iterable<? extends A> first,
            Iterable<? extends B> second,
            MapOptions options);

    /** Accepts nothing more; what was accepted completes. Returns at once. Idempotent. */
    @Override
    void shutdown();

    /**
     * Accepts nothing more. Returns at once. Idempotent, and may be called with {@code true} after it was called with
     * {@code false}.
     *
     * @param cancelPending whether tasks that have not begun are cancelled, those that lie in a worker's ring included
     */
    void shutdown(boolean cancelPending);

    /**
     * Accepts nothing more, interrupts what runs and cancels what has not begun.
     *
     * @return the tasks that never began: the commands given to {@code execute}, and for a submitted task its future, which is
     *     cancelled, so that running it does nothing
     */
    @Override
    List<Runnable> shutdownNow();

    /**
     * Shuts down and waits until everything accepted is done, its callbacks have run and the workers are gone. A callback that never
     * ends therefore keeps it waiting, unless the virtual machine has begun to exit; not waited for are callbacks on an executor of their
     * caller's, and those that run in another thread since that has ended the task, by {@code cancel} or {@link WhenFull#CALLER_RUNS},
     * or was adding one meanwhile. When the thread is interrupted
     * meanwhile, what runs is interrupted and what has not begun is cancelled, then it goes on waiting and ends with
     * the interrupt status set, as the JDK's {@code ExecutorService.close()} does. From a thread of the pool itself, a task's or a
     * callback's, it only shuts down: such a thread would wait for its own end, as it would in {@code awaitTermination}.
     */
    @Override
    void close();

    /**
     * What the pool has done so far.
     *
     * @return the counts
     */
    PoolStats stats();
}
