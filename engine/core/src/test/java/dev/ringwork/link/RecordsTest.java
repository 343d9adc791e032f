package dev.ringwork.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.Test;

class RecordsTest {
    private static final int CAPACITY = 4096;
    private static final int LENGTH = 200;

    private final OneToOneRingBuffer ring =
            new OneToOneRingBuffer(new PlainMemory(CAPACITY + RingBufferDescriptor.TRAILER_LENGTH)
                    .slice(0, CAPACITY + RingBufferDescriptor.TRAILER_LENGTH));

    private void write() {
        int at = ring.tryClaim(1, LENGTH);
        assertThat(at).isPositive();
        Records.commit(ring, at, LENGTH);
    }

    @Test
    void shouldCommitAsTheRingItselfDoes() {
        for (int length : new int[] {1, Long.BYTES, LENGTH}) {
            int ours = ring.tryClaim(1, length);
            int theirs = ring.tryClaim(1, length);

            Records.commit(ring, ours, length);
            ring.commit(theirs);

            assertThat(committedLength(ours)).isPositive().isEqualTo(committedLength(theirs));
        }
        assertThat(Records.read(ring, (type, buffer, at, length) -> {}, 16)).isEqualTo(6);
    }

    private int committedLength(int at) {
        return ring.buffer().getInt(at - RecordDescriptor.HEADER_LENGTH);
    }

    private int read() {
        return Records.read(
                ring, (type, buffer, at, length) -> assertThat(length).isEqualTo(LENGTH), 16);
    }

    @Test
    void shouldFindTheRecordBehindThePaddingAtTheEndOfARing() {
        for (int i = 0; i < 10 * CAPACITY / LENGTH; i++) {
            write();
            assertThat(read())
                    .as("record=%d position=%d", i, ring.consumerPosition())
                    .isEqualTo(1);
        }
    }

    /** Who asks whether there is a record, with a position that is no longer the latest, asks once more rather than not at all. */
    @Test
    void shouldLeaveTheLengthOfARecordThatWasRead() {
        write();
        assertThat(read()).isEqualTo(1);

        assertThat(ring.buffer().getInt(RecordDescriptor.lengthOffset(0))).isPositive();
        assertThat(ring.buffer().getInt(RecordDescriptor.lengthOffset((int) ring.consumerPosition())))
                .isZero();
    }

    @Test
    void shouldSayThatThereAreNoneWhenThereAreNone() {
        assertThat(read()).isZero();
        write();
        assertThat(read()).isEqualTo(1);
        assertThat(read()).isZero();
    }
}
