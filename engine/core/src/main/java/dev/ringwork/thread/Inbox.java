package dev.ringwork.thread;

import dev.ringwork.run.Padded;
import java.lang.invoke.VarHandle;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one worker: an unbounded MPSC queue whose consumer side is a token.
 *
 * <p><b>Assumptions and guarantees.</b> Any thread may {@link #offer}. Any thread may {@link #poll}; it takes the token
 * for the moment of the poll, so the queue never sees two consumers. That lets an idle worker take over the inbox of one
 * that is stuck in a long task. Offers of one thread are polled in their order. {@code poll} returns null when the inbox is
 * empty or another thread polls it right now; whoever offers looks for an idle worker afterwards, so nothing is left lying.
 */
final class Inbox {
    private static final int CHUNK = 256;
    private final MessagePassingQueue<ThreadTask<?>> queue = new MpscUnboundedAtomicArrayQueue<>(CHUNK);
    /** True while a thread polls, else null. Taken by compare-and-set, given back by release; not in the line of {@code queue}. */
    private final Padded<Boolean> token = new Padded<>();

    /** Leaves a task here. What the caller looks at afterwards is as it is once the task can be seen. */
    void offer(ThreadTask<?> task) {
        queue.offer(task);
        VarHandle.fullFence(); // the queue's last store is a release, which a later look may overtake
    }

    /** Takes the oldest task; null when there is none or another thread has the token. */
    @Nullable
    ThreadTask<?> poll() {
        if (token.getAcquire() != null || !token.compareAndSet(null, Boolean.TRUE)) {
            return null;
        }
        try {
            ThreadTask<?> task = queue.relaxedPoll(); // without a look at what producers write all the time
            ThreadTask<?> next = queue.relaxedPeek();
            if (next != null) {
                next.prefetch();
            }
            return task;
        } finally {
            token.setRelease(null);
        }
    }

    /** Whether no task is waiting, at some moment during the call. */
    boolean isEmpty() {
        return queue.isEmpty();
    }
}
