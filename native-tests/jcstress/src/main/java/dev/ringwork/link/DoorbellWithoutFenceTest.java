package dev.ringwork.link;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import org.agrona.concurrent.AtomicBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * What {@link DoorbellTest} forbids, seen when the fence of one side, or of both, is left out: release and acquire don't order a
 * store before a load of something else, on x86 either.
 */
public final class DoorbellWithoutFenceTest {
    private static final int PARKED = 128;
    private static final int RECORD = 512;

    private DoorbellWithoutFenceTest() {}

    private static boolean mustRingWithoutFence(AtomicBuffer side) {
        return side.getLongAcquire(PARKED) != 0 && side.getAndSetLong(PARKED, 0) != 0;
    }

    /** The producer has no fence between its record and its look at the parked word. */
    @JCStressTest
    @Outcome(
            id = {"true, false", "false, true", "true, true"},
            expect = ACCEPTABLE,
            desc = "the record is found or rung for")
    @Outcome(
            id = "false, false",
            expect = ACCEPTABLE_INTERESTING,
            desc = "a published record is neither found nor rung for: why there is a fence")
    @State
    public static class OfTheProducer {
        private final Cells cell = new Cells();
        private final Doorbell consumersDoor = new Doorbell(cell.ours, PARKED);

        /** Parks as the engine does, then polls once more. */
        @Actor
        public void consume(ZZ_Result r) {
            consumersDoor.parkVolatile();
            r.r1 = cell.ours.getIntVolatile(RECORD) > 0;
        }

        /** Publishes, then looks whether to ring. */
        @Actor
        public void produce(ZZ_Result r) {
            cell.theirs.putIntRelease(RECORD, 8);
            r.r2 = mustRingWithoutFence(cell.theirs);
        }
    }

    /** The consumer has no fence between the parked word and its last poll. */
    @JCStressTest
    @Outcome(
            id = {"true, false", "false, true", "true, true"},
            expect = ACCEPTABLE,
            desc = "the record is found or rung for")
    @Outcome(
            id = "false, false",
            expect = ACCEPTABLE_INTERESTING,
            desc = "a published record is neither found nor rung for: why there is a fence")
    @State
    public static class OfTheConsumer {
        private final Cells cell = new Cells();
        private final Doorbell producersDoor = new Doorbell(cell.theirs, PARKED);

        /** Parks without a fence, then polls once more. */
        @Actor
        public void consume(ZZ_Result r) {
            cell.ours.putLongRelease(PARKED, 1);
            r.r1 = cell.ours.getIntAcquire(RECORD) > 0;
        }

        /** Publishes as a ring commits, then looks whether to ring as the engine does. */
        @Actor
        public void produce(ZZ_Result r) {
            cell.theirs.putIntRelease(RECORD, 8);
            r.r2 = producersDoor.mustRing();
        }
    }
}
