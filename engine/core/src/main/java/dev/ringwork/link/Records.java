package dev.ringwork.link;

import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;
import org.agrona.concurrent.ringbuffer.RingBuffer;

/** Commits and reads records of Agrona's rings, in its format, where it matters how. */
public final class Records {
    private Records() {}

    /**
     * Commits a record that was claimed: all that was written before is seen by who reads it. It does what a ring's own commit does but
     * for one look at the length that the claim has written. Who waits for this record polls that very word, so its line of memory
     * is on the other side again, and the look would wait for it; a store does not.
     *
     * @param ring where it was claimed
     * @param at where its message begins, as the claim said
     * @param length bytes of its message, as the claim was told
     */
    public static void commit(RingBuffer ring, int at, int length) {
        ring.buffer().putIntRelease(at - RecordDescriptor.HEADER_LENGTH, RecordDescriptor.HEADER_LENGTH + length);
    }

    /**
     * Reads up to {@code limit} records, so that 0 means that there are none, which is what a consumer must know before it blocks. A
     * ring's own read also returns 0 when all that it passed over was the padding at the end of its buffer, with records waiting at the
     * beginning: hence the second look.
     */
    public static int read(RingBuffer ring, MessageHandler handler, int limit) {
        int count = ring.read(handler, limit);
        return count > 0 ? count : ring.read(handler, limit);
    }
}
