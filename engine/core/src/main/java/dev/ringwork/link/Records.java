package dev.ringwork.link;

import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.ringbuffer.RingBuffer;

/** Reads records so that 0 means that there are none, which is what a consumer must know before it blocks. */
public final class Records {
    private Records() {}

    /**
     * Reads up to {@code limit} records. A ring's own read also returns 0 when all that it passed over was the padding at
     * the end of its buffer, with records waiting at the beginning: hence the second look.
     */
    public static int read(RingBuffer ring, MessageHandler handler, int limit) {
        int count = ring.read(handler, limit);
        return count > 0 ? count : ring.read(handler, limit);
    }
}
