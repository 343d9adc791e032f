package dev.ringwork.process;

import java.util.ArrayDeque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Calls for which no channel has room, oldest first. Locked: it is used only when the rings are full or missing. */
final class Backlog {
    private final ArrayDeque<ProcessCall<?>> calls = new ArrayDeque<>();
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

    /** Hands calls to {@code place}, oldest first, until it has no room for one. */
    synchronized void drainTo(Predicate<ProcessCall<?>> place) {
        ProcessCall<?> call;
        while ((call = calls.peekFirst()) != null) {
            if (call.takeFromBacklog() && !isPlaced(call, place)) {
                break;
            }
            calls.removeFirst();
        }
        size = calls.size();
    }

    /** A call that is not placed, be it because something was thrown, waits on. */
    private static boolean isPlaced(ProcessCall<?> call, Predicate<ProcessCall<?>> place) {
        boolean placed = false;
        try {
            placed = place.test(call);
            return placed;
        } finally {
            if (!placed) {
                call.waiting();
            }
        }
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
