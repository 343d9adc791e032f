package dev.ringwork.process;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A {@link Channel} is sealed while a call is placed in it, in a slot beyond those in use. */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "the call is placed and taken back")
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "its placer knows that it may not go there")
@Outcome(id = "true, false", expect = FORBIDDEN, desc = "a call is placed in a sealed channel and nobody takes it back")
@Outcome(id = "false, true", expect = FORBIDDEN, desc = "a call is taken back, and its placer has it, too")
@State
public class PlaceOrSealTest {
    private final FullChannel channel = new FullChannel();

    /** The placer. */
    @Actor
    public void place(ZZ_Result r) {
        r.r1 = channel.placeMore();
    }

    /** Who seals. */
    @Actor
    public void seal(ZZ_Result r) {
        r.r2 = channel.sealAndFindMore();
    }
}
