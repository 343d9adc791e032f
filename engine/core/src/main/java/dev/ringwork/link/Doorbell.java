package dev.ringwork.link;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.VarHandle;
import org.agrona.concurrent.AtomicBuffer;

/**
 * Wakes a consumer that may block on a pipe; one side's {@code parked} word and, for the other side, the pipe.
 *
 * <pre>
 * consumer: poll … nothing; parked = 1; full fence; poll once more; block in read
 * producer: publish; full fence; if parked, clear it and write one NUL
 * </pre>
 *
 * <p><b>Assumptions and guarantees.</b> Any number of producers; of those that find the word set exactly one
 * takes it and rings. Any value but 0 counts as set, so a word that something else has spoilt costs a bell, not a wake-up. One
 * consumer, or several that agree on who parks. Between the two full fences one side sees the other, so a published record
 * is found by the consumer's last poll or rung for. A bell too many is harmless: the consumer polls in vain.
 */
public final class Doorbell {
    private static final int NUL = 0;

    private final AtomicBuffer header;
    private final int offset;

    Doorbell(AtomicBuffer header, int offset) {
        this.header = header;
        this.offset = offset;
    }

    /** Says that the consumer may block from now on; it must poll once more after this. */
    public void parkVolatile() {
        header.putLongVolatile(offset, 1);
        VarHandle.fullFence();
    }

    /** The same for who publishes, after this, what the producer answers: it need not poll, since nothing was due before. */
    public void parkRelease() {
        header.putLongRelease(offset, 1);
    }

    /** Says that the consumer polls. */
    public void unparkRelease() {
        header.putLongRelease(offset, 0);
    }

    /** Whether the consumer may be blocked. */
    public boolean isParkedVolatile() {
        return header.getLongVolatile(offset) != 0;
    }

    /**
     * To be called after publishing; true when the caller must ring. The fence orders the record before the read, which no
     * weaker mode does.
     */
    public boolean mustRing() {
        VarHandle.fullFence();
        return header.getLongAcquire(offset) != 0 && header.getAndSetLong(offset, 0) != 0;
    }

    /** Writes the byte that wakes the consumer. */
    public static void ring(OutputStream pipe) throws IOException {
        pipe.write(NUL);
        pipe.flush();
    }
}
