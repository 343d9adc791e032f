package dev.ringwork.thread;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.PoolStats;
import dev.ringwork.base.Deadline;
import dev.ringwork.base.Message;
import dev.ringwork.run.IdleSet;
import dev.ringwork.run.Lifecycle;
import dev.ringwork.run.SpinBudget;
import dev.ringwork.run.TaskEnd;
import dev.ringwork.run.Unbegun;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a {@link ThreadPool} is a handle of: workers, lifecycle, placement. Nothing here refers to the handle. */
final class ThreadPoolCore {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    final IdleSet idle;
    private final ThreadPoolBuilder options;
    private final String name;
    private final Lifecycle lifecycle;
    private final ThreadWorker[] workers;
    private final SpinBudget callerSpin;
    private final long idleNanos;
    private final LongAdder wakeUps = new LongAdder();
    /** Whether a worker was woken and no waiter has yielded since. Plain and raced: a yield too many or too few costs little. */
    private boolean woken;
    /** Workers that have a thread. Guarded by this for writing. */
    private final AtomicInteger alive = new AtomicInteger();
    /** Threads started so far. Guarded by this. */
    private long started;
    /** True once closed and empty. Guarded by this for writing. */
    private volatile boolean stopping;
    /** True once {@code shutdownNow} was called: what runs is interrupted. Written before it looks for what runs. */
    private volatile boolean halting;
    /** Threads that are not ours and run a task of ours, by CALLER_RUNS: the innermost each. */
    private final Map<Thread, ThreadTask<?>> guests = new ConcurrentHashMap<>();

    ThreadPoolCore(ThreadPoolBuilder options, String name) {
        this.options = options;
        this.name = name;
        this.idle = new IdleSet(options.maxWorkers);
        this.callerSpin = new SpinBudget(options.spin);
        this.idleNanos = options.idleNanos();
        this.lifecycle = new Lifecycle(name, options.limit(), options.whenFull, this::quiescent, this::busy);
        this.workers = new ThreadWorker[options.maxWorkers];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new ThreadWorker(this, i, new SpinBudget(options.spin));
        }
    }

    String name() {
        return name;
    }

    Lifecycle lifecycle() {
        return lifecycle;
    }

    long idleNanos() {
        return idleNanos;
    }

    boolean isStopping() {
        return stopping;
    }

    // ---- placement

    /** Rounds of {@link #claimIdle}: a few microseconds. */
    private static final int PATIENCE = 200;

    /** Accepts a task and places it: with an idle worker, else with a new one, else in the inbox of a busy one. */
    void submit(ThreadTask<?> task, Deadline deadline) {
        if (!lifecycle.admit(isOwnThread(), deadline)) {
            runHere(task);
            return;
        }
        boolean placed = false;
        try {
            int idleWorker = claimIdle();
            if (idleWorker >= 0) {
                workers[idleWorker].give(task);
            } else if (alive.get() == workers.length || !startWorker(task)) {
                enqueue(task);
            }
            placed = true;
        } finally {
            if (!placed) {
                task.cancel(false); // no thread can be had: the submitter is told, and the task counted out
            }
        }
    }

    /** Runs a task on the calling thread, which may be running another one of ours: that one is not meant by what befalls this. */
    void runHere(ThreadTask<?> task) {
        ThreadTask<?> outer = setCurrent(task);
        try {
            if (outer == null) {
                task.runToItsEnd();
            } else {
                runWithin(outer, task);
            }
        } finally {
            setCurrent(outer);
        }
    }

    private void runWithin(ThreadTask<?> outer, ThreadTask<?> task) {
        int lent = outer.lend();
        boolean interrupted = Thread.interrupted();
        try {
            task.runToItsEnd();
        } finally {
            Thread.interrupted(); // what the task leaves behind means nothing to the outer one
            outer.takeThreadBack(lent);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (halting) {
                interruptOwnThread(); // shutdownNow saw the task within
            }
        }
    }

    /** Sets which task of ours the calling thread runs, null for none; returns which it was. */
    private @Nullable ThreadTask<?> setCurrent(@Nullable ThreadTask<?> task) {
        Thread thread = Thread.currentThread();
        if (thread instanceof WorkerThread own && own.worker.isOf(this)) {
            return own.worker.setCurrent(task);
        }
        return task == null ? guests.remove(thread) : guests.put(thread, task);
    }

    /**
     * Claims an idle worker. A future is seen done a moment before its worker is seen idle; a moment's patience there saves
     * a thread, whose start costs a hundred times as much.
     */
    private int claimIdle() {
        int idleWorker = idle.claimAny();
        for (int round = 0; idleWorker < 0 && round < PATIENCE && hasFinishing(); round++) {
            Thread.onSpinWait();
            idleWorker = idle.claimAny();
        }
        return idleWorker;
    }

    /** Whether a thread could be started, yet a worker is between two tasks. */
    private boolean hasFinishing() {
        int threads = alive.get();
        if (threads == 0 || threads == workers.length) {
            return false;
        }
        for (ThreadWorker worker : workers) {
            ThreadTask<?> last = worker.current();
            if (last != null && last.isDone()) {
                return true;
            }
        }
        return false;
    }

    private void enqueue(ThreadTask<?> task) {
        // At random, since a counter would be a line that all submitters write.
        workers[ThreadLocalRandom.current().nextInt(workers.length)].inbox.offer(task);
        int idleWorker = idle.claimAny();
        if (idleWorker >= 0) {
            workers[idleWorker].give(ThreadWorker.LOOK);
        } else if (alive.get() < workers.length) {
            startWorker(ThreadWorker.LOOK);
        }
    }

    /** Takes a task from any inbox for the worker {@code thief}, which has found its own empty. */
    @Nullable
    ThreadTask<?> steal(int thief) {
        for (int i = 1; i < workers.length; i++) {
            ThreadTask<?> task = workers[(thief + i) % workers.length].inbox.poll();
            if (task != null) {
                return task;
            }
        }
        return null;
    }

    /** Whether a submitter finds neither an idle worker nor one to be started. */
    boolean isSaturated() {
        return alive.get() == workers.length && idle.isEmpty();
    }

    boolean hasWaitingTasks() {
        for (ThreadWorker worker : workers) {
            if (!worker.inbox.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** A thread that knows whose it is. */
    private static final class WorkerThread extends Thread {
        final ThreadWorker worker;

        WorkerThread(ThreadWorker worker, String name) {
            super(null, worker, name, 0, false);
            this.worker = worker;
            setDaemon(true);
            setPriority(NORM_PRIORITY);
        }
    }

    /** Spends the spin budget on a task that another thread runs. */
    void spinFor(ThreadTask<?> task, long mostNanos) {
        long budget = Math.min(mostNanos, callerSpin.nanos());
        if (budget == 0) {
            return;
        }
        if (woken && mostNanos > SpinBudget.LEAST_NANOS_TO_YIELD) {
            woken = false;
            Thread.yield(); // if it was woken on this processor it need not wait for the spin's end
        }
        long start = System.nanoTime();
        for (int round = 1; !task.isDone(); round++) {
            Thread.onSpinWait();
            if (round % SpinBudget.ROUNDS_PER_LOOK == 0 && System.nanoTime() - start > budget
                    || round == SpinBudget.ROUNDS_PER_LOOK && isCrowded()) {
                return;
            }
        }
        callerSpin.succeeded();
    }

    /** Whether workers need all processors, so that a caller that spins takes one from them. */
    private boolean isCrowded() {
        if (workers.length < PROCESSORS) {
            return false; // without a look at what workers write all the time
        }
        int free = isOwnThread() ? PROCESSORS + 1 : PROCESSORS; // who waits in a task has a processor already
        for (ThreadWorker worker : workers) {
            if (worker.current() != null && --free == 0) {
                return true;
            }
        }
        return false;
    }

    /** A caller whose spin was in vain had to park for so long. */
    void parkedFor(long nanos) {
        if (!isCrowded()) { // else it has hardly spun, which says nothing
            callerSpin.parked(nanos + callerSpin.nanos());
        }
    }

    // ---- workers

    /** Starts a worker with a gift; false when all have threads, or none can be had and others are there to do the work. */
    private synchronized boolean startWorker(Object gift) {
        for (ThreadWorker worker : workers) {
            if (worker.thread == null) {
                return startWorker(worker, gift);
            }
        }
        return false;
    }

    private boolean startWorker(ThreadWorker worker, Object gift) {
        Thread thread = new WorkerThread(worker, options.namePrefixOr(name) + "_" + worker.index);
        worker.give(gift);
        worker.thread = thread;
        alive.getAndIncrement();
        boolean running = false;
        try {
            thread.start();
            running = true;
            started++;
        } catch (OutOfMemoryError e) {
            if (alive.get() == 1) {
                throw e; // nobody is there to run the task; finally takes the worker back
            }
        } finally {
            if (!running) {
                worker.takeGift();
                worker.thread = null;
                alive.getAndDecrement();
            }
        }
        return running;
    }

    /** Runs the initializer in a new worker's thread; false when it failed, which breaks the pool. */
    boolean initialize() {
        if (options.initializer == null) {
            return true;
        }
        try {
            options.initializer.run();
            return true;
        } catch (Throwable t) {
            lifecycle.closeBroken(t, Message.of(t)); // here, where whatever the initializer does may take its time
            return false;
        }
    }

    /** A worker without initializer can't run anything: it ends, and what waits fails with the pool. */
    void exitedBroken(ThreadWorker worker) {
        exited(worker);
        // A submitter offers, then reads alive; here alive is lowered, then the inboxes are read.
        List<ThreadTask<?>> commands = new ArrayList<>();
        drainInboxes(task -> {
            if (task.isCommand()) {
                commands.add(task); // last, since a handler is told of it, which may wait for another task of these
            } else {
                failPending(task);
            }
        });
        commands.forEach(this::failPending);
    }

    void failPending(ThreadTask<?> task) {
        Throwable cause = lifecycle.broken();
        task.failUnbegun(new BrokenExecutorException(
                "the pool broke before the task began: pool=" + name + "; mend the cause and make a new pool", cause));
    }

    /**
     * Lets an idle worker, its bit already taken back, end; false when a task reached an inbox meanwhile, its own or that of
     * a worker that is busy. A submitter offers, then reads {@code alive}; here {@code alive} is lowered, then the inboxes
     * are read.
     */
    synchronized boolean leave(ThreadWorker worker) {
        Thread thread = worker.thread;
        exited(worker);
        VarHandle.fullFence();
        if (!hasWaitingTasks()) {
            return true;
        }
        worker.thread = thread;
        alive.getAndIncrement();
        return false;
    }

    /** A worker's thread is about to end. */
    synchronized void exited(ThreadWorker worker) {
        worker.thread = null;
        if (alive.decrementAndGet() == 0 && stopping) {
            lifecycle.terminated();
        }
    }

    private synchronized void quiescent() {
        stopping = true;
        if (alive.get() == 0) {
            lifecycle.terminated();
        }
        for (ThreadWorker worker : workers) {
            LockSupport.unpark(worker.thread);
        }
    }

    void wokeUp() {
        wakeUps.increment();
        woken = true;
    }

    /** Workers that run a task or its callbacks. */
    private long busy() {
        long count = 0;
        for (ThreadWorker worker : workers) {
            if (worker.current() != null) {
                count++;
            }
        }
        return count;
    }

    void ended(TaskEnd end) {
        lifecycle.ended(end);
    }

    // ---- the end

    void shutdown(boolean cancelPending) {
        lifecycle.close();
        if (cancelPending) {
            cancelUnbegun().callBack();
        }
    }

    List<Runnable> shutdownNow() {
        lifecycle.close();
        halting = true;
        Unbegun unbegun = cancelUnbegun();
        for (ThreadWorker worker : workers) {
            ThreadTask<?> running = worker.current();
            if (running != null) {
                running.interrupt();
            }
        }
        unbegun.callBack(); // last, since callbacks may wait for what is interrupted here
        return unbegun.commands();
    }

    boolean isHalting() {
        return halting;
    }

    void interruptOwnThread() {
        if (Thread.currentThread() instanceof WorkerThread own && own.worker.isOf(this)) {
            own.interrupt();
        }
    }

    /** In a worker's thread only: another's that runs a task of ours may have been interrupted for reasons of its own. */
    void clearInterrupt() {
        if (Thread.currentThread() instanceof WorkerThread own && own.worker.isOf(this)) {
            Thread.interrupted();
        }
    }

    /** Of what waits in inboxes, and of what was given to a worker that has not woken up yet. */
    private Unbegun cancelUnbegun() {
        Unbegun unbegun = new Unbegun();
        drainInboxes(task -> task.takeBack(unbegun));
        for (ThreadWorker worker : workers) {
            if (worker.gift() instanceof ThreadTask<?> task) {
                task.takeBack(unbegun);
            }
        }
        return unbegun;
    }

    private void drainInboxes(Consumer<ThreadTask<?>> action) {
        for (ThreadWorker worker : workers) {
            while (!worker.inbox.isEmpty()) {
                ThreadTask<?> task = worker.inbox.poll();
                if (task != null) {
                    action.accept(task);
                }
            }
        }
    }

    /** Whether the calling thread is a worker of this pool, or a guest that runs one of its tasks. */
    boolean isOwnThread() {
        Thread thread = Thread.currentThread();
        return thread instanceof WorkerThread own && own.worker.isOf(this)
                || !guests.isEmpty() && guests.containsKey(thread);
    }

    synchronized PoolStats stats() {
        long pending = lifecycle.outstanding();
        long ok = lifecycle.count(TaskEnd.SUCCEEDED);
        long bad = lifecycle.count(TaskEnd.FAILED);
        long gone = lifecycle.count(TaskEnd.CANCELLED);
        return new PoolStats(
                workers.length,
                alive.get(),
                started,
                0,
                ok + bad + gone + pending,
                ok,
                bad,
                gone,
                pending,
                0,
                0,
                0,
                wakeUps.sum(),
                0,
                0);
    }
}
