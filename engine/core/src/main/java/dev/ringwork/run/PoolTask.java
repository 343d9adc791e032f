package dev.ringwork.run;

import dev.ringwork.CompletionWaiter;
import dev.ringwork.TaskFuture;
import dev.ringwork.TaskStatus;
import dev.ringwork.TaskTimeoutException;
import dev.ringwork.base.Deadline;
import dev.ringwork.base.Rethrow;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A task and its future in one object; the pools add how it is claimed and how a waiter may help.
 *
 * <p><b>Assumptions and guarantees.</b> Any thread may call anything. Exactly one {@code complete…} or cancel wins, by
 * one compare-and-set of {@code outcome}. A waiter pushes itself, then looks at {@code outcome}; a completer sets
 * {@code outcome}, then takes the stack: both by compare-and-set, so one of the two sees the other. Completing is
 * wait-free but for the waiters it tells, under a lock that is held for a few instructions, and runs no foreign code.
 *
 * @param <V> the value
 */
public abstract class PoolTask<V extends @Nullable Object> implements TaskFuture<V> {
    /** More than the few instructions that another canceller needs, unless it has lost its processor. */
    private static final int SPINS_BEFORE_YIELD = 100;
    /** Longer than a scheduler lets anybody wait for a processor: by then the other canceller was lost, in a stack overflow perhaps. */
    private static final long LONGEST_CANCEL_NANOS = 10_000_000_000L;

    private static final ErrorLog.Report NOT_TOLD =
            new ErrorLog.Report("who waits for a future could not be told of its end");
    private static final ErrorLog.Report NOT_CALLED_BACK =
            new ErrorLog.Report("the callbacks of a future could not be run");

    private static final VarHandle OUTCOME;
    private static final VarHandle WAITERS;
    private static final VarHandle CALLBACKS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            OUTCOME = lookup.findVarHandle(PoolTask.class, "outcome", Object.class);
            WAITERS = lookup.findVarHandle(PoolTask.class, "waiters", Waiter.class);
            CALLBACKS = lookup.findVarHandle(PoolTask.class, "callbacks", Callbacks.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final Object[] LOCKS = new Object[64];

    static {
        Arrays.setAll(LOCKS, i -> new Object());
    }

    /**
     * Null until done, see {@link Outcome}. Writers: whoever completes, once; then once more the thread that decodes an
     * {@link Outcome.Undecoded}. Readers: all.
     */
    private volatile @Nullable Object outcome;

    /** Those who wait, last come first. Pushed by compare-and-set; taken whole by the completing thread. */
    private volatile @Nullable Waiter waiters;

    /** Made by the first {@code onDone}. */
    private volatile @Nullable Callbacks<V> callbacks;

    /** Makes a pending one. */
    protected PoolTask() {}

    // ---- what a pool adds

    /** Whether a worker has claimed the task; asked only while it isn't done. */
    protected abstract boolean isClaimed();

    /**
     * Takes the task back from whoever would run it.
     *
     * @return true when it will never run; false when it has begun or is done
     */
    protected abstract boolean revoke();

    /** Interrupts the task after a cancel found it running. The future is cancelled already. */
    protected abstract void interruptRunning();

    /** Spends up to the pool's spin budget, but no more than this, on getting this done: polling, or just looking. */
    protected abstract void spin(long mostNanos);

    /** Told how long a waiter had to park until this was done, after its spin was in vain. */
    protected void parked(long nanos) {}

    /** Runs callbacks for threads that must not. */
    protected abstract Executor callbackExecutor();

    /** Told once, right after the task became done, before its waiters are. Short, never throws. */
    protected abstract void onEnd(TaskEnd end);

    /** Told right before the task is seen done, so that the pool knows of ends that are not counted yet. Short, never throws. */
    protected void onEnding() {}

    /** Told after {@link #onEnding} when another end won: that one is counted. */
    protected void onNotEnding() {}

    // ---- completing

    /** Completes with a value; false when it was done already. For threads that may run callbacks. */
    public final boolean complete(@Nullable Object value) {
        return end(Outcome.ofValue(value), TaskEnd.SUCCEEDED, CallBack.HERE);
    }

    /** Completes with a failure; false when it was done already. For threads that may run callbacks. */
    public final boolean completeExceptionally(Throwable failure) {
        return end(Outcome.ofFailure(failure), TaskEnd.FAILED, CallBack.HERE);
    }

    /** {@link #complete} for threads of the engine: callbacks go to the executor. */
    public final boolean deliver(@Nullable Object value) {
        return end(Outcome.ofValue(value), TaskEnd.SUCCEEDED, CallBack.ASIDE);
    }

    /** Completes with what is still encoded, for threads of the engine. */
    public final boolean deliver(LazyOutcome lazy) {
        return end(new Outcome.Undecoded(lazy), lazy.isFailure() ? TaskEnd.FAILED : TaskEnd.SUCCEEDED, CallBack.ASIDE);
    }

    /** {@link #completeExceptionally} for threads of the engine. */
    public final boolean deliverFailure(Throwable failure) {
        return end(Outcome.ofFailure(failure), TaskEnd.FAILED, CallBack.ASIDE);
    }

    /** Cancels a task that was revoked, or that runs and is being interrupted; false when it was done already. */
    public final boolean completeCancelled() {
        return end(Outcome.CANCELLED, TaskEnd.CANCELLED, CallBack.HERE);
    }

    /** {@link #completeCancelled} for threads of the engine. */
    public final boolean deliverCancelled() {
        return end(Outcome.CANCELLED, TaskEnd.CANCELLED, CallBack.ASIDE);
    }

    /**
     * {@link #completeCancelled} without the callbacks, which {@link #callBack} runs. For who has taken back several tasks: a
     * callback of one may ask for another, which must be done by then.
     */
    public final boolean completeCancelledFirst() {
        return end(Outcome.CANCELLED, TaskEnd.CANCELLED, CallBack.LATER);
    }

    /** Runs the callbacks that there are, after {@link #completeCancelledFirst}. */
    public final void callBack() {
        Callbacks<V> added = callbacks;
        if (added != null) {
            added.drain(this);
        }
    }

    /** Who runs the callbacks of a task that ends: the thread that ends it, the executor, or that thread when it says so. */
    private enum CallBack {
        HERE,
        ASIDE,
        LATER
    }

    private boolean end(Object end, TaskEnd how, CallBack when) {
        if (outcome != null) {
            return false;
        }
        onEnding();
        if (!OUTCOME.compareAndSet(this, null, end)) {
            onNotEnding();
            return false;
        }
        Callbacks<V> added = callbacks;
        if (added != null && when == CallBack.ASIDE) {
            handOver(added); // due before the task is counted out, or the virtual machine might end in between
        }
        onEnd(how);
        if (waiters != null) {
            tellWaiters(how == TaskEnd.FAILED);
        }
        if (added != null && when == CallBack.HERE) {
            added.drain(this);
        }
        return true;
    }

    private void tellWaiters(boolean failed) {
        for (Waiter waiter = takeWaiters(); waiter != null; waiter = waiter.next) {
            try {
                waiter.tell(this, failed);
            } catch (Throwable t) { // want of memory as a rule; the others wait, too
                NOT_TOLD.error(t);
            }
        }
    }

    /** Guards the links of the stack, never its head; not this object, whose monitor is its user's. One of a few shared by all. */
    protected final Object lock() {
        return LOCKS[System.identityHashCode(this) & LOCKS.length - 1];
    }

    /** Takes the whole stack, turned so that those who came first are first. */
    private @Nullable Waiter takeWaiters() {
        synchronized (lock()) {
            Waiter first = null;
            Waiter waiter = (Waiter) WAITERS.getAndSet(this, (Waiter) null);
            while (waiter != null) {
                Waiter next = waiter.next;
                waiter.next = first;
                first = waiter;
                waiter = next;
            }
            return first;
        }
    }

    private void handOver(Callbacks<V> added) {
        try {
            callbackExecutor().execute(() -> added.drain(this));
        } catch (Throwable refused) {
            NOT_CALLED_BACK.error(refused);
        }
    }

    // ---- waiting

    /** Waits until done or the deadline; true when done. */
    private boolean await(Deadline deadline) throws InterruptedException {
        if (outcome != null) {
            return true;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        long left = deadline.leftNanos();
        if (left <= 0) {
            return false;
        }
        spin(left);
        if (outcome != null) {
            return true;
        }
        long start = System.nanoTime();
        boolean done = park(deadline);
        if (done) {
            parked(System.nanoTime() - start);
        }
        return done;
    }

    private boolean park(Deadline deadline) throws InterruptedException {
        Waiter self = Waiter.ofCurrentThread();
        push(self);
        try {
            while (outcome == null) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                long nanos = deadline.parkNanos();
                if (nanos <= 0) {
                    return false;
                }
                LockSupport.parkNanos(this, nanos);
            }
            return true;
        } finally {
            remove(self);
        }
    }

    private void push(Waiter waiter) {
        Waiter head;
        do {
            head = waiters;
            waiter.next = head;
        } while (!WAITERS.compareAndSet(this, head, waiter));
    }

    /** Unlinks a waiter that gave up. Pushers only move the head, so the lock keeps removers apart from each other. */
    private void remove(Waiter gone) {
        synchronized (lock()) {
            if (outcome != null && waiters == null) {
                return; // the completer took the whole stack
            }
            while (waiters == gone) {
                if (WAITERS.compareAndSet(this, gone, gone.next)) {
                    return;
                }
            }
            for (Waiter waiter = waiters; waiter != null; waiter = waiter.next) {
                if (waiter.next == gone) {
                    waiter.next = gone.next;
                    return;
                }
            }
        }
    }

    @Override
    public boolean help() {
        return false; // unless a pool says otherwise, its own threads never wait for its tasks
    }

    @Override
    public final boolean attach(CompletionWaiter waiter) {
        if (outcome != null) {
            return false;
        }
        Waiter self = Waiter.of(waiter);
        push(self);
        if (outcome == null) {
            return true;
        }
        // Done meanwhile: either the completer took the stack with this waiter in it, or it is still there.
        return !takeBack(self);
    }

    /** Takes an untold waiter from the stack of a finished task; false when the completer has it. */
    private boolean takeBack(Waiter waiter) {
        synchronized (lock()) {
            boolean found = false;
            for (Waiter w = takeWaiters(); w != null; w = w.next) {
                if (w == waiter) {
                    found = true;
                } else {
                    w.tell(this, isFailedOutcome());
                }
            }
            return found;
        }
    }

    @Override
    public final void detach(CompletionWaiter waiter) {
        synchronized (lock()) {
            for (Waiter w = waiters; w != null; w = w.next) {
                if (w.is(waiter)) {
                    remove(w);
                    return;
                }
            }
        }
    }

    // ---- reading

    private boolean isFailedOutcome() {
        Object end = outcome;
        return end instanceof Outcome.Failed || end instanceof Outcome.Undecoded u && u.lazy.isFailure();
    }

    /** The outcome with nothing left to decode. The task is done. */
    private Object decoded() {
        Object end = outcome;
        if (!(end instanceof Outcome.Undecoded undecoded)) {
            return Objects.requireNonNull(end);
        }
        Object decoded;
        try {
            decoded = Outcome.ofValue(undecoded.lazy.decode());
        } catch (Throwable failure) {
            decoded = Outcome.ofFailure(failure);
        }
        Object witness = OUTCOME.compareAndExchange(this, end, decoded);
        return witness == end ? decoded : witness;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // only values of V are stored as values; V may be nullable
    private V valueOf(Object end) {
        return end == Outcome.NULL ? null : (V) end;
    }

    private V report(Object end) throws ExecutionException {
        if (end == Outcome.CANCELLED) {
            throw Outcome.cancellation();
        }
        if (end instanceof Outcome.Failed failed) {
            throw executionException(failed.failure);
        }
        return valueOf(end);
    }

    /** As the JDK makes it, whose message is the failure's text, unless asking for that fails. */
    private static ExecutionException executionException(Throwable failure) {
        try {
            return new ExecutionException(failure);
        } catch (Throwable hostile) {
            return new ExecutionException(failure.getClass().getName(), failure);
        }
    }

    @Override
    public final V get() throws InterruptedException, ExecutionException {
        await(Deadline.never());
        return report(decoded());
    }

    @Override
    public final V get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        if (!await(Deadline.afterNanos(unit.toNanos(timeout)))) {
            throw new TimeoutException("the task is not done: timeout=" + timeout + " " + unit + " status=" + status());
        }
        return report(decoded());
    }

    @Override
    public final V result() {
        awaitResult(null);
        return resultOf(decoded());
    }

    @Override
    public final V result(Duration timeout) {
        awaitResult(timeout);
        return resultOf(decoded());
    }

    @Override
    public final @Nullable Throwable exception() {
        awaitResult(null);
        return exceptionOf(decoded());
    }

    @Override
    public final @Nullable Throwable exception(Duration timeout) {
        awaitResult(timeout);
        return exceptionOf(decoded());
    }

    private void awaitResult(@Nullable Duration timeout) {
        try {
            if (!await(Deadline.after(timeout))) {
                throw new TaskTimeoutException(
                        "the task is not done: timeout=" + timeout + " status=" + status() + "; it goes on");
            }
        } catch (InterruptedException e) {
            throw Rethrow.unchecked(e);
        }
    }

    private V resultOf(Object end) {
        if (end == Outcome.CANCELLED) {
            throw Outcome.cancellation();
        }
        if (end instanceof Outcome.Failed failed) {
            throw Rethrow.unchecked(failed.failure);
        }
        return valueOf(end);
    }

    private static @Nullable Throwable exceptionOf(Object end) {
        if (end == Outcome.CANCELLED) {
            throw Outcome.cancellation();
        }
        return end instanceof Outcome.Failed failed ? failed.failure : null;
    }

    @Override
    public final boolean cancel(boolean mayInterruptIfRunning) {
        if (outcome == null) {
            if (revoke()) {
                completeCancelled();
            } else if (mayInterruptIfRunning && completeCancelledFirst()) {
                try {
                    interruptRunning();
                } finally {
                    callBack(); // which may wait until the task has stopped
                }
            }
            if (outcome == null && !isClaimed()) {
                awaitOtherCanceller();
            }
        }
        return outcome == Outcome.CANCELLED;
    }

    /**
     * Waits for the end of a task that has not begun, and yet can't be taken back: another thread has done so and is about to say how
     * it ended. Until then nobody knows whether this cancel is to be true, so only a lost canceller ends the wait before.
     */
    private void awaitOtherCanceller() {
        long start = System.nanoTime();
        for (int looks = 1; outcome == null && !isClaimed(); looks++) {
            if (looks < SPINS_BEFORE_YIELD) {
                Thread.onSpinWait();
            } else if (System.nanoTime() - start < LONGEST_CANCEL_NANOS) {
                Thread.yield();
            } else {
                return;
            }
        }
    }

    @Override
    public final boolean isDone() {
        return outcome != null;
    }

    @Override
    public final boolean isCancelled() {
        return outcome == Outcome.CANCELLED;
    }

    @Override
    public final boolean isRunning() {
        return outcome == null && isClaimed() && outcome == null;
    }

    @Override
    public final TaskStatus status() {
        Object end = outcome;
        if (end == null) {
            boolean claimed = isClaimed();
            end = outcome;
            if (end == null) {
                return claimed ? TaskStatus.RUNNING : TaskStatus.PENDING;
            }
        }
        return end == Outcome.CANCELLED ? TaskStatus.CANCELLED : TaskStatus.FINISHED;
    }

    // ---- callbacks

    @Override
    public final TaskFuture<V> onDone(Consumer<? super TaskFuture<V>> callback) {
        return addCallback(Objects.requireNonNull(callback, "callback"), null);
    }

    @Override
    public final TaskFuture<V> onDone(Consumer<? super TaskFuture<V>> callback, Executor where) {
        return addCallback(Objects.requireNonNull(callback, "callback"), Objects.requireNonNull(where, "where"));
    }

    private TaskFuture<V> addCallback(Consumer<? super TaskFuture<V>> callback, @Nullable Executor where) {
        Callbacks<V> all = callbacks;
        if (all == null) {
            Callbacks<V> fresh = new Callbacks<>();
            all = CALLBACKS.compareAndSet(this, null, fresh) ? fresh : Objects.requireNonNull(callbacks);
        }
        all.add(callback, where);
        if (outcome != null) {
            all.drain(this);
        }
        return this;
    }

    @Override
    public final CompletableFuture<V> toCompletableFuture() {
        CompletableFuture<V> bridge = new Bridge<>(this);
        onDone(done -> {
            if (done.isCancelled()) {
                bridge.cancel(false);
                return;
            }
            Throwable failure = done.exception();
            if (failure != null) {
                bridge.completeExceptionally(failure);
            } else {
                bridge.complete(done.result());
            }
        });
        return bridge;
    }

    /** What the task is, for people: the function and the call id. */
    protected abstract String describe();

    @Override
    public final String toString() {
        Object end = outcome;
        String how = end instanceof Outcome.Failed failed
                ? " failed=" + failed.failure.getClass().getName()
                : end instanceof Outcome.Undecoded u && u.lazy.isFailure()
                        ? " failed"
                        : end == null || end == Outcome.CANCELLED ? "" : " succeeded";
        return describe() + "[" + status() + how + "]";
    }
}
