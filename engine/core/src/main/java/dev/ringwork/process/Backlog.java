package dev.ringwork.process;

import java.util.LinkedList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Calls for which no channel has room, oldest first. Locked: it is used only when the rings are full or missing. */
final class Backlog {
    /** Linked: an ArrayDeque that can't grow, for want of memory, takes itself for empty. */
    private final LinkedList<ProcessCall<?>> calls = new LinkedList<>();
    /** Size of {@code calls}, written under the lock. */
    private volatile int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** Adds a call that its caller owns. */
    synchronized void add(ProcessCall<?> call) {
        calls.addLast(call); // may throw, and then the caller owns it still
        call.waiting();
        size = calls.size();
    }

    /** Hands calls to {@code place}, oldest first, until it has no room for one: then false. */
    synchronized boolean drainTo(Predicate<ProcessCall<?>> place) {
        boolean room = true;
        ProcessCall<?> call;
        while (room && (call = calls.peekFirst()) != null) {
            room = !call.takeFromBacklog() || placed(call, place);
            if (room) {
                calls.removeFirst();
            }
        }
        size = calls.size();
        return room;
    }

    /** False when there is no room, and the call waits on. */
    private static boolean placed(ProcessCall<?> call, Predicate<ProcessCall<?>> place) {
        try {
            if (place.test(call)) {
                return true;
            }
        } catch (Throwable t) {
            // Want of memory as a rule. Whether it was placed isn't known, so it must not be once more.
            Channel.fail(call, t);
            return true;
        }
        call.waiting();
        return false;
    }

    /** Takes one call that nobody cancelled, null when there is none, at once; the caller owns it. */
    synchronized @Nullable ProcessCall<?> poll() {
        ProcessCall<?> call;
        do {
            call = calls.pollFirst();
        } while (call != null && !call.takeFromBacklog());
        size = calls.size();
        return call;
    }
}
