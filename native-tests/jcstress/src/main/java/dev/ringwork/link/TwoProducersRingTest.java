package dev.ringwork.link;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Two producers find the consumer parked. */
@JCStressTest
@Outcome(
        id = {"true, false", "false, true"},
        expect = ACCEPTABLE,
        desc = "one of them rings")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "each relies on the other to ring")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "one parking is rung for twice")
@State
public class TwoProducersRingTest {
    private static final int PARKED = 128;

    private final Cells cell = new Cells();
    private final Doorbell producers = new Doorbell(cell.ours, PARKED);

    /** The consumer is parked. */
    public TwoProducersRingTest() {
        new Doorbell(cell.theirs, PARKED).parkVolatile();
    }

    /** One producer. */
    @Actor
    public void one(ZZ_Result r) {
        r.r1 = producers.mustRing();
    }

    /** Another. */
    @Actor
    public void other(ZZ_Result r) {
        r.r2 = producers.mustRing();
    }
}
