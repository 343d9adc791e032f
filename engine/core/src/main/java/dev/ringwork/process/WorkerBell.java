package dev.ringwork.process;

import dev.ringwork.WorkerProtocolException;
import dev.ringwork.link.Doorbell;
import dev.ringwork.run.ErrorLog;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The pipe over which a worker is rung, from any thread.
 *
 * <p>A worker reads its bells before it waits again, so the pipe has room as long as it keeps to the rules. One that only says that it waits
 * fills the pipe, and then who rings is blocked: that is found by {@link #isStuck}. The supervisor, which is the one to look, has another
 * thread ring for it once the pipe may be full. The worker's death ends the blocking, unless another process holds the pipe's other end.
 *
 * <p>It takes {@value #LOOKS_UNTIL_STUCK} looks after the bell began, a second apart, so that a stop of this process, which
 * keeps who rings as well, is not taken for the worker's: the look that comes right after it is one of them.
 */
final class WorkerBell {
    /** What a pipe takes at least: Linux makes none smaller than a page. */
    private static final int ALWAYS_ROOM = 4096;

    private static final ErrorLog.Report NO_THREAD =
            new ErrorLog.Report("no thread can be had to ring a worker; it is rung at the next look");

    private static final int LOOKS_UNTIL_STUCK = 2;

    private final String workerName;
    /** Whether the calling thread is the one that finds bells which are stuck. */
    private final BooleanSupplier isSupervisor;

    private final AtomicLong rings = new AtomicLong();
    /** Those that are over, raised by whoever rang: while it rises the pipe is read. */
    private final AtomicLong over = new AtomicLong();
    // Touched by the supervisor only:
    private boolean owed;
    private long overBefore;
    private int looks;

    private volatile @Nullable OutputStream pipe;
    /** Whether the worker was to be rung before there was a pipe: it may have read its handshake, polled and parked by then. */
    private volatile boolean missed;

    WorkerBell(String workerName, BooleanSupplier isSupervisor) {
        this.workerName = workerName;
        this.isSupervisor = isSupervisor;
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
        if (rings.get() >= ALWAYS_ROOM && isSupervisor.getAsBoolean()) {
            ringAside(out);
        } else {
            write(out);
        }
    }

    /** For the supervisor, which may wait for nobody, nor fail for want of a thread: then it rings at its next look. */
    private void ringAside(OutputStream out) {
        try {
            Thread thread = new Thread(null, () -> write(out), workerName + " bell", 0, false);
            thread.setDaemon(true);
            thread.start();
        } catch (OutOfMemoryError e) {
            owed = true;
            NO_THREAD.debug(e);
        }
    }

    /** Rings if that was put off. For the supervisor, about once a second. */
    void ringOwed() {
        if (owed) {
            owed = false;
            ring();
        }
    }

    private void write(OutputStream out) {
        rings.getAndIncrement();
        try {
            Doorbell.ring(out);
        } catch (IOException e) {
            // As a rule the worker is dead, and its exit, which alone decides that, settles its calls.
            ErrorLog.debug("a worker can't be rung: " + workerName, e);
        } finally {
            over.getAndIncrement();
        }
    }

    /** Whether somebody rings right now. */
    boolean isRinging() {
        long overNow = over.get(); // first: there are never more of these
        return rings.get() != overNow;
    }

    /**
     * Whether somebody has rung for so long that the worker can't be reading its bells: somebody rings, and nobody who rang has come
     * through since the looks before. For the supervisor, about once a second.
     */
    boolean isStuck() {
        long overNow = over.get();
        boolean rung = rings.get() != overNow;
        looks = !rung ? 0 : overNow == overBefore ? looks + 1 : 1;
        overBefore = overNow;
        return looks > LOOKS_UNTIL_STUCK;
    }

    WorkerProtocolException howStuck() {
        return new WorkerProtocolException(
                "a worker reads its bells: worker=" + workerName + " rings=" + rings() + "; its stdin is full", null);
    }
}
