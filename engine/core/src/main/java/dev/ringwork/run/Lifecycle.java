package dev.ringwork.run;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.WhenFull;
import dev.ringwork.base.Deadline;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The life of a pool, and the count of the tasks it has accepted and not finished.
 *
 * <pre>
 * OPEN ──close()──► CLOSED ──last task done──► quiescent ──workers gone──► TERMINATED
 * </pre>
 *
 * <p><b>Assumptions and guarantees.</b> Counters only rise, and are striped: submitters and workers would otherwise pass one
 * line of memory back and forth for every task. A submitter counts its task in, then looks at {@code closed}; the closer sets
 * {@code closed}, then sums up: with a full fence between, so a task is counted by the closer or refused. Likewise whoever ends
 * a task counts it, then looks at {@code closed}: the last one sums up to 0 left. Ends are summed before admissions, so the
 * difference is never too small. {@code onQuiescent} is told when closed and nothing is left, at least once, perhaps more often.
 */
public final class Lifecycle {
    private static final TaskEnd[] ENDS = TaskEnd.values();

    private final StripedCount admitted = new StripedCount();
    /** Those counted in and refused after all, which counts as an end of its own. */
    private final StripedCount refused = new StripedCount();

    private final StripedCount[] ended = {new StripedCount(), new StripedCount(), new StripedCount()};
    /** Accepted and not finished, for a pool with a limit; else not used. */
    private final AtomicLong taken = new AtomicLong();
    /** Those of them that may be seen done and are not counted out yet. */
    private final AtomicInteger ending = new AtomicInteger();

    private final CountDownLatch terminated = new CountDownLatch(1);
    private final String poolName;
    private final boolean limited;
    /** Most tasks accepted and not finished. Written by {@link #limit}, read by submitters; a constant when there is no limit. */
    private volatile long limit;

    private final WhenFull whenFull;
    private final Runnable onQuiescent;
    private final Keeper.Kept kept;
    private volatile boolean closed;
    /** Submitters that wait for room. Written by them under the monitor, read by whoever finishes a task. */
    private volatile int blocked;

    /** Why the pool is broken, or null. Written once, before the close; read by those refused. */
    private volatile @Nullable Throwable broken;
    /** What {@code broken} says of itself, asked once, since that may be foreign code. Written before it. */
    private String brokenText = "";

    /**
     * Makes an open one.
     *
     * @param poolName for messages
     * @param limit most tasks accepted and not finished; {@code Long.MAX_VALUE} for no limit
     * @param whenFull what to do at the limit
     * @param onQuiescent told when closed and empty; short, may be told more than once
     * @param besides what else the JVM waits for at its end, such as callbacks due
     * @throws IllegalArgumentException when {@code whenFull} says what to do at a limit and there is none
     */
    public Lifecycle(String poolName, long limit, WhenFull whenFull, Runnable onQuiescent, LongSupplier besides) {
        if (whenFull != WhenFull.REJECT && limit == Long.MAX_VALUE) {
            throw new IllegalArgumentException("what to do when a queue is full needs a queue that can be: whenFull="
                    + whenFull + "; set queueCapacity");
        }
        this.poolName = poolName;
        this.limited = limit != Long.MAX_VALUE;
        this.limit = limit;
        this.whenFull = whenFull;
        this.onQuiescent = onQuiescent;
        this.kept = new Keeper.Kept(() -> outstanding() + besides.getAsLong());
    }

    /**
     * Changes the limit of a pool that has one; what was accepted stays. Those who wait for room have it at once when there is
     * more; when there is less, nobody is accepted before so many have ended.
     *
     * @param tasks most tasks accepted and not finished
     */
    public void limit(long tasks) {
        if (limited) {
            limit = tasks;
            wakeBlocked(); // who found no room under the old limit waits by now, or looks once more
        }
    }

    /** {@link #admit(boolean, Deadline)} for a thread that is not the pool's and has time. */
    public boolean admit() {
        return admit(false, Deadline.never());
    }

    /**
     * Counts a task in.
     *
     * @param ownThread whether the calling thread is one that the pool's tasks need, so that it must not wait for room
     * @param deadline until when to wait for room, under {@code BLOCK}
     * @return true when accepted; false when it was counted in without room, for the caller to run it
     * @throws RejectedExecutionException when closed, broken, or full under {@code REJECT}
     * @throws NoRoomException when the wait for room was interrupted or its time ran out
     */
    public boolean admit(boolean ownThread, Deadline deadline) {
        if (!limited) {
            admitAlways();
            return true;
        }
        if (tryAdmit() || whenFull == WhenFull.REJECT && tryAdmitPatiently()) {
            return true;
        }
        return switch (whenFull) {
            case REJECT ->
                throw new RejectedExecutionException("the pool's queue is full: pool=" + poolName + " accepted="
                        + outstanding() + " limit=" + limit + "; submit later or choose another whenFull");
            case CALLER_RUNS -> {
                admitAlways();
                yield false;
            }
            case BLOCK -> {
                if (ownThread) { // who waited here would wait for itself
                    admitAlways();
                    yield false;
                }
                awaitRoom(deadline);
                yield true;
            }
        };
    }

    /** A task is seen done a moment before it is counted out; who submits right after it must not be refused for it. */
    private boolean tryAdmitPatiently() {
        while (ending.get() > 0) {
            Thread.yield();
            if (tryAdmit()) {
                return true;
            }
        }
        return tryAdmit();
    }

    /**
     * Counts a task in whatever the limit, for work that bounds itself.
     *
     * @throws RejectedExecutionException when closed or broken
     */
    public void admitAlways() {
        if (limited) {
            taken.getAndIncrement();
        }
        countIn();
    }

    private void countIn() {
        if (closed) {
            giveRoom();
            throw refusal();
        }
        admitted.increment(); // a full fence before closed is read
        if (closed) {
            refused.increment();
            leave();
            throw refusal();
        }
        boolean accepted = false;
        try {
            if (!kept.keepAlive()) {
                throw exiting();
            }
            accepted = true;
        } finally {
            if (!accepted) { // perhaps for want of memory
                refused.increment();
                leave();
            }
        }
    }

    private boolean tryAdmit() {
        long now;
        do {
            if (closed) {
                throw refusal();
            }
            now = taken.get();
            if (now >= limit) {
                return false;
            }
        } while (!taken.compareAndSet(now, now + 1));
        countIn();
        return true;
    }

    private synchronized void awaitRoom(Deadline deadline) {
        blocked++;
        try {
            while (!tryAdmit()) {
                long nanos = deadline.parkNanos();
                if (nanos <= 0) {
                    throw new NoRoomException("no room came in time in the pool's queue: pool=" + poolName
                            + " accepted=" + outstanding() + " limit=" + limit);
                }
                TimeUnit.NANOSECONDS.timedWait(this, nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoRoomException("interrupted while waiting for room in the pool's queue: pool=" + poolName, e);
        } finally {
            blocked--;
        }
    }

    /** Says that a task is about to be seen done; {@link #ended} or {@link #notEnding} follows at once. */
    public void ending() {
        if (limited) {
            ending.getAndIncrement();
        }
    }

    /** The task had been done already. */
    public void notEnding() {
        if (limited) {
            ending.getAndDecrement();
        }
    }

    /** Counts a task out, after {@link #ending}. */
    public void ended(TaskEnd how) {
        ended[how.ordinal()].increment();
        leave();
        notEnding();
    }

    /** After a count of an end, which is a full fence. */
    private void leave() {
        if (closed && outstanding() == 0) {
            onQuiescent.run();
        }
        giveRoom();
    }

    private void giveRoom() {
        if (limited) {
            taken.getAndDecrement();
            if (blocked > 0) {
                wakeBlocked();
            }
        }
    }

    private synchronized void wakeBlocked() {
        notifyAll();
    }

    private RejectedExecutionException exiting() {
        return new RejectedExecutionException("the virtual machine is ending and the pool takes no tasks: pool="
                + poolName + "; submit before exit begins");
    }

    private RejectedExecutionException refusal() {
        Throwable cause = broken;
        if (cause != null) {
            return new BrokenExecutorException(
                    "the pool is broken and takes no tasks: pool=" + poolName + " cause=" + brokenText
                            + "; make a new pool once the cause is mended",
                    cause);
        }
        return new RejectedExecutionException(
                "the pool was shut down and takes no tasks: pool=" + poolName + "; submit before shutdown or close");
    }

    /** Closes the pool for new tasks. Idempotent. */
    public void close() {
        closed = true;
        if (outstanding() == 0) {
            onQuiescent.run();
        }
        wakeBlocked();
    }

    /**
     * Closes the pool for good because of {@code cause}, which is never asked for anything; false when it was broken before.
     *
     * @param text what the cause says of itself
     */
    public synchronized boolean closeBroken(Throwable cause, String text) {
        if (broken != null) {
            return false;
        }
        brokenText = text;
        broken = cause;
        close();
        return true;
    }

    /** Why the pool is broken, or null. */
    public @Nullable Throwable broken() {
        return broken;
    }

    /** What {@link #broken} says of itself, once there is one. */
    public String brokenText() {
        return broken == null ? "unknown" : brokenText; // read in this order, since only broken is volatile
    }

    /** Tasks accepted and not finished; never less than there are. */
    public long outstanding() {
        long left = -refused.sum();
        for (TaskEnd how : ENDS) {
            left -= count(how);
        }
        return left + admitted.sum();
    }

    /** Tasks that ended so. */
    public long count(TaskEnd how) {
        return ended[how.ordinal()].sum();
    }

    /** Whether new tasks are refused. */
    public boolean isClosed() {
        return closed;
    }

    /** Whether it is closed and every accepted task is done. */
    public boolean isQuiescent() {
        return closed && outstanding() == 0;
    }

    /** To be called once the last worker of a quiescent pool is gone. Idempotent. */
    public void terminated() {
        terminated.countDown();
    }

    /** Whether the workers are gone too. */
    public boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    /** Waits until the workers are gone. */
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return terminated.await(timeout, unit);
    }
}
