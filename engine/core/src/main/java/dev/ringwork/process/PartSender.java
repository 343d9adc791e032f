package dev.ringwork.process;

import dev.ringwork.link.Records;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.CheckedType;
import dev.ringwork.wire.Frames;
import java.util.zip.CRC32C;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the body of a call that is too large for one record, after the worker has claimed the call and asked for it: one at
 * a time, since a worker runs one call at a time. Used under the channel's poll lock.
 */
final class PartSender {
    private final RingBuffer calls;
    private final Runnable ringWorker;
    private final int partLength;
    private final CRC32C crc = new CRC32C();

    /** What is being sent; null when nothing is. Plain, and read without the lock only by who looks again and again. */
    private byte @Nullable [] bytes;

    private long id;
    private int sent;

    PartSender(RingBuffer calls, Runnable ringWorker) {
        this.calls = calls;
        this.ringWorker = ringWorker;
        this.partLength = Frames.partLength(calls.maxMsgLength());
    }

    boolean isBusy() {
        return bytes != null;
    }

    /** Whether the latest body, which has been sent, was this call's. */
    boolean hasJustSent(long callId) {
        return id == callId;
    }

    /** Begins with a body. */
    void send(long callId, byte[] body) {
        id = callId;
        bytes = body;
        sent = 0;
    }

    /** Writes as many parts as there is room for; returns how many. */
    int push() {
        byte[] body = bytes;
        if (body == null) {
            return 0;
        }
        int parts = 0;
        while (sent < body.length) {
            int count = Math.min(partLength, body.length - sent);
            int type = CheckedType.of(Frames.CALL_PART, id, sent, 0, Body.sum(crc, body, sent, count));
            int at = calls.tryClaim(type, Frames.HEADER_LENGTH + count);
            if (at < 0) {
                return parts;
            }
            Frames.putPart(calls.buffer(), at, id, sent);
            calls.buffer().putBytes(at + Frames.HEADER_LENGTH, body, sent, count);
            Records.commit(calls, at, Frames.HEADER_LENGTH + count);
            sent += count;
            parts++;
            ringWorker.run();
        }
        bytes = null;
        return parts;
    }
}
