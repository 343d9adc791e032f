package dev.ringwork.wire;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The records of both rings: their types, which are the lowest bits of Agrona's message type ids (see {@link CheckedType}), and
 * their fields. Native byte order; every record begins at a multiple of 8.
 *
 * <pre>
 * CALL         0 call id (long)   8 function id (int)   12 shape (int)     16 body
 * DEFINE       0 function id (long)                                         8 the function, encoded
 * CALL_PART    0 call id (long)   8 offset (int)                           16 bytes of a streamed body
 * STOP         0 nothing (long)
 * RESULT       0 call id (long)   8 shape (int)         12 nanos (int)     16 body
 * RESULT_PART  0 call id (long)   8 offset (int)                           16 bytes of a streamed body
 * WANT         0 call id (long): the worker has claimed a call and asks for its streamed body
 * SKIPPED      0 count (long): so many revoked calls has the worker passed over so far, so the ring has room again
 *
 * shape        bits 0–7 what it is: an Invocation, or BATCH; for results a Status     bits 8–15 body kind
 * </pre>
 */
public final class Frames {
    /** A call. */
    public static final int CALL = 1;

    /** A function, before the first call that names it. */
    public static final int DEFINE = 2;

    /** A piece of a call's body that is too large for one record. */
    public static final int CALL_PART = 3;

    /** The worker shall exit. */
    public static final int STOP = 4;

    /** How a call ended. */
    public static final int RESULT = 5;

    /** A piece of a result's body that is too large for one record. */
    public static final int RESULT_PART = 6;

    /** Asks for the streamed body of a call. */
    public static final int WANT = 7;

    /** There is room in the call ring again. */
    public static final int SKIPPED = 8;

    /** Result of the worker's initializer; it has no call, so its id is this. */
    public static final long INITIALIZER_ID = 0;

    /** In place of a function id: the body begins with the function itself. */
    public static final int INLINE_FUNCTION = 0;

    /** In place of an invocation: the body is a count and so many argument lists; the value is an encoded batch. */
    public static final int BATCH = 0x40;

    /** Added to an invocation's ordinal in a batch of it. */
    public static final int WHAT_MASK = 0x3f;

    /** Result status: the body is the value. */
    public static final int SUCCEEDED = 0;

    /** Result status: the body is an encoded {@link Failure}. */
    public static final int FAILED = 1;

    /** Length of the fields before a body. */
    public static final int HEADER_LENGTH = 16;

    /** Where a definition's bytes begin. */
    public static final int DEFINE_HEADER_LENGTH = 8;

    private static final int SECOND = 8;
    private static final int THIRD = 12;
    private static final int KIND_SHIFT = 8;
    private static final int BYTE_MASK = 0xff;

    /** Small enough that one side copies a part out while the other copies the next in, and that it stays in a cache. */
    private static final int LONGEST_PART = 1 << 15;

    private Frames() {}

    /** How many bytes of a streamed body go into one record of a ring that takes records of {@code mostBytes}. */
    public static int partLength(int mostBytes) {
        return Math.min(LONGEST_PART, mostBytes - HEADER_LENGTH);
    }

    /** Packs what a record is and how its body is written. */
    public static int shape(int what, int bodyKind) {
        return what | bodyKind << KIND_SHIFT;
    }

    /** What a record is. */
    public static int what(int shape) {
        return shape & BYTE_MASK;
    }

    /** How its body is written, one of {@link Body}'s kinds if nobody tampered with it. */
    public static int bodyKind(int shape) {
        return shape >>> KIND_SHIFT;
    }

    /** Writes the fields of a call. */
    public static void putCall(MutableDirectBuffer buffer, int index, long callId, int functionId, int shape) {
        buffer.putLong(index, callId);
        buffer.putInt(index + SECOND, functionId);
        buffer.putInt(index + THIRD, shape);
    }

    /** Writes the fields of a result. */
    public static void putResult(MutableDirectBuffer buffer, int index, long callId, int shape, int nanos) {
        buffer.putLong(index, callId);
        buffer.putInt(index + SECOND, shape);
        buffer.putInt(index + THIRD, nanos);
    }

    /** Writes the fields of a part. */
    public static void putPart(MutableDirectBuffer buffer, int index, long callId, int offset) {
        buffer.putLong(index, callId);
        buffer.putInt(index + SECOND, offset);
        buffer.putInt(index + THIRD, 0);
    }

    /** The call that a record belongs to; it comes first in every record that has one. */
    public static long callId(DirectBuffer buffer, int index) {
        return buffer.getLong(index);
    }

    /** The function of a call. */
    public static int functionId(DirectBuffer buffer, int index) {
        return buffer.getInt(index + SECOND);
    }

    /** The shape of a call. */
    public static int callShape(DirectBuffer buffer, int index) {
        return buffer.getInt(index + THIRD);
    }

    /** The shape of a result. */
    public static int resultShape(DirectBuffer buffer, int index) {
        return buffer.getInt(index + SECOND);
    }

    /** How long a batch ran, in nanoseconds, cut off at {@code Integer.MAX_VALUE}; 0 when it was not measured. */
    public static int resultNanos(DirectBuffer buffer, int index) {
        return buffer.getInt(index + THIRD);
    }

    /** Where a part belongs. */
    public static int partOffset(DirectBuffer buffer, int index) {
        return buffer.getInt(index + SECOND);
    }
}
