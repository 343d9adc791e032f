package dev.ringwork.link;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who is inside something that will be taken away: users come and go without a lock, the owner closes the door and waits
 * until the last has left.
 *
 * <p><b>Assumptions and guarantees.</b> Users leave soon, at the latest when they see that it is closed. After
 * {@link #close} nobody enters; once {@link #isDrained} nobody is inside and whatever users did happens-before.
 */
public final class UseCount {
    private static final int CLOSED = 1 << 30;

    private final AtomicInteger count = new AtomicInteger();

    /**
     * Enters.
     *
     * @return how many were inside before, or -1 when closed: then don't leave
     */
    public int enter() {
        int before = count.getAndIncrement();
        if (before >= CLOSED) {
            count.getAndDecrement();
            return -1;
        }
        return before;
    }

    /** Leaves; true for the last one inside, unless closed. */
    public boolean leave() {
        return count.decrementAndGet() == 0;
    }

    /** Whether anyone is inside. */
    public boolean isEmpty() {
        int now = count.get();
        return now == 0 || now == CLOSED;
    }

    /** Closes the door. Idempotent. */
    public void close() {
        count.getAndUpdate(now -> now >= CLOSED ? now : now + CLOSED);
    }

    /** Whether the door is closed and nobody is inside. */
    public boolean isDrained() {
        return count.get() == CLOSED;
    }
}
