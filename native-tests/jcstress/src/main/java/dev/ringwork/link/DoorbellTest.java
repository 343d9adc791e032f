package dev.ringwork.link;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A consumer parks while a producer publishes: the record is polled or rung for. */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the consumer's last poll finds the record")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the producer rings")
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "found, and a bell too many")
@Outcome(
        id = "false, false",
        expect = FORBIDDEN,
        desc = "a published record is neither found nor rung for: its consumer sleeps")
@State
public class DoorbellTest {
    private static final int PARKED = 128;
    private static final int RECORD = 512;

    private final Cells cell = new Cells();
    private final Doorbell consumersDoor = new Doorbell(cell.ours, PARKED);
    private final Doorbell producersDoor = new Doorbell(cell.theirs, PARKED);

    /** Parks, then polls once more, as a ring is polled. */
    @Actor
    public void consume(ZZ_Result r) {
        consumersDoor.parkVolatile();
        r.r1 = cell.ours.getIntVolatile(RECORD) > 0;
    }

    /** Publishes as a ring commits, then looks whether to ring. */
    @Actor
    public void produce(ZZ_Result r) {
        cell.theirs.putIntRelease(RECORD, 8);
        r.r2 = producersDoor.mustRing();
    }
}
