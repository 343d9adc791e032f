package dev.ringwork;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a task, now or later: a {@link Future} with what Python's {@code Future} has besides.
 *
 * <p>A future completes exactly once: with a value, with an exception, or by {@link #cancel}. Reading it never changes
 * it. All methods are safe from any thread.
 *
 * <p><b>Time.</b> Limits are counted by a clock that only goes forwards; a change of the wall clock changes nothing. A limit
 * that ran out ends that wait, never the task.
 *
 * <p><b>Memory consistency.</b> Whatever the task did before it ended happens-before the return of any method here that shows
 * it done, and before its callbacks begin. One that was cancelled while it ran is done before it ends: what it does from then on
 * happens-before an {@link #awaitStopped} that returns true. For a task in a worker JVM that means its value: the worker's heap
 * is not shared.
 *
 * <p>After Python's {@code concurrent.futures.Future} (PEP 3148); the producing side is apart from it, and what Python tells
 * waiters of a cancelled future in a second step is told inside {@link #cancel}.
 *
 * <p>A task of a thread pool may wait for another task of the same pool, by any method here or in {@link TaskFutures}: if
 * nobody has begun that one, the waiting thread runs it itself, which may outlast the time limit of the wait.
 *
 * <p>Those who write executors make futures by {@link dev.ringwork.spi.TaskPromise}; implementing this interface
 * otherwise is not supported, and new methods may be added.
 *
 * @param <V> the value
 */
public interface TaskFuture<V extends @Nullable Object> extends Future<V> {

    /**
     * Waits for the value, as {@link Future#get()} says.
     *
     * @return the value
     * @throws ExecutionException when the task failed; the cause is the task's exception
     * @throws InterruptedException when this thread was interrupted; the task goes on
     * @throws java.util.concurrent.CancellationException when the task was cancelled
     */
    @Override
    V get() throws InterruptedException, ExecutionException;

    /**
     * Waits for the value for a limited time, as {@link Future#get(long, TimeUnit)} says.
     *
     * @return the value
     * @throws ExecutionException when the task failed; the cause is the task's exception
     * @throws InterruptedException when this thread was interrupted; the task goes on
     * @throws TimeoutException when the time ran out; the task goes on
     * @throws java.util.concurrent.CancellationException when the task was cancelled
     */
    @Override
    V get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException;

    /**
     * Waits for the value and rethrows the task's own exception, whatever its type, checked ones included. When this
     * thread is interrupted meanwhile it throws {@link InterruptedException}, which it doesn't declare either. Whoever wants
     * the compiler's help calls {@link #get()}.
     *
     * <p>The exception of a task that ran in a worker JVM has a {@link RemoteTaskException} with the stack there as its
     * innermost cause.
     *
     * @return the value; may be null
     * @throws java.util.concurrent.CancellationException when the task was cancelled
     */
    V result();

    /**
     * {@link #result()} with a time limit.
     *
     * @param timeout how long to wait; zero or less means not at all
     * @return the value
     * @throws TaskTimeoutException when the time ran out; the task goes on
     * @throws java.util.concurrent.CancellationException when the task was cancelled
     */
    V result(Duration timeout);

    /**
     * Waits until the task is done and returns how it failed. Throws {@link InterruptedException}, without declaring it,
     * when this thread is interrupted meanwhile.
     *
     * @return the task's exception, null when it succeeded
     * @throws java.util.concurrent.CancellationException when the task was cancelled
     */
    @Nullable
    Throwable exception();

    /**
     * {@link #exception()} with a time limit.
     *
     * @param timeout how long to wait; zero or less means not at all
     * @return the task's exception, null when it succeeded
     * @throws TaskTimeoutException when the time ran out; the task goes on
     * @throws java.util.concurrent.CancellationException when the task was cancelled
     */
    @Nullable
    Throwable exception(Duration timeout);

    /**
     * Cancels the task.
     *
     * <p>A task that no worker has claimed never runs, also when it already lies in a worker's ring. A running one goes
     * on, unless {@code mayInterruptIfRunning}: then the future is cancelled at once and the running thread is
     * interrupted; a worker JVM that doesn't stop within its grace period is killed and replaced.
     *
     * @param mayInterruptIfRunning whether a running task may be interrupted
     * @return true when this call cancelled the task or it was cancelled before; false when it is done otherwise or
     *     runs on
     */
    @Override
    boolean cancel(boolean mayInterruptIfRunning);

    /**
     * Whether a worker has claimed the task and it is not done. Never true before a worker has claimed it, also when it
     * lies in a worker's ring.
     *
     * @return true while it runs
     */
    boolean isRunning();

    /**
     * Whether the task ended: with a value, with an exception or by a cancel.
     *
     * @return true from then on
     */
    @Override
    boolean isDone();

    /**
     * Whether the task was cancelled before it ended.
     *
     * @return true from then on
     */
    @Override
    boolean isCancelled();

    /**
     * Where the task stands now.
     *
     * @return one of the four
     */
    TaskStatus status();

    /**
     * Calls back once when the future is done, a cancelled one included.
     *
     * <p>Callbacks of one future run one after the other in the order added; one that is added from within another runs
     * after it. When the future is done and the earlier ones have run, the callback runs before this method returns. Else
     * it runs in a thread that may block, never in one that drains rings: in the thread that cancels the task, in that
     * which completes it in a thread pool, in one kept for callbacks in a process pool. What a callback throws, an
     * {@link Error} included, is logged by {@link System.Logger} {@code dev.ringwork} and the next one still runs.
     *
     * <p>In a process pool that one thread also completes the {@link #toCompletableFuture} of every call. A callback that waits for one
     * of a call of the same pool that isn't done waits for itself: let it wait by {@link #result()}, or add it with an
     * executor.
     *
     * @param callback takes this future
     * @return this
     */
    TaskFuture<V> onDone(Consumer<? super TaskFuture<V>> callback);

    /**
     * {@link #onDone(Consumer)} on an executor of the caller's. Callbacks for the same executor run there one after the other
     * in the order added, however many threads it has; those for another, or for none, don't wait for them.
     *
     * @param callback takes this future
     * @param where runs the callback; when it refuses, that is logged and the callback is lost
     * @return this
     */
    TaskFuture<V> onDone(Consumer<? super TaskFuture<V>> callback, Executor where);

    /**
     * Waits until a task that was cancelled while it ran has really stopped: its thread has left it or its worker is
     * dead. One that has not begun doesn't run, so there is nothing to wait for.
     *
     * @param timeout how long to wait; zero or less to look once
     * @return true when the task doesn't run (any more)
     * @throws InterruptedException when this thread was interrupted
     */
    boolean awaitStopped(Duration timeout) throws InterruptedException;

    /**
     * A {@link CompletableFuture} that completes as this future does. Cancelling it cancels this one without
     * interrupting. It completes in the thread in which callbacks of this future run. A thread that waits for it, or for the last
     * of a chain of stages after it that have one source each, is about to wait for this future: see {@link #help}.
     *
     * @return a new one at each call
     */
    CompletableFuture<V> toCompletableFuture();

    /**
     * Called by a thread that is about to wait for this future. When it is a thread of the pool that runs the task, and
     * nobody has begun the task, it runs it: else a pool whose threads all wait for tasks behind them would stand still
     * for ever. The waiting methods here do so by themselves.
     *
     * @return whether the calling thread is one of that pool, helpful or not
     */
    boolean help();

    /**
     * Attaches a wait of {@link TaskFutures}. It is told once, by the thread that completes this future.
     *
     * @param waiter the wait
     * @return false when this future is done: the waiter was not attached and will not be told
     */
    boolean attach(CompletionWaiter waiter);

    /**
     * Detaches what {@link #attach} attached; nothing of it stays behind.
     *
     * @param waiter the wait
     */
    void detach(CompletionWaiter waiter);
}
