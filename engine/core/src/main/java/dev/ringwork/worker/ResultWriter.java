package dev.ringwork.worker;

import dev.ringwork.WorkerProtocolException;
import dev.ringwork.link.Records;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.CheckedType;
import dev.ringwork.wire.Frames;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Publishes records in the result ring, whose only producer is the worker's main thread. When the ring is full it waits: the
 * coordinator drains it without depending on anything that this worker does.
 */
final class ResultWriter {
    private static final int SPINS_BEFORE_PARK = 1000;
    private static final long FULL_PARK_NANOS = 20_000;

    private final RingBuffer ring;
    private final Runnable ringIfParked;
    private final int mostInline;
    private final int partLength;
    /** Where the next record goes, and the consumer's position as last seen: only this side writes them in the ring. */
    private long tail;

    private long headCache;
    private final int headCacheIndex;
    /** Made beforehand: after the head of a result in parts there is nothing that could fail for want of memory. */
    private final CRC32C crc = new CRC32C();

    ResultWriter(RingBuffer ring, Runnable ringIfParked) {
        this.ring = ring;
        this.ringIfParked = ringIfParked;
        this.mostInline = ring.maxMsgLength() / 2 - Frames.HEADER_LENGTH;
        this.partLength = Frames.partLength(ring.maxMsgLength());
        this.headCacheIndex = ring.capacity() + RingBufferDescriptor.HEAD_CACHE_POSITION_OFFSET;
    }

    /** Publishes how a call ended. Allocates nothing. */
    void publish(long id, int status, int kind, long bits, byte @Nullable [] bytes, int nanos) {
        if (bytes != null && bytes.length > mostInline) {
            publishHead(id, Frames.shape(status, kind | Body.STREAMED), bits, bytes, nanos);
            publishParts(id, bytes);
        } else {
            publishHead(id, Frames.shape(status, kind), bits, bytes, nanos);
        }
    }

    private void publishHead(long id, int shape, long bits, byte @Nullable [] bytes, int nanos) {
        int kind = Frames.bodyKind(shape);
        int type = CheckedType.of(Frames.RESULT, id, shape, nanos, Body.word(crc, kind, bits, bytes));
        int length = Frames.HEADER_LENGTH + Body.length(kind, bytes);
        int at = claim(type, length);
        MutableDirectBuffer buffer = ring.buffer();
        Frames.putResult(buffer, at, id, shape, nanos);
        Body.put(buffer, at + Frames.HEADER_LENGTH, kind, bits, bytes);
        Records.commit(ring, at, length);
        ringIfParked.run();
    }

    private void publishParts(long id, byte[] bytes) {
        for (int offset = 0; offset < bytes.length; ) {
            int count = Math.min(partLength, bytes.length - offset);
            int type = CheckedType.of(Frames.RESULT_PART, id, offset, 0, Body.sum(crc, bytes, offset, count));
            int at = claim(type, Frames.HEADER_LENGTH + count);
            Frames.putPart(ring.buffer(), at, id, offset);
            ring.buffer().putBytes(at + Frames.HEADER_LENGTH, bytes, offset, count);
            Records.commit(ring, at, Frames.HEADER_LENGTH + count);
            ringIfParked.run();
            offset += count;
        }
    }

    /** Publishes a failure in its encoded form. */
    void publishFailure(long id, Throwable failure, CallRunner encoder) {
        publish(id, Frames.FAILED, Body.ENCODED, 0, encoder.encode(failure), 0);
    }

    /** Asks for the body of a call. */
    void publishWant(long id) {
        publishBare(Frames.WANT, id);
    }

    /** Says how many revoked calls were passed over so far. */
    void publishSkipped(long count) {
        publishBare(Frames.SKIPPED, count);
    }

    private void publishBare(int type, long id) {
        int at = claim(CheckedType.of(type, id, 0, 0, 0), Long.BYTES);
        ring.buffer().putLong(at, id);
        Records.commit(ring, at, Long.BYTES);
        ringIfParked.run();
    }

    private int claim(int type, int length) {
        int at;
        for (int tries = 1; (at = tryClaim(type, length)) < 0; tries++) {
            ringIfParked.run();
            if (tries % SPINS_BEFORE_PARK == 0) {
                LockSupport.parkNanos(this, FULL_PARK_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
        return at;
    }

    private int tryClaim(int type, int length) {
        if (ring.producerPosition() != tail || ring.buffer().getLong(headCacheIndex) != headCache) {
            throw new WorkerProtocolException(
                    "only the worker moves the producer's positions of its result ring: producerPosition="
                            + ring.producerPosition() + " expected=" + tail,
                    null);
        }
        int at = ring.tryClaim(type, length);
        tail = ring.producerPosition();
        headCache = ring.buffer().getLong(headCacheIndex);
        return at;
    }
}
