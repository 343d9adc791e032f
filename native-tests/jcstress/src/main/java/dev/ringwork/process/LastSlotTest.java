package dev.ringwork.process;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Two threads place calls where one slot is left. */
@JCStressTest
@Outcome(
        id = {"true, false", "false, true"},
        expect = ACCEPTABLE,
        desc = "one has the slot")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "a slot has two holders: one of two calls is lost")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "a slot was free, and nobody has it")
@State
public class LastSlotTest {
    private final CallSlots slots = Slots.taken(Slots.FIRST_IN_USE, Slots.FIRST_IN_USE - 1, CallSlots.UNLIMITED);

    /** A placer. */
    @Actor
    public void first(ZZ_Result r) {
        r.r1 = Slots.take(slots) >= 0;
    }

    /** Another. */
    @Actor
    public void second(ZZ_Result r) {
        r.r2 = Slots.take(slots) >= 0;
    }
}
