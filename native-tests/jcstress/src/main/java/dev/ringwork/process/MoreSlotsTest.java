package dev.ringwork.process;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Two threads place calls when all slots in use are taken: each needs more of them, and their ids must differ. */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "each has a slot and an id of its own")
@Outcome(expect = FORBIDDEN, desc = "a placer was turned away, or two calls have one id or one slot")
@State
public class MoreSlotsTest {
    private static final int ALL = 2 * Slots.FIRST_IN_USE;

    private final CallSlots slots = Slots.taken(ALL, Slots.FIRST_IN_USE, CallSlots.UNLIMITED);
    private long firstId;
    private long secondId;

    private long place() {
        int slot = Slots.take(slots);
        if (slot < 0) {
            return slot;
        }
        slots.placed();
        return slots.newId(slot);
    }

    /** A placer. */
    @Actor
    public void first() {
        firstId = place();
    }

    /** Another. */
    @Actor
    public void second() {
        secondId = place();
    }

    /** What they got. */
    @Arbiter
    public void look(ZZ_Result r) {
        r.r1 = firstId > 0 && secondId > 0;
        r.r2 = slots.slotOf(firstId) != slots.slotOf(secondId);
    }
}
