package dev.ringwork.link;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** A record is written on one side of a file and read on the other. */
@JCStressTest
@Outcome(id = "0, 42", expect = ACCEPTABLE, desc = "read later, whole")
@Outcome(id = "42, 0", expect = ACCEPTABLE, desc = "read at once, whole")
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "a committed record was lost")
@Outcome(id = "42, 42", expect = FORBIDDEN, desc = "a record was read twice")
@Outcome(expect = FORBIDDEN, desc = "a record was read before it was whole")
@State
public class CommittedRecordTest {
    private static final int CAPACITY = 128;
    private static final int LENGTH = CAPACITY + RingBufferDescriptor.TRAILER_LENGTH;

    private final Cells cell = new Cells();
    private final OneToOneRingBuffer producer = new OneToOneRingBuffer(Cells.part(cell.ours, LENGTH));
    private final OneToOneRingBuffer consumer = new OneToOneRingBuffer(Cells.part(cell.theirs, LENGTH));

    /** The producer. */
    @Actor
    public void write() {
        int at = producer.tryClaim(1, Long.BYTES);
        producer.buffer().putLong(at, 42);
        Records.commit(producer, at, Long.BYTES);
    }

    /** The consumer. */
    @Actor
    public void read(JJ_Result r) {
        Records.read(consumer, (type, buffer, at, length) -> r.r1 += buffer.getLong(at), 4);
    }

    /** The consumer's next poll. */
    @Arbiter
    public void readLater(JJ_Result r) {
        Records.read(consumer, (type, buffer, at, length) -> r.r2 += buffer.getLong(at), 4);
    }
}
