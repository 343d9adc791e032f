package dev.ringwork.process;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one channel, by the slots of its claim table.
 *
 * <p><b>Assumptions and guarantees.</b> A slot is taken by compare-and-set and has one holder until it is freed. A call's id
 * is {@code round * slots + slot}: it names the slot and is never used twice. A channel may have a budget of calls; taking a
 * slot costs one, which comes back when the call was not placed or not begun after all.
 *
 * <p>Only the first slots are in use, twice as many each time that none of them is free: few calls in flight touch little memory,
 * and who looks at all calls looks at few slots. A slot beyond those in use is taken after their number was raised, so who reads
 * {@link #inUse} after it forbade placing sees every slot that was taken before.
 */
final class CallSlots {
    /** A budget without end. */
    static final int UNLIMITED = Integer.MAX_VALUE;

    private final AtomicReferenceArray<@Nullable ProcessCall<?>> calls;
    /** The round of each slot's latest call. Only its holder writes an element; {@link #calls} orders holders. */
    private final long[] rounds;

    private static final int FIRST_IN_USE = 64;
    /** Two lines of memory. */
    private static final int PADDING = 32;

    /** A power of two. Raised by whoever finds no free slot, never lowered. */
    private final AtomicInteger inUse;
    /** Raised with it, so that ids of slots new in use come after those of the others; raced, only the order depends on it. */
    private long firstRound;

    private final AtomicInteger inFlight = new AtomicInteger();
    /** Calls that were placed and taken back before they began. */
    private final AtomicLong takenBack = new AtomicLong();

    private final AtomicInteger budget;
    private final boolean limited;
    /** Where to look for a free slot next; raced, any value will do. Padded, since placers write it for each call. */
    private final int[] nextSlot = new int[2 * PADDING + 1];

    CallSlots(int slots, int budget) {
        this.calls = new AtomicReferenceArray<>(slots);
        this.rounds = new long[slots];
        this.inUse = new AtomicInteger(Math.min(slots, FIRST_IN_USE));
        this.budget = new AtomicInteger(budget);
        this.limited = budget != UNLIMITED;
    }

    /** Slots from this one on have never been taken. */
    int inUse() {
        return inUse.get();
    }

    /** The slot of a call. */
    int slotOf(long id) {
        return (int) id & calls.length() - 1;
    }

    /** Calls that were placed and whose slots are not free again. */
    int inFlight() {
        return inFlight.get();
    }

    /** How many calls were taken back before they began, ever; now and then one more, which is being tried. */
    long takenBack() {
        return takenBack.get();
    }

    /** Whether the budget is used up and every call is over. */
    boolean isSpent() {
        return limited && budget.get() <= 0 && inFlight.get() == 0;
    }

    /** Takes a slot for a call that is about to be placed; -1 when none is free or the budget is used up. */
    int take(ProcessCall<?> call) {
        if (inFlight.get() >= calls.length() || limited && !takeBudget()) {
            return -1;
        }
        while (true) {
            int slots = inUse.get();
            int slot = inFlight.get() < slots ? takeAmong(slots, call) : -1;
            if (slot >= 0) {
                return slot;
            }
            if (slots == calls.length()) {
                giveBudgetBack();
                return -1;
            }
            useMore(slots);
        }
    }

    private int takeAmong(int slots, ProcessCall<?> call) {
        int start = nextSlot[PADDING];
        for (int i = 0; i < slots; i++) {
            int slot = start + i & slots - 1;
            if (calls.getPlain(slot) == null && calls.compareAndSet(slot, null, call)) {
                nextSlot[PADDING] = slot + 1;
                return slot;
            }
        }
        return -1;
    }

    /** The slot that is looked at next: the calls in those behind it are the oldest, as a rule. */
    int next() {
        return nextSlot[PADDING];
    }

    private void useMore(int slots) {
        long latest = firstRound;
        for (int slot = 0; slot < slots; slot++) {
            latest = Math.max(latest, rounds[slot]);
        }
        firstRound = latest;
        inUse.compareAndSet(slots, 2 * slots);
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

    /** An id for the call that its holder is about to place in a taken slot. */
    long newId(int slot) {
        long round = Math.max(rounds[slot], firstRound) + 1;
        rounds[slot] = round;
        return round * calls.length() + slot;
    }

    /** A call is placed in its slot, in a moment. */
    void placed() {
        inFlight.getAndIncrement();
    }

    /**
     * Frees the slot of a call that is over; false when that was done. Two may want to where a worker answers a call that it
     * hasn't begun: who takes it back, and who takes the answer. The slot decides, since it is in memory that no worker writes.
     */
    boolean free(int slot, ProcessCall<?> call) {
        boolean freed = calls.compareAndSet(slot, call, null);
        if (freed) {
            inFlight.getAndDecrement();
        }
        return freed;
    }

    /**
     * A call is taken back, in a moment. Before it is: from then on its worker may say that it has passed over its frame. And before it is
     * no longer in flight, since that frame is still to be passed over.
     */
    void takingBack() {
        takenBack.getAndIncrement();
    }

    /** It had begun. */
    void notTakenBack() {
        takenBack.getAndDecrement();
    }

    /** Frees the slot of a call that was taken back before it began; false when its result was taken before. */
    boolean freeUnbegun(int slot, ProcessCall<?> call) {
        giveBudgetBack();
        return free(slot, call);
    }

    /** The call in a slot, null when it is free. */
    @Nullable
    ProcessCall<?> at(int slot) {
        return calls.get(slot);
    }

    /** The call with this id, null when it is over. */
    @Nullable
    ProcessCall<?> withId(long id) {
        ProcessCall<?> call = calls.get(slotOf(id));
        return call != null && call.id == id ? call : null;
    }
}
