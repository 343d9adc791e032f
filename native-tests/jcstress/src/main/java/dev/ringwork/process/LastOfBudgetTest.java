package dev.ringwork.process;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Two threads place calls with a worker that may do one more. */
@JCStressTest
@Outcome(
        id = {"true, false", "false, true"},
        expect = ACCEPTABLE,
        desc = "one call goes there")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "the worker does more calls than it may")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "the worker may do one more and gets none")
@State
public class LastOfBudgetTest {
    private final CallSlots slots = Slots.taken(Slots.FIRST_IN_USE, 0, 1);

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
