package dev.ringwork.run;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the JVM alive while a pool has accepted work: the counterpart of Python's exit handler, without a shutdown hook
 * that could hang.
 *
 * <p>Threads of pools are daemons, so that a forgotten idle pool ends with the program. While any pool has work, one
 * non-daemon thread, {@code ringwork-keeper}, lives; it looks every {@value #LOOK_MILLIS} ms and ends after two looks in
 * a row that found every pool idle. A pool that submits after that starts it again, off the path of the call's data.
 * {@code System.exit} is not held up: who calls it means it.
 *
 * <p>Once the virtual machine has begun to end, nothing is accepted any more. It tells so by refusing shutdown hooks, so that is
 * what is tried, on registering a pool and at every look; a hook that stayed would keep this class from being unloaded.
 */
public final class Keeper {
    private static final long LOOK_MILLIS = 10;
    private static final ErrorLog.Report NO_THREAD =
            new ErrorLog.Report("nothing keeps the virtual machine from ending before accepted work is done");
    private static final ErrorLog.Report NOT_LOOKED =
            new ErrorLog.Report("it could not be looked whether there is accepted work; it is looked again");
    private static final Keeper INSTANCE = new Keeper();
    /** Never started, but at the end of the virtual machine, when it does nothing. */
    private static final Thread PROBE = new Thread("ringwork-exit");
    /** True once the virtual machine was found ending. Set once, by whoever finds out. */
    private static volatile boolean exitBegan;

    /** Pools with recent work. Guarded by this. */
    private final Set<Kept> kept = new HashSet<>();
    /** The thread, when it lives. Guarded by this. */
    private @Nullable Thread thread;
    /** Whether the look before failed. The thread's own. */
    private boolean failing;

    private Keeper() {}

    /** One pool's tie to the keeper. */
    public static final class Kept {
        private final LongSupplier outstanding;
        /** True while the keeper watches this pool. Set by submitters, cleared by the keeper. */
        private final AtomicBoolean watched = new AtomicBoolean();

        private final Predicate<Kept> watch;
        private boolean idleBefore;

        Kept(LongSupplier outstanding) {
            this(outstanding, pool -> !findExitBegan() && INSTANCE.watch(pool));
        }

        /** With a keeper of the caller's choice. */
        Kept(LongSupplier outstanding, Predicate<Kept> watch) {
            this.outstanding = outstanding;
            this.watch = watch;
        }

        /** Called after a task was counted in; false when it comes too late. Costs two reads when the keeper is there. */
        boolean keepAlive() {
            if (exitBegan) {
                return false;
            }
            if (watched.get() || !watched.compareAndSet(false, true)) {
                return true;
            }
            boolean told = false;
            try {
                boolean inTime = watch.test(this);
                told = true;
                return inTime;
            } finally {
                if (!told) { // for want of memory: the next submitter tries
                    watched.set(false);
                }
            }
        }
    }

    /** Whether the virtual machine has begun to end. */
    public static boolean isExiting() {
        return exitBegan || findExitBegan();
    }

    private static synchronized boolean findExitBegan() {
        try {
            Runtime.getRuntime().addShutdownHook(PROBE);
            Runtime.getRuntime().removeShutdownHook(PROBE);
        } catch (IllegalStateException e) {
            exitBegan = true;
        } catch (SecurityException e) {
            return false; // who may not ask is not told
        }
        return exitBegan;
    }

    private synchronized boolean watch(Kept pool) {
        kept.add(pool);
        if (thread == null) {
            Thread keeper = new Thread(null, this::run, "ringwork-keeper", 0, false);
            keeper.setDaemon(false);
            try {
                keeper.start();
                thread = keeper;
            } catch (OutOfMemoryError e) { // no thread can be had; the next pool that is watched tries again
                NO_THREAD.warning(e);
            }
        }
        return true;
    }

    private void run() {
        while (mustLookAgain()) {
            LockSupport.parkNanos(this, LOOK_MILLIS * 1_000_000);
        }
    }

    private boolean mustLookAgain() {
        try {
            boolean again = lookAgain();
            failing = false;
            return again;
        } catch (OutOfMemoryError e) { // accepted work must be kept alive all the same
            if (!failing) {
                failing = true;
                NOT_LOOKED.error(e);
            }
            return true;
        }
    }

    private synchronized boolean lookAgain() {
        findExitBegan();
        kept.removeIf(Keeper::letGo);
        if (kept.isEmpty()) {
            thread = null;
            return false;
        }
        return true;
    }

    /** One look at a pool; true when it has been idle for two and is watched no more. */
    static boolean letGo(Kept pool) {
        boolean idle = pool.outstanding.getAsLong() == 0;
        boolean stillIdle = idle && pool.idleBefore;
        pool.idleBefore = idle;
        if (!stillIdle) {
            return false;
        }
        // A submitter counts its task, then looks at watched; here watched is cleared, then the count is looked at.
        pool.idleBefore = false;
        pool.watched.set(false);
        return pool.outstanding.getAsLong() == 0 || !pool.watched.compareAndSet(false, true);
    }
}
