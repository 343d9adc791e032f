package dev.ringwork.process;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ringwork.link.Cells;
import dev.ringwork.link.Doorbell;
import dev.ringwork.memory.MappedAtomicBuffer;
import dev.ringwork.run.SpinBudget;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The pump runs dry and parks while the worker publishes a result. */
@JCStressTest
@Outcome(
        id = {"true, false", "true, true"},
        expect = ACCEPTABLE,
        desc = "the result was taken")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the worker rings")
@Outcome(
        id = "false, false",
        expect = FORBIDDEN,
        desc = "a result lies in the ring, everyone is parked, and nobody rings")
@State
public class PollerTest {
    private static final int PARKED = 128;
    private static final int RECORD = 512;

    /** By its positions there is nothing, so the poller looks as often as it must and no more. */
    private static final RingBuffer NOTHING_MORE = new OneToOneRingBuffer(
            new MappedAtomicBuffer(ByteBuffer.allocateDirect(1024 + RingBufferDescriptor.TRAILER_LENGTH)));

    private final Cells cell = new Cells();
    private final Doorbell worker = Cells.doorbell(cell.theirs, PARKED);
    private final Poller poller = new Poller(
            NOTHING_MORE,
            Cells.doorbell(cell.ours, PARKED),
            new SpinBudget(Duration.ZERO),
            () -> false,
            this::take,
            () -> {});
    /** Only touched under the poll lock. */
    private boolean taken;

    private int take() {
        if (taken || cell.ours.getIntVolatile(RECORD) <= 0) {
            return 0;
        }
        taken = true;
        return 1;
    }

    /** The pump, after a bell that was for nothing. */
    @Actor
    public void pump() {
        poller.pumpBegins();
        poller.pump();
        poller.pumpEnds();
    }

    /** The worker. */
    @Actor
    public void publish(ZZ_Result r) {
        cell.theirs.putIntRelease(RECORD, 8);
        r.r2 = worker.mustRing();
    }

    /** Whether the result was taken. */
    @Arbiter
    public void look(ZZ_Result r) {
        r.r1 = taken;
    }
}
