package dev.ringwork.wire;

import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which an argument or a result is written into a record, and the values that need no codec: those are kept as
 * 64 bits on either side and cross without being encoded, allocated for or decoded by foreign code.
 *
 * <pre>
 * NULL, NONE        nothing
 * LONG … BOOLEAN    8 bytes
 * BYTES             a byte[], the rest of the record
 * ENCODED           what {@link ValueCodec} wrote, the rest of the record
 * … | STREAMED      the length (int); the bytes follow in parts
 * </pre>
 */
public final class Body {
    /** No argument at all. */
    public static final int NONE = 0;

    /** The value null. */
    public static final int NULL = 1;

    /** A {@code Long}. */
    public static final int LONG = 2;

    /** An {@code Integer}. */
    public static final int INT = 3;

    /** A {@code Double}. */
    public static final int DOUBLE = 4;

    /** A {@code Boolean}. */
    public static final int BOOLEAN = 5;

    /** A byte array, as it is. */
    public static final int BYTES = 6;

    /** Anything else, encoded. */
    public static final int ENCODED = 7;

    /** Added to {@link #BYTES} or {@link #ENCODED} when the bytes come in parts. */
    public static final int STREAMED = 8;

    private Body() {}

    /** The kind for a value that needs no codec, {@link #ENCODED} for all others. */
    public static int kindOf(@Nullable Object value) {
        if (value instanceof Long) {
            return LONG;
        }
        if (value instanceof Integer) {
            return INT;
        }
        if (value == null) {
            return NULL;
        }
        if (value instanceof Boolean) {
            return BOOLEAN;
        }
        if (value instanceof Double) {
            return DOUBLE;
        }
        return value instanceof byte[] ? BYTES : ENCODED;
    }

    /** Whether a kind is complete in 64 bits. */
    public static boolean isImmediate(int kind) {
        return kind < BYTES;
    }

    /** The 64 bits of a value of an immediate kind. */
    public static long bitsOf(int kind, @Nullable Object value) {
        if (value instanceof Number number) {
            return kind == DOUBLE ? Double.doubleToRawLongBits(number.doubleValue()) : number.longValue();
        }
        return Boolean.TRUE.equals(value) ? 1 : 0;
    }

    /** The value of an immediate kind. */
    public static @Nullable Object valueOf(int kind, long bits) {
        return switch (kind) {
            case LONG -> bits;
            case INT -> (int) bits;
            case DOUBLE -> Double.longBitsToDouble(bits);
            case BOOLEAN -> bits != 0;
            default -> null;
        };
    }

    /** What stands for a body in a record's check, see {@link CheckedType}. */
    public static long word(int kind, long bits, byte @Nullable [] bytes) {
        if (kind <= NULL) {
            return 0;
        }
        if (isImmediate(kind) || bytes == null) {
            return bits;
        }
        return (kind & STREAMED) != 0 ? bytes.length : sum(new CRC32C(), bytes, 0, bytes.length);
    }

    /** The same for who has a CRC of his own, which nobody else uses meanwhile: nothing is allocated. */
    public static long word(CRC32C crc, int kind, long bits, byte @Nullable [] bytes) {
        if (bytes != null && (kind == BYTES || kind == ENCODED)) {
            return sum(crc, bytes, 0, bytes.length);
        }
        return word(kind, bits, bytes);
    }

    /** What stands for bytes in a record's check: their CRC-32C and their number. */
    public static long sum(byte[] bytes, int offset, int length) {
        return sum(new CRC32C(), bytes, offset, length);
    }

    /** The same without allocating, with a CRC of the caller's, which nobody else uses meanwhile. */
    public static long sum(CRC32C crc, byte[] bytes, int offset, int length) {
        crc.reset();
        crc.update(bytes, offset, length);
        return crc.getValue() | (long) length << Integer.SIZE;
    }

    /** Length of a body in its record. */
    public static int length(int kind, byte @Nullable [] bytes) {
        if (kind <= NULL) {
            return 0;
        }
        return isImmediate(kind) || (kind & STREAMED) != 0 || bytes == null ? Long.BYTES : bytes.length;
    }

    /** Writes a body; for a streamed kind just the length of {@code bytes}. */
    public static void put(MutableDirectBuffer buffer, int index, int kind, long bits, byte @Nullable [] bytes) {
        if (kind <= NULL) {
            return;
        }
        if (isImmediate(kind) || bytes == null) {
            buffer.putLong(index, bits);
        } else if ((kind & STREAMED) != 0) {
            buffer.putLong(index, bytes.length);
        } else {
            buffer.putBytes(index, bytes, 0, bytes.length);
        }
    }

    /** The 64 bits of an immediate body, or the length of a streamed one. */
    public static long bits(DirectBuffer buffer, int index, int kind) {
        return kind <= NULL ? 0 : buffer.getLong(index);
    }

    /** The bytes of a body that is not streamed. */
    public static byte[] bytes(DirectBuffer buffer, int index, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(index, bytes, 0, length);
        return bytes;
    }
}
