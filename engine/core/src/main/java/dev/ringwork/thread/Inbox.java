package dev.ringwork.thread;

import java.lang.invoke.MethodHandles;
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
    private static final VarHandle TOKEN;

    static {
        try {
            TOKEN = MethodHandles.lookup().findVarHandle(Inbox.class, "token", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final MessagePassingQueue<ThreadTask<?>> queue = new MpscUnboundedAtomicArrayQueue<>(CHUNK);
    /** True while a thread polls. Taken by compare-and-set, given back by release. */
    private volatile boolean token;

    void offer(ThreadTask<?> task) {
        queue.offer(task);
    }

    /** Takes the oldest task; null when there is none or another thread has the token. */
    @Nullable
    ThreadTask<?> poll() {
        if (token || !TOKEN.compareAndSet(this, false, true)) {
            return null;
        }
        try {
            return queue.poll();
        } finally {
            TOKEN.setRelease(this, false);
        }
    }

    /** Whether no task is waiting, at some moment during the call. */
    boolean isEmpty() {
        return queue.isEmpty();
    }
}
