package dev.ringwork.process;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Calls on their way from a worker to others, or to their end. Made before there is anything to lose: once calls are taken there
 * may be no memory for it. For one thread.
 */
final class Movement {
    /** As many as a thief takes. More room is made when it is needed, and who finds none loses a call, not all. */
    private static final int ROOM = 64;

    /** Where calls are taken from that have not begun. */
    interface Source {
        /** Takes them; returns how many, where anybody asks. */
        int collect(Consumer<ProcessCall<?>> into);
    }

    private final Source from;
    private final List<ProcessCall<?>> calls = new ArrayList<>(ROOM);
    private final Consumer<ProcessCall<?>> add = calls::add;

    Movement(Source from) {
        this.from = from;
    }

    /** Collects them; returns what the source says. Does not wait. */
    int collect() {
        return from.collect(add);
    }

    /** Whatever goes wrong with one of these calls, want of memory as a rule, fails that one and loses none. */
    void forEach(Consumer<ProcessCall<?>> action) {
        for (int i = 0; i < calls.size(); i++) { // without an iterator, for which there might be no memory
            Channel.hand(calls.get(i), action);
        }
    }

    /** They have arrived. */
    void clear() {
        calls.clear();
    }
}
