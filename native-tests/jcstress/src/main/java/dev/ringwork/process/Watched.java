package dev.ringwork.process;

import dev.ringwork.link.Cells;
import dev.ringwork.link.Doorbell;
import dev.ringwork.link.UseCount;
import dev.ringwork.memory.MappedAtomicBuffer;
import dev.ringwork.run.SpinBudget;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** A poller, calls in flight, and a worker that publishes one result: what tests of who wakes whom have in common. */
final class Watched implements Poller.Duty {
    private static final int PARKED = 128;
    private static final int RECORD = 512;

    /** By its positions there is nothing, so the poller looks as often as it must and no more. */
    private static final RingBuffer NOTHING_MORE = new OneToOneRingBuffer(
            new MappedAtomicBuffer(ByteBuffer.allocateDirect(1024 + RingBufferDescriptor.TRAILER_LENGTH)));

    private final Cells cell = new Cells();
    private final Doorbell worker = Cells.doorbell(cell.theirs, PARKED);
    private final AtomicInteger inFlight = new AtomicInteger();
    /** Only touched under the poll lock, and by an arbiter. */
    private boolean taken;

    final Poller poller = new Poller(
            NOTHING_MORE, Cells.doorbell(cell.ours, PARKED), new UseCount(), new SpinBudget(Duration.ZERO), this);

    /** For who places a call: before its frame is published. */
    void place() {
        inFlight.getAndIncrement();
        poller.expect();
    }

    /** For the worker; true when it rings. */
    boolean publish() {
        cell.theirs.putIntRelease(RECORD, 8);
        return worker.mustRing();
    }

    /** For an arbiter. */
    boolean isTaken() {
        return taken;
    }

    @Override
    public int work() {
        if (taken || !hasWork()) {
            return 0;
        }
        taken = true;
        return 1;
    }

    @Override
    public boolean hasWork() {
        return cell.ours.getIntVolatile(RECORD) > 0;
    }

    @Override
    public boolean isAnythingDue() {
        return inFlight.get() > 0;
    }

    @Override
    public boolean isCrowded() {
        return false;
    }

    @Override
    public void progressed() {}
}
