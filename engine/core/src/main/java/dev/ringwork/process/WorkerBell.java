package dev.ringwork.process;

import dev.ringwork.WorkerProtocolException;
import dev.ringwork.link.Doorbell;
import dev.ringwork.run.ErrorLog;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The pipe over which a worker is rung, from any thread.
 *
 * <p>A worker reads its bells before it waits again, so the pipe has room as long as it keeps to the rules. One that only says that it waits
 * fills the pipe, and then who rings is blocked: that is found by {@link #isStuck}, and for the supervisor, which is the one
 * to look, by a timer. The worker's death ends the blocking.
 */
final class WorkerBell {
    /** What a pipe takes at least: Linux makes none smaller than a page. */
    private static final int ALWAYS_ROOM = 4096;

    static final long LONGEST_RING_NANOS = 1_000_000_000L;

    /** Whom a bell that doesn't come through is told to. */
    interface Owner {
        /** Whether the calling thread is the one that otherwise finds bells which are stuck. */
        boolean isSupervisor();

        /** A bell was not read; the worker is to be ended. */
        void stuck(WorkerProtocolException how);
    }

    private final String workerName;
    private final Owner owner;
    private final AtomicLong rings = new AtomicLong();
    /** When one of those that ring began to, 0 for nobody. */
    private final AtomicLong ringingSince = new AtomicLong();

    private volatile @Nullable OutputStream pipe;
    /** Whether the worker was to be rung before there was a pipe: it may have read its handshake, polled and parked by then. */
    private volatile boolean missed;

    WorkerBell(String workerName, Owner owner) {
        this.workerName = workerName;
        this.owner = owner;
    }

    /** There is a pipe from now on. */
    void pipe(OutputStream toWorker) {
        pipe = toWorker;
        if (missed) {
            ring();
        }
    }

    /** How often the worker was rung. */
    long rings() {
        return rings.get();
    }

    /** Wakes the worker, whether it waits or not. */
    void ring() {
        OutputStream out = pipe;
        if (out == null) {
            missed = true; // then the pipe is looked for again: this side sees it, or who sets it sees this
            out = pipe;
            if (out == null) {
                return;
            }
        }
        boolean mayBlock = rings.getAndIncrement() >= ALWAYS_ROOM;
        if (mayBlock && owner.isSupervisor()) {
            ringInTime(out);
        } else {
            write(out);
        }
    }

    private void write(OutputStream out) {
        boolean first = ringingSince.compareAndSet(0, System.nanoTime() | 1);
        try {
            Doorbell.ring(out);
        } catch (IOException e) {
            // As a rule the worker is dead, and its exit, which alone decides that, settles its calls.
            ErrorLog.debug("a worker can't be rung: " + workerName, e);
        } finally {
            if (first) {
                ringingSince.set(0);
            }
        }
    }

    private void ringInTime(OutputStream out) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        over.orTimeout(LONGEST_RING_NANOS, TimeUnit.NANOSECONDS).whenComplete((nothing, late) -> {
            if (late != null) {
                owner.stuck(howStuck());
            }
        });
        try {
            write(out);
        } finally {
            over.complete(null);
        }
    }

    /** Whether somebody rings right now. */
    boolean isRinging() {
        return ringingSince.get() != 0;
    }

    /** Whether somebody has rung for so long that the worker can't be reading its bells. */
    boolean isStuck() {
        long since = ringingSince.get();
        return since != 0 && System.nanoTime() - since > LONGEST_RING_NANOS;
    }

    WorkerProtocolException howStuck() {
        return new WorkerProtocolException(
                "a worker reads its bells: worker=" + workerName + " rings=" + rings() + "; its stdin is full", null);
    }
}
