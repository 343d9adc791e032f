package dev.ringwork.process;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets one thread at a time poll a result ring, without anyone ever waiting for it.
 *
 * <pre>
 * FREE ──tryLock──► HELD ──unlock──► FREE
 *                    │ ▲
 *      askAgain      │ │unlock fails: the holder takes all there is
 *                    ▼ │
 *                   AGAIN
 * </pre>
 *
 * <p><b>Assumptions and guarantees.</b> A thread whose {@link #lockOrAskAgain} returns false may rely on it that the holder, who
 * finds AGAIN when it wants to unlock, begins to poll after its call and takes all that is published then. So a record published
 * before the call is not overlooked by both.
 */
final class PollLock {
    private static final int FREE = 0;
    private static final int HELD = 1;
    private static final int AGAIN = 2;

    private final AtomicInteger state = new AtomicInteger();

    /** Whether nobody polls. Who does later sees all that was done before this. */
    boolean isFree() {
        return state.get() == FREE;
    }

    /** Locks if nobody polls. */
    boolean tryLock() {
        return state.get() == FREE && state.compareAndSet(FREE, HELD);
    }

    /** Locks, or makes the holder poll again. */
    boolean lockOrAskAgain() {
        while (true) {
            int now = state.get();
            if (now == FREE) {
                if (state.compareAndSet(FREE, HELD)) {
                    return true;
                }
            } else if (now == AGAIN || state.compareAndSet(HELD, AGAIN)) {
                return false;
            }
        }
    }

    /** Unlocks; false when the holder was asked to poll again and still holds the lock. */
    boolean unlock() {
        if (state.compareAndSet(HELD, FREE)) {
            return true;
        }
        state.set(HELD);
        return false;
    }
}
