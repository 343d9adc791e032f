package dev.ringwork;

import dev.ringwork.base.Deadline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The wait of {@link TaskFutures#waitFor}: counts down until its condition holds, then unparks its one thread. */
final class CountingWaiter extends CompletionWaiter {
    private final Thread thread = Thread.currentThread();
    private final ReturnWhen when;
    private final AtomicInteger missing;
    private final List<TaskFuture<?>> attached = new ArrayList<>();
    /** Written by completing threads, read by the waiting one; set once, when the wait is over. */
    private volatile boolean satisfied;

    CountingWaiter(Collection<? extends TaskFuture<?>> futures, ReturnWhen when) {
        this.when = when;
        this.missing = new AtomicInteger(futures.size());
        satisfied = futures.isEmpty();
    }

    void attachTo(Collection<? extends TaskFuture<?>> futures) {
        for (TaskFuture<?> future : futures) {
            if (future.attach(this)) {
                attached.add(future);
            } else {
                boolean matters = when == ReturnWhen.FIRST_EXCEPTION && !future.isCancelled();
                completed(future, matters && future.exception() != null);
            }
        }
    }

    @Override
    public void completed(TaskFuture<?> future, boolean failed) {
        boolean last = missing.decrementAndGet() == 0;
        boolean enough = switch (when) {
            case FIRST_COMPLETED -> true;
            case FIRST_EXCEPTION -> last || failed;
            case ALL_COMPLETED -> last;
        };
        if (enough) {
            satisfied = true;
            LockSupport.unpark(thread);
        }
    }

    void await(Deadline deadline) throws InterruptedException {
        for (int i = 0; i < attached.size() && !satisfied && !deadline.isOver(); i++) {
            attached.get(i).help(); // no thread needs to do so twice
        }
        while (!satisfied) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            long nanos = deadline.parkNanos();
            if (nanos <= 0) {
                return;
            }
            LockSupport.parkNanos(this, nanos);
        }
    }

    void detachAll() {
        attached.forEach(future -> future.detach(this));
    }
}
