package dev.ringwork.spi;

import dev.ringwork.TaskFuture;
import dev.ringwork.base.Deadline;
import dev.ringwork.run.ErrorLog;
import dev.ringwork.run.PoolTask;
import dev.ringwork.run.TaskEnd;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The producing side of a {@link TaskFuture}, for those who write executors: what Python's {@code Future} has for them.
 *
 * <pre>
 * pending ──setRunningOrNotifyCancel──► running ──setResult, setException──► finished
 *    │                                     │
 *    └──future().cancel──► cancelled ◄─────┘ future().cancel(true)
 * </pre>
 *
 * <p>A worker calls {@link #setRunningOrNotifyCancel} first and drops the task when that returns false. Those who wait for
 * the future are told inside {@code cancel}; no second step is needed. {@code cancel(true)} of a running task marks the
 * future cancelled; stopping the work is up to the executor, which is told by {@link #onInterrupt}.
 *
 * <p>Callbacks run in the thread that completes the promise.
 *
 * <p><b>Memory consistency.</b> What a thread did before {@link #setResult} or {@link #setException} happens-before the return
 * of any method of the future that shows it done. All methods are safe from any thread.
 *
 * <pre>{@code
 * TaskPromise<String> promise = TaskPromise.create();
 * executor.execute(() -> {
 *     if (promise.setRunningOrNotifyCancel()) {
 *         try {
 *             promise.setResult(work());
 *         } catch (Throwable t) {
 *             promise.setException(t);
 *         }
 *     }
 * });
 * return promise.future();
 * }</pre>
 *
 * @param <V> the value
 */
public final class TaskPromise<V extends @Nullable Object> {
    private final Task<V> task = new Task<>();

    private TaskPromise() {}

    /**
     * Makes a pending promise.
     *
     * @param <V> the value
     * @return a new one
     */
    public static <V extends @Nullable Object> TaskPromise<V> create() {
        return new TaskPromise<>();
    }

    /**
     * The consuming side.
     *
     * @return always the same future
     */
    public TaskFuture<V> future() {
        return task;
    }

    /**
     * Begins the task, unless it was cancelled.
     *
     * @return true when it runs now; false when it was cancelled and must not run
     * @throws IllegalStateException when it was begun or finished before
     */
    public boolean setRunningOrNotifyCancel() {
        return task.begin();
    }

    /**
     * Completes with a value.
     *
     * @param value the value
     * @throws IllegalStateException when it is done already, other than by a {@code cancel(true)} while it ran, whose
     *     late result is dropped
     */
    public void setResult(V value) {
        task.finished(task.complete(value));
    }

    /**
     * Completes with a failure.
     *
     * @param failure the failure; not to be shared with another promise
     * @throws IllegalStateException when it is done already, other than by a {@code cancel(true)} while it ran, whose
     *     late result is dropped
     */
    public void setException(Throwable failure) {
        task.finished(task.completeExceptionally(failure));
    }

    /**
     * Sets what {@code cancel(true)} does to a running task, such as interrupting its thread. Set it before the task
     * begins.
     *
     * @param interrupt short; called at most once
     */
    public void onInterrupt(Runnable interrupt) {
        task.interrupt = interrupt;
    }

    private static final class Task<V extends @Nullable Object> extends PoolTask<V> {
        private static final int PENDING = 0;
        private static final int RUNNING = 1;
        private static final int REVOKED = 2;
        private static final int STOPPED = 3;
        private static final VarHandle PHASE;

        static {
            try {
                PHASE = MethodHandles.lookup().findVarHandle(Task.class, "phase", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        volatile @Nullable Runnable interrupt;
        /** As drawn above. Each arrow has one winner, by compare-and-set. */
        private volatile int phase;

        boolean begin() {
            if (!isDone() && PHASE.compareAndSet(this, PENDING, RUNNING)) {
                return true;
            }
            if (phase == REVOKED) {
                while (!isDone()) {
                    Thread.onSpinWait(); // who has revoked it is about to say that it is cancelled
                }
                if (isCancelled()) {
                    return false;
                }
            }
            throw wrongState("a task begins once");
        }

        void finished(boolean won) {
            if (won) {
                phase = STOPPED;
            } else if (!isCancelled() || !PHASE.compareAndSet(this, RUNNING, STOPPED)) {
                throw wrongState("a task is completed once");
            }
            tellStopped();
        }

        private void tellStopped() {
            synchronized (lock()) {
                lock().notifyAll();
            }
        }

        private IllegalStateException wrongState(String rule) {
            return new IllegalStateException(rule + ": status=" + status() + "; check setRunningOrNotifyCancel first");
        }

        @Override
        protected boolean isClaimed() {
            return phase == RUNNING;
        }

        @Override
        protected boolean revoke() {
            if (!PHASE.compareAndSet(this, PENDING, REVOKED)) {
                return false;
            }
            tellStopped();
            return true;
        }

        @Override
        protected void interruptRunning() {
            Runnable action = interrupt;
            if (action != null && phase != REVOKED) { // else another cancel has taken it back before it began
                try {
                    action.run();
                } catch (Throwable t) {
                    ErrorLog.error("what onInterrupt was given failed; the future is cancelled all the same", t);
                }
            }
        }

        @Override
        protected void spin(long mostNanos) {
            Thread.onSpinWait(); // nothing is known of who completes this, so the waiter parks at once
        }

        @Override
        protected Executor callbackExecutor() {
            return Runnable::run;
        }

        @Override
        protected void onEnd(TaskEnd end) {
            assert end != TaskEnd.CANCELLED || phase != PENDING : "a pending promise is cancelled by revoking it";
        }

        @Override
        public boolean awaitStopped(Duration timeout) throws InterruptedException {
            Deadline deadline = Deadline.after(timeout);
            synchronized (lock()) {
                while (phase == RUNNING) {
                    long nanos = deadline.parkNanos();
                    if (nanos <= 0) {
                        return false;
                    }
                    TimeUnit.NANOSECONDS.timedWait(lock(), nanos);
                }
                return true;
            }
        }

        @Override
        protected String describe() {
            return "promise";
        }
    }
}
