package dev.ringwork.thread;

import dev.ringwork.run.Padded;
import dev.ringwork.run.SpinBudget;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One worker thread: its inbox, its gift, and the loop that runs tasks.
 *
 * <p>Tasks reach it in two ways. While it is idle its bit stands in the pool's idle set; whoever clears that bit owes it
 * exactly one <em>gift</em>, a task to run at once or {@link #LOOK} to go and look into the inboxes. While it is busy
 * tasks are left in its inbox, from which any worker that becomes idle takes them.
 *
 * <p>No task waits while a worker is idle: a worker sets its bit, then looks into all inboxes; a submitter puts a task into
 * an inbox, then looks for a set bit. Both orders are kept by full fences, so one of the two sees the other.
 */
final class ThreadWorker implements Runnable {
    /** A gift without a task: just a reason to look around. */
    static final Object LOOK = "look";

    /** Once in so many tasks others' inboxes come first, so that no task waits for ever behind a worker that is stuck. */
    private static final int OTHERS_FIRST = 64;
    /** Looks into the own inbox before the worker says that it is idle: some microseconds at most. */
    private static final int LINGER_ROUNDS = 50;

    final Inbox inbox = new Inbox();
    final int index;
    private final ThreadPoolCore pool;
    private final SpinBudget spin;
    /** A {@code ThreadTask} or {@link #LOOK}. Written by the one who claimed the idle bit, cleared by the worker. */
    private volatile @Nullable Object gift;
    /** True while the thread may be parked. Written by the worker, read by givers after they wrote the gift. */
    private volatile boolean parked;
    /** The task that runs now. Written by the worker with release, read by {@code shutdownNow}. */
    private final Padded<ThreadTask<?>> current = new Padded<>();
    /** Null while the worker has no thread. Written under the pool's lock, read by givers. */
    volatile @Nullable Thread thread;

    ThreadWorker(ThreadPoolCore pool, int index, SpinBudget spin) {
        this.pool = pool;
        this.index = index;
        this.spin = spin;
    }

    /** Gives what the idle worker is owed; the caller has claimed its bit. */
    void give(Object taskOrLook) {
        gift = taskOrLook; // volatile: a full fence before parked is read
        if (parked) {
            pool.wokeUp();
            LockSupport.unpark(thread);
        }
    }

    /** What the worker was given and has not taken yet. */
    @Nullable
    Object gift() {
        return gift;
    }

    boolean isOf(ThreadPoolCore other) {
        return pool == other;
    }

    @Nullable
    ThreadTask<?> current() {
        return current.getAcquire();
    }

    /** For the worker's own thread: which task it runs now; returns which it was. */
    @Nullable
    ThreadTask<?> setCurrent(@Nullable ThreadTask<?> task) {
        ThreadTask<?> before = current.getPlain();
        current.setRelease(task);
        return before;
    }

    @Override
    public void run() {
        if (!pool.initialize()) {
            refuse();
            pool.exitedBroken(this);
            return;
        }
        int looks = 0; // not a field: submitters read what would lie beside it
        do {
            ThreadTask<?> task;
            while ((task = next(++looks)) != null) {
                run(task);
            }
        } while (awaitGift());
    }

    private void run(ThreadTask<?> task) {
        Thread.interrupted(); // what the task before left behind means nothing to this one
        current.setRelease(task);
        try {
            task.runToItsEnd();
        } finally {
            current.setRelease(null);
        }
    }

    /** After a failed initializer: whatever was given to this worker fails with the pool. */
    private void refuse() {
        if (takeGift() instanceof ThreadTask<?> task) {
            pool.failPending(task);
        }
    }

    /** @param looks how often it was looked so far */
    private @Nullable ThreadTask<?> next(int looks) {
        if (gift != null && takeGift() instanceof ThreadTask<?> task) {
            return task;
        }
        if (looks % OTHERS_FIRST == 0) {
            ThreadTask<?> stolen = pool.steal(index);
            if (stolen != null) {
                return stolen;
            }
        }
        ThreadTask<?> task = inbox.poll();
        if (task == null) {
            task = pool.steal(index);
        }
        return task == null && pool.isSaturated() && spin.nanos() > 0 ? linger() : task;
    }

    /**
     * Where the next task can come by an inbox only, it is waited for there for a moment: saying that one is idle and being given a
     * task takes two lines of memory to and fro, more than most tasks in a stream of short ones.
     */
    private @Nullable ThreadTask<?> linger() {
        ThreadTask<?> task = null;
        for (int round = 0; task == null && round < LINGER_ROUNDS; round++) {
            Thread.onSpinWait();
            task = inbox.poll();
        }
        return task;
    }

    /** Takes what was given, null when nothing was. */
    @Nullable
    Object takeGift() {
        Object given = gift;
        gift = null;
        return given;
    }

    /** Idles until there is a gift or something to take; false when the thread shall end. */
    private boolean awaitGift() {
        pool.idle.add(index);
        if (pool.hasWaitingTasks() || spin()) {
            return leaveIdle();
        }
        long start = System.nanoTime();
        boolean idledTooLong = park();
        spin.parked(System.nanoTime() - start + spin.nanos());
        if (gift != null || pool.hasWaitingTasks()) {
            return leaveIdle();
        }
        if (!idledTooLong && !pool.isStopping()) {
            return leaveIdle();
        }
        return leaveIdle() && (gift != null || !pool.leave(this));
    }

    /** Takes the own bit back, or waits for the gift of whoever took it: it is two instructions away. Returns true. */
    private boolean leaveIdle() {
        if (!pool.idle.claim(index)) {
            while (gift == null) {
                Thread.onSpinWait();
            }
        }
        return true;
    }

    private boolean spin() {
        long budget = spin.nanos();
        if (budget == 0) {
            return gift != null;
        }
        long start = System.nanoTime();
        for (int round = 1; gift == null; round++) {
            Thread.onSpinWait();
            if (round % SpinBudget.ROUNDS_PER_LOOK == 0 && System.nanoTime() - start > budget) {
                return false;
            }
        }
        spin.succeeded();
        return true;
    }

    /** Parks once; true when the idle timeout ran out. */
    private boolean park() {
        parked = true; // volatile: a full fence before the gift is read
        try {
            long nanos = pool.idleNanos();
            long start = System.nanoTime();
            while (gift == null && !pool.isStopping() && !pool.hasWaitingTasks()) {
                long left = nanos - (System.nanoTime() - start);
                if (left <= 0) {
                    return true;
                }
                LockSupport.parkNanos(this, left);
                Thread.interrupted(); // an interrupt for a task that is over means nothing here
            }
            return false;
        } finally {
            parked = false;
        }
    }
}
