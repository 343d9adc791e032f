package dev.ringwork.wire;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;

/** Gives records that a test made up the type that belongs to what they say. */
public final class TestRecords {
    private TestRecords() {}

    /** For a claimed record whose message of so many bytes stands at this index. */
    public static void putType(MutableDirectBuffer buffer, int at, int length, int type) {
        buffer.putInt(
                RecordDescriptor.typeOffset(at - RecordDescriptor.HEADER_LENGTH),
                checkedType(buffer, at, length, type));
    }

    /** Whether a record has the type that belongs to what it says. */
    public static boolean holds(int checkedType, MutableDirectBuffer buffer, int at, int length) {
        return checkedType == checkedType(buffer, at, length, CheckedType.type(checkedType));
    }

    private static int checkedType(MutableDirectBuffer buffer, int at, int length, int type) {
        long id = length < Long.BYTES ? 0 : buffer.getLong(at);
        if (type == Frames.DEFINE) {
            return CheckedType.of(type, id, 0, 0, sum(buffer, at, length, Frames.DEFINE_HEADER_LENGTH));
        }
        if (length < Frames.HEADER_LENGTH) {
            return CheckedType.of(type, id, 0, 0, 0);
        }
        int second = buffer.getInt(at + 8);
        int third = buffer.getInt(at + 12);
        int kind = type == Frames.CALL
                ? Frames.bodyKind(third)
                : type == Frames.RESULT ? Frames.bodyKind(second) : Body.BYTES;
        if (kind == Body.BYTES || kind == Body.ENCODED) {
            return CheckedType.of(type, id, second, third, sum(buffer, at, length, Frames.HEADER_LENGTH));
        }
        boolean hasWord = length >= Frames.HEADER_LENGTH + Long.BYTES;
        long word = hasWord ? Body.bits(buffer, at + Frames.HEADER_LENGTH, kind) : 0;
        return CheckedType.of(type, id, second, third, word);
    }

    private static long sum(MutableDirectBuffer buffer, int at, int length, int headerLength) {
        byte[] bytes = Body.bytes(buffer, at + headerLength, Math.max(0, length - headerLength));
        return Body.sum(bytes, 0, bytes.length);
    }
}
