package dev.ringwork.run;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.WhenFull;
import dev.ringwork.base.Deadline;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
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
 * One 64-bit word holds the count and, above it, the closed bit, so a submission is either counted before the close or
 * refused: there is no moment in between. {@code onQuiescent} is told when the bit is set and the count is 0, at least
 * once, perhaps more often.
 */
public final class Lifecycle {
    private static final long CLOSED = 1L << 62;
    private static final long COUNT_MASK = CLOSED - 1;

    private static final int PATIENCE = 10;

    private final AtomicLong word = new AtomicLong();
    private final CountDownLatch terminated = new CountDownLatch(1);
    private final String poolName;
    private final long limit;
    private final WhenFull whenFull;
    private final Runnable onQuiescent;
    private final Keeper.Kept kept;
    /** Submitters that wait for room. Written by them under the monitor, read by whoever finishes a task. */
    private volatile int blocked;

    /** Why the pool is broken, or null. Written once, before the close; read by those refused. */
    private volatile @Nullable Throwable broken;

    /**
     * Makes an open one.
     *
     * @param poolName for messages
     * @param limit most tasks accepted and not finished; {@code Long.MAX_VALUE} for no limit
     * @param whenFull what to do at the limit
     * @param onQuiescent told when closed and empty; short, may be told more than once
     * @param besides what else the JVM waits for at its end, such as callbacks due
     */
    public Lifecycle(String poolName, long limit, WhenFull whenFull, Runnable onQuiescent, LongSupplier besides) {
        this.poolName = poolName;
        this.limit = limit;
        this.whenFull = whenFull;
        this.onQuiescent = onQuiescent;
        this.kept = new Keeper.Kept(() -> outstanding() + besides.getAsLong());
    }

    /** {@link #admit(boolean)} for a thread that is not the pool's. */
    public boolean admit() {
        return admit(false);
    }

    /**
     * Counts a task in.
     *
     * @param ownThread whether the calling thread is one that the pool's tasks need, so that it must not wait for room
     * @return true when accepted; false when it was counted in without room, for the caller to run it
     * @throws RejectedExecutionException when closed, broken, or full under {@code REJECT}
     */
    public boolean admit(boolean ownThread) {
        if (limit == Long.MAX_VALUE) {
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
                awaitRoom();
                yield true;
            }
        };
    }

    /** A task is seen done a moment before it is counted out; who submits right after it must not be refused for it. */
    private boolean tryAdmitPatiently() {
        for (int round = 0; round < PATIENCE; round++) {
            Thread.yield();
            if (tryAdmit()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Counts a task in whatever the limit, for work that bounds itself.
     *
     * @throws RejectedExecutionException when closed or broken
     */
    public void admitAlways() {
        if (word.getAndIncrement() >= CLOSED) {
            finished();
            throw refused();
        }
        if (!kept.keepAlive()) {
            finished();
            throw exiting();
        }
    }

    private boolean tryAdmit() {
        while (true) {
            long now = word.get();
            if (now >= CLOSED) {
                throw refused();
            }
            if (now >= limit) {
                return false;
            }
            if (word.compareAndSet(now, now + 1)) {
                if (!kept.keepAlive()) {
                    finished();
                    throw exiting();
                }
                return true;
            }
        }
    }

    private synchronized void awaitRoom() {
        blocked++;
        try {
            while (!tryAdmit()) {
                TimeUnit.NANOSECONDS.timedWait(this, Deadline.LONGEST_PARK_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException(
                    "interrupted while waiting for room in the pool's queue: pool=" + poolName, e);
        } finally {
            blocked--;
        }
    }

    /** Counts a task out. */
    public void finished() {
        if (word.decrementAndGet() == CLOSED) {
            onQuiescent.run();
        }
        if (blocked > 0) {
            wakeBlocked();
        }
    }

    private synchronized void wakeBlocked() {
        notifyAll();
    }

    private RejectedExecutionException exiting() {
        return new RejectedExecutionException("the virtual machine is ending and the pool takes no tasks: pool="
                + poolName + "; submit before exit begins");
    }

    private RejectedExecutionException refused() {
        Throwable cause = broken;
        if (cause != null) {
            return new BrokenExecutorException(
                    "the pool is broken and takes no tasks: pool=" + poolName + " cause=" + cause.getMessage()
                            + "; make a new pool once the cause is mended",
                    cause);
        }
        return new RejectedExecutionException(
                "the pool was shut down and takes no tasks: pool=" + poolName + "; submit before shutdown or close");
    }

    /** Closes the pool for new tasks. Idempotent. */
    public void close() {
        long before = word.getAndUpdate(w -> w | CLOSED);
        if ((before & COUNT_MASK) == 0) {
            onQuiescent.run();
        }
        wakeBlocked();
    }

    /** Closes the pool for good because of {@code cause}; false when it was broken before. */
    public synchronized boolean closeBroken(Throwable cause) {
        if (broken != null) {
            return false;
        }
        broken = cause;
        close();
        return true;
    }

    /** Why the pool is broken, or null. */
    public @Nullable Throwable broken() {
        return broken;
    }

    /** Tasks accepted and not finished. */
    public long outstanding() {
        return word.get() & COUNT_MASK;
    }

    /** Whether new tasks are refused. */
    public boolean isClosed() {
        return word.get() >= CLOSED;
    }

    /** Whether it is closed and every accepted task is done. */
    public boolean isQuiescent() {
        return word.get() == CLOSED;
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
