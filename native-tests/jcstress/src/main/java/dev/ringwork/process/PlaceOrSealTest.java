package dev.ringwork.process;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A channel is sealed while a call is placed in a slot beyond those in use. As {@link Channel} does: the placer takes a slot,
 * then looks whether it is sealed; who seals looks at the slots in use after that.
 */
@JCStressTest
@Outcome(
        id = {"true, true", "false, true", "false, false"},
        expect = ACCEPTABLE,
        desc = "the call is found, or its placer knows that it may not go there")
@Outcome(id = "true, false", expect = FORBIDDEN, desc = "a call is placed in a sealed channel and nobody takes it back")
@State
public class PlaceOrSealTest {
    private static final int ALL = 2 * Slots.FIRST_IN_USE;

    private final CallSlots slots = Slots.taken(ALL, Slots.FIRST_IN_USE, CallSlots.UNLIMITED);
    private volatile boolean sealed;

    /** The placer. */
    @Actor
    public void place(ZZ_Result r) {
        int slot = Slots.take(slots);
        r.r1 = !sealed;
        if (!r.r1) {
            slots.giveUp(slot);
        }
    }

    /** Who seals. */
    @Actor
    public void seal(ZZ_Result r) {
        sealed = true;
        for (int slot = Slots.FIRST_IN_USE; slot < slots.inUse(); slot++) {
            r.r2 |= slots.at(slot) != null;
        }
    }
}
