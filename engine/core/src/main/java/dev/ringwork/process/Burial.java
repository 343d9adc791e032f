package dev.ringwork.process;

import dev.ringwork.TaskTimeoutException;
import dev.ringwork.WorkerProtocolException;
import dev.ringwork.run.ErrorLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What becomes of a dead worker's calls: the one that it ran fails, those not begun move on. For the supervisor. */
final class Burial {
    /** Reading what is left in a pipe takes no time; a grandchild that holds the pipe must not hold up the pool. */
    private static final long NO_MORE_WORDS_MILLIS = 10;
    /** For one that goes on writing there. */
    private static final long LAST_WORDS_MILLIS = 200;
    /** The one that ran, and one whose result could not be kept; more only where claim words are spoilt. */
    private static final int MOST_LOST = 16;

    private static final ErrorLog.Report NOT_PREPARED =
            new ErrorLog.Report("what a dead worker leaves could not be seen to as it should; its calls are settled");

    private final ProcessPoolCore pool;
    private final OnWorkerDeath onWorkerDeath;
    // Made beforehand: once a worker is forgotten an OutOfMemoryError would lose its calls.
    private final Consumer<ProcessCall<?>> failRunning = this::failRunning;
    private final Movement unbegun = new Movement(this::takeUnbegun);
    private final List<ProcessCall<?>> lost = new ArrayList<>(MOST_LOST);
    private final Consumer<ProcessCall<?>> lose = lost::add;
    /** The worker whose calls are settled. */
    private @Nullable WorkerHandle dead;

    Burial(ProcessPoolCore pool, OnWorkerDeath onWorkerDeath) {
        this.pool = pool;
        this.onWorkerDeath = onWorkerDeath;
    }

    /** After {@link Channel#drain}: hears last words and breaks the pool if the user wants that. Never throws. */
    void prepare(WorkerHandle worker, @Nullable ProcessCall<?> running, boolean ending) {
        try {
            hearLastWords(worker);
            breakIfAsked(worker, running, ending);
        } catch (Throwable t) {
            NOT_PREPARED.error(t);
        }
    }

    /** Settles its calls, once, and lets go of all there was of it; returns how many were not begun. */
    int settle(WorkerHandle worker) {
        dead = worker;
        try {
            return pool.moveAway(unbegun);
        } finally {
            for (int i = 0; i < lost.size(); i++) {
                Channel.hand(lost.get(i), failRunning);
            }
            lost.clear();
            dead = null;
            worker.closeLinkFile();
            closePipes(worker);
        }
    }

    private int takeUnbegun(Consumer<ProcessCall<?>> moveOn) {
        return Objects.requireNonNull(dead).channel().settle(lose, moveOn);
    }

    private static void hearLastWords(WorkerHandle worker) {
        try {
            worker.awaitLastWords(NO_MORE_WORDS_MILLIS, LAST_WORDS_MILLIS);
        } catch (InterruptedException e) {
            ErrorLog.warning(
                    "the supervisor of a pool is not to be interrupted; a worker's last words may be missing", e);
        }
    }

    private void breakIfAsked(WorkerHandle worker, @Nullable ProcessCall<?> running, boolean ending) {
        boolean asWanted = running == null && (worker.isStopping() || worker.isLeaving() || worker.neededName());
        if (onWorkerDeath != OnWorkerDeath.BREAK_POOL || asWanted || ending) {
            return;
        }
        Throwable why = worker.killedFor();
        boolean reported = worker.channel().isOutOfMemoryForWorker(); // by the call itself, or it is what that gets
        if (why instanceof WorkerProtocolException && !isOurOwn(why)) {
            pool.breakPool(why);
        } else if (why == null && !reported) {
            pool.breakPool(death(worker, running));
        }
    }

    /** Whether a worker was killed because this JVM wanted for memory, or for stack, while it took results. That worker broke no rule. */
    private static boolean isOurOwn(@Nullable Throwable why) {
        return why instanceof WorkerProtocolException && why.getCause() instanceof VirtualMachineError;
    }

    /** What the failure of the call that a dead worker was running looks like when the pool did not kill it. */
    private static Exception death(WorkerHandle worker, @Nullable ProcessCall<?> call) {
        if (!worker.channel().isSpoiltForWorker()) {
            return worker.died(call);
        }
        return new WorkerProtocolException(
                "a worker found in its link what nobody wrote by the rules, and ended: pid=" + worker.pid() + " stderr="
                        + worker.lastWords() + "; look for native code that writes beyond its memory",
                null);
    }

    private void failRunning(ProcessCall<?> call) {
        WorkerHandle worker = Objects.requireNonNull(dead);
        Throwable why = worker.killedFor();
        if (pool.lifecycle().broken() != null) {
            call.deliverFailure(pool.brokenFailure());
        } else if (why instanceof TaskTimeoutException) {
            call.deliverFailure(new TaskTimeoutException(String.valueOf(why.getMessage())));
        } else if (isOurOwn(why)) {
            call.deliverFailure(new OutOfMemoryError(
                    "this JVM had no memory to take the results of a worker, which was ended for it: pid="
                            + worker.pid()
                            + " call=" + call + " cause="
                            + Objects.requireNonNull(why).getCause()
                            + "; the call may have run; give this JVM a larger heap (-Xmx)"));
        } else if (why instanceof WorkerProtocolException) {
            call.deliverFailure(new WorkerProtocolException(String.valueOf(why.getMessage()), why));
        } else if (why == null && worker.channel().isOutOfMemoryForWorker()) {
            call.deliverFailure(new OutOfMemoryError(
                    "a call went on though it had used up its worker's heap, until the worker ended itself: pid="
                            + worker.pid() + " call=" + call
                            + "; raise workerHeap, or let OutOfMemoryError end the call"));
        } else {
            call.deliverFailure(death(worker, call));
        }
    }

    private static void closePipes(WorkerHandle worker) {
        try {
            worker.closePipes();
        } catch (IOException e) {
            ErrorLog.debug(
                    "closing the pipe to a dead worker failed", e); // bytes that nobody will read were left in it
        }
    }
}
