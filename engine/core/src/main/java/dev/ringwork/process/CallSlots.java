package dev.ringwork.process;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one channel, by the slots of its claim table.
 *
 * <p><b>Assumptions and guarantees.</b> A slot is taken by compare-and-set and has one holder until it is freed. A call's id
 * is {@code round * slots + slot}: it names the slot and is never used twice. A channel may have a budget of calls; taking a
 * slot costs one, which comes back when the call was not placed or not begun after all.
 */
final class CallSlots {
    /** A budget without end. */
    static final int UNLIMITED = Integer.MAX_VALUE;

    private final AtomicReferenceArray<@Nullable ProcessCall<?>> calls;
    /** How often each slot was taken. Only its holder touches an element; {@link #calls} orders holders. */
    private final long[] rounds;

    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger budget;
    private final boolean limited;
    /** Where to look for a free slot next; raced, any value will do. */
    private int nextSlot;

    CallSlots(int slots, int budget) {
        this.calls = new AtomicReferenceArray<>(slots);
        this.rounds = new long[slots];
        this.budget = new AtomicInteger(budget);
        this.limited = budget != UNLIMITED;
    }

    int length() {
        return calls.length();
    }

    /** Calls that were placed and whose slots are not free again. */
    int inFlight() {
        return inFlight.get();
    }

    /** Whether the budget is used up and every call is over. */
    boolean isSpent() {
        return limited && budget.get() <= 0 && inFlight.get() == 0;
    }

    /** Takes a slot for a call that is about to be placed; -1 when none is free or the budget is used up. */
    int take(ProcessCall<?> call) {
        int slots = calls.length();
        if (inFlight.get() >= slots || limited && !takeBudget()) {
            return -1;
        }
        int start = nextSlot;
        for (int i = 0; i < slots; i++) {
            int slot = start + i & slots - 1;
            if (calls.getPlain(slot) == null && calls.compareAndSet(slot, null, call)) {
                nextSlot = slot + 1;
                return slot;
            }
        }
        giveBudgetBack();
        return -1;
    }

    private boolean takeBudget() {
        return budget.getAndUpdate(left -> left > 0 ? left - 1 : left) > 0;
    }

    private void giveBudgetBack() {
        if (limited) {
            budget.getAndIncrement();
        }
    }

    /** Gives a taken slot back: the call was not placed. */
    void giveUp(int slot) {
        calls.setRelease(slot, null);
        giveBudgetBack();
    }

    /** The id of the call that its holder places in a taken slot. */
    long place(int slot) {
        inFlight.getAndIncrement();
        return ++rounds[slot] * calls.length() + slot;
    }

    /** Frees the slot of a call that is over. */
    void free(int slot) {
        calls.setRelease(slot, null);
        inFlight.getAndDecrement();
    }

    /** Frees the slot of a call that was taken back before it began. */
    void freeUnbegun(int slot) {
        giveBudgetBack();
        free(slot);
    }

    /** The call in a slot, null when it is free. */
    @Nullable
    ProcessCall<?> at(int slot) {
        return calls.get(slot);
    }

    /** The call with this id, null when it is over. */
    @Nullable
    ProcessCall<?> withId(long id) {
        ProcessCall<?> call = calls.get((int) id & calls.length() - 1);
        return call != null && call.id == id ? call : null;
    }
}
