package dev.ringwork.link;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Somebody enters while the owner closes, waits until nobody is inside, and takes away what was used. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "refused")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "inside, with everything there")
@Outcome(id = "2", expect = FORBIDDEN, desc = "memory was unmapped under somebody who was inside")
@State
public class UseCountTest {
    private final UseCount uses = new UseCount();
    private boolean unmapped;

    /** A visitor. */
    @Actor
    public void visit(I_Result r) {
        if (uses.enter() >= 0) {
            r.r1 = unmapped ? 2 : 1;
            uses.leave();
        }
    }

    /** The owner. */
    @Actor
    public void close() {
        uses.close();
        while (!uses.isDrained()) {
            Thread.onSpinWait();
        }
        unmapped = true;
    }
}
