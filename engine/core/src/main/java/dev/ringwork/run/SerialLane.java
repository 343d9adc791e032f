package dev.ringwork.run;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A way to an executor on which one follows another, however many threads the executor has.
 *
 * <p><b>Assumptions and guarantees.</b> One thread at a time calls {@link #execute}; what it is given never throws. What the
 * executor refuses is logged and lost, and what comes later is offered to it anew.
 */
final class SerialLane {
    private final Executor where;
    private final ConcurrentLinkedQueue<Runnable> queue = new ConcurrentLinkedQueue<>();
    /** Given and not run. The executor has one task of ours while it is above 0. */
    private final AtomicInteger due = new AtomicInteger();

    SerialLane(Executor where) {
        this.where = where;
    }

    boolean leadsTo(Executor other) {
        return where == other;
    }

    void execute(Runnable action) {
        queue.add(action);
        if (due.getAndIncrement() != 0) {
            return;
        }
        try {
            where.execute(this::drain);
        } catch (Throwable refused) {
            queue.clear();
            due.set(0);
            ErrorLog.error("an executor refused a callback, which is lost; the next one runs all the same", refused);
        }
    }

    private void drain() {
        do {
            Runnable action = queue.poll();
            if (action != null) {
                action.run();
            }
        } while (due.decrementAndGet() > 0);
    }
}
