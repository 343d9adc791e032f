package dev.ringwork.thread;

import dev.ringwork.base.Deadline;
import dev.ringwork.run.ErrorLog;
import dev.ringwork.run.Invocation;
import dev.ringwork.run.PoolTask;
import dev.ringwork.run.TaskEnd;
import dev.ringwork.run.Unbegun;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A task of a {@link ThreadPool}.
 *
 * <pre>
 * PENDING ──worker──► RUNNING ──worker──► STOPPED
 *    │                   │ cancel(true)      ▲
 *    │ cancel            └──► INTERRUPTING ──┤ the interrupt has been sent: INTERRUPTED, which the worker
 *    └──► REVOKED                            │ waits for, so that it never reaches the next task
 *                                            └─
 * </pre>
 *
 * A task that runs another one on its thread, since it waits for it or found no room for it, is LENT meanwhile; an interrupt
 * that is due then (LENT_DUE) is sent when the other one is done, which it does not concern.
 */
final class ThreadTask<V extends @Nullable Object> extends PoolTask<V> implements Runnable {
    private static final int PENDING = 0;
    private static final int RUNNING = 1;
    private static final int INTERRUPTING = 2;
    private static final int INTERRUPTED = 3;
    private static final int STOPPED = 4;
    private static final int REVOKED = 5;
    private static final int LENT = 6;
    private static final int LENT_DUE = 7;
    /** For {@link #lend}: there was nothing to lend. */
    private static final int NOT_RUNNING = -1;

    private static final VarHandle PHASE;
    private static final VarHandle RUNNER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PHASE = lookup.findVarHandle(ThreadTask.class, "phase", int.class);
            RUNNER = lookup.findVarHandle(ThreadTask.class, "runner", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ThreadPoolCore pool;
    private final Invocation how;
    private final boolean executed;
    /** The function and its arguments; dropped once the task has run or was revoked, so that nothing is retained. */
    private @Nullable Object function;

    private @Nullable Object first;
    private @Nullable Object second;
    /** One of the above, one winner for each arrow. PENDING at first, unwritten: in a constructor that would be a full fence. */
    private volatile int phase;
    /** The thread that moved the task to RUNNING. Written by it with release, awaited by a canceller that saw RUNNING. */
    private volatile @Nullable Thread runner;
    /** True once someone waits in {@link #awaitStopped}. Written under the monitor, read after each last move. */
    private volatile boolean stopAwaited;

    ThreadTask(
            ThreadPoolCore pool,
            Invocation how,
            Object function,
            @Nullable Object first,
            @Nullable Object second,
            boolean executed) {
        this.pool = pool;
        this.how = how;
        this.function = function;
        this.first = first;
        this.second = second;
        this.executed = executed;
    }

    /** Has the processor fetch what its submitter wrote, while another task runs. */
    void prefetch() {
        PHASE.getOpaque(this);
    }

    /** Runs the task if nobody took it back. */
    @Override
    public void run() {
        if (!PHASE.compareAndSet(this, PENDING, RUNNING)) {
            return;
        }
        RUNNER.setRelease(this, Thread.currentThread()); // only the one who runs it: whoever helps in vain is not
        if (pool.isHalting()) {
            pool.interruptOwnThread(); // claimed while shutdownNow looked for what runs
        }
        Object work = function;
        Throwable failure = null;
        try {
            if (work != null) {
                complete(how.invoke(work, first, second));
            }
        } catch (Throwable t) {
            failure = t;
            completeExceptionally(t);
        } finally {
            stopped();
        }
        if (failure != null && executed) {
            handleUncaught(failure);
        }
    }

    /** The same, also when the heap was full where a failure should have been kept. */
    void runToItsEnd() {
        try {
            run();
        } catch (Throwable t) {
            completeExceptionally(t);
            ErrorLog.error("a task ended by a failure that could not be kept", t);
        }
    }

    private void stopped() {
        function = null;
        first = null;
        second = null;
        if (!PHASE.compareAndSet(this, RUNNING, STOPPED)) {
            while (phase == INTERRUPTING) {
                Thread.onSpinWait();
            }
            Thread.interrupted(); // the interrupt was for this task
            phase = STOPPED;
        }
        RUNNER.setRelease(this, (Thread) null);
        tellStopped();
    }

    private void tellStopped() {
        if (stopAwaited) {
            synchronized (lock()) {
                lock().notifyAll();
            }
        }
    }

    /** What a handler throws is ignored, as the virtual machine does; here it is logged besides. */
    private static void handleUncaught(Throwable failure) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        } catch (Throwable broken) {
            ErrorLog.error("an uncaught exception handler failed", broken);
        }
    }

    @Override
    protected boolean isClaimed() {
        int now = phase;
        return now != PENDING && now != REVOKED;
    }

    @Override
    protected boolean revoke() {
        if (!PHASE.compareAndSet(this, PENDING, REVOKED)) {
            return false;
        }
        function = null;
        first = null;
        second = null;
        tellStopped();
        return true;
    }

    /** Whether nobody has its future. */
    boolean isCommand() {
        return executed;
    }

    /** Fails the task, unless it has begun. Of a command nobody has the future, so the handler is told. */
    void failUnbegun(Throwable failure) {
        if (!revoke()) {
            return;
        }
        try {
            if (executed) {
                handleUncaught(failure); // while it counts, or the virtual machine might end meanwhile
            }
        } finally {
            completeExceptionally(failure);
        }
    }

    /** Cancels this task among others, unless it has begun. */
    void takeBack(Unbegun others) {
        Object command = executed ? function : this;
        if (command != null && revoke()) {
            others.cancel(this, (Runnable) command);
        }
    }

    @Override
    protected void interruptRunning() {
        while (true) {
            int now = phase;
            if (now == RUNNING || now == INTERRUPTED) {
                if (PHASE.compareAndSet(this, now, INTERRUPTING)) {
                    sendInterrupt();
                    return;
                }
            } else if (now != LENT || PHASE.compareAndSet(this, LENT, LENT_DUE)) {
                return;
            }
        }
    }

    private void sendInterrupt() {
        Thread thread;
        while ((thread = runner) == null) {
            Thread.onSpinWait(); // it is one instruction away
        }
        thread.interrupt();
        phase = INTERRUPTED;
    }

    /** Gives the thread, which is the calling one, to a task within this one; returns what {@link #takeThreadBack} needs. */
    int lend() {
        while (true) {
            int now = phase;
            if (now != RUNNING && now != INTERRUPTED && now != INTERRUPTING) {
                return NOT_RUNNING;
            }
            if (now != INTERRUPTING && PHASE.compareAndSet(this, now, LENT)) {
                return now;
            }
            Thread.onSpinWait();
        }
    }

    /** The task within is done. */
    void takeThreadBack(int lent) {
        if (lent != NOT_RUNNING && !PHASE.compareAndSet(this, LENT, lent)) {
            phase = INTERRUPTED;
            Thread.currentThread().interrupt();
        }
    }

    /** Interrupts the task if it runs, without cancelling it. */
    void interrupt() {
        interruptRunning();
    }

    @Override
    public boolean awaitStopped(Duration timeout) throws InterruptedException {
        Deadline deadline = Deadline.after(timeout);
        synchronized (lock()) {
            stopAwaited = true; // volatile, before the phase is read; who stops moves the phase, then reads this
            while (isClaimed() && phase != STOPPED) {
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
    public boolean help() {
        boolean own = pool.isOwnThread();
        if (own && phase == PENDING) {
            pool.runHere(this);
        }
        return own;
    }

    @Override
    protected void spin(long mostNanos) {
        help();
        pool.spinFor(this, mostNanos);
    }

    @Override
    protected void parked(long nanos) {
        pool.parkedFor(nanos);
    }

    @Override
    protected Executor callbackExecutor() {
        return Runnable::run; // every thread that completes a task of this pool runs foreign code anyway
    }

    @Override
    protected void onEnding() {
        pool.lifecycle().ending();
    }

    @Override
    protected void onNotEnding() {
        pool.lifecycle().notEnding();
    }

    @Override
    protected void onEnd(TaskEnd end) {
        pool.ended(end);
    }

    @Override
    protected String describe() {
        Object work = function;
        return pool.name() + " task"
                + (work == null ? "" : " of " + work.getClass().getSimpleName());
    }
}
