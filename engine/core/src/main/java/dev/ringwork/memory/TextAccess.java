package dev.ringwork.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import org.agrona.AsciiNumberFormatException;
import org.agrona.concurrent.AtomicBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link MappedAtomicBuffer} that nothing fast uses: strings, and numbers written as ASCII digits.
 *
 * <p>Everything goes through a byte array and then through one checked copy, so a string either fits or changes nothing.
 * A length prefix is an int of {@link #STR_HEADER_LEN} bytes. A null string is written as an empty one. In ASCII, what
 * isn't ASCII becomes {@code '?'} when written.
 */
abstract class TextAccess implements AtomicBuffer {
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

    // Strings, read

    @Override
    public String getStringAscii(int index) {
        return getStringAscii(index, getInt(index));
    }

    @Override
    public String getStringAscii(int index, ByteOrder byteOrder) {
        return getStringAscii(index, getInt(index, byteOrder));
    }

    @Override
    public String getStringAscii(int index, int length) {
        return getStringWithoutLengthAscii(afterPrefix(index), length);
    }

    @Override
    public String getStringWithoutLengthAscii(int index, int length) {
        return new String(copy(index, length), US_ASCII);
    }

    @Override
    public int getStringAscii(int index, Appendable appendable) {
        return getStringAscii(index, getInt(index), appendable);
    }

    @Override
    public int getStringAscii(int index, Appendable appendable, ByteOrder byteOrder) {
        return getStringAscii(index, getInt(index, byteOrder), appendable);
    }

    @Override
    public int getStringAscii(int index, int length, Appendable appendable) {
        return getStringWithoutLengthAscii(afterPrefix(index), length, appendable);
    }

    /** Appends {@code '?'} for what isn't ASCII; an {@link IOException} of the appendable comes out unchecked. */
    @Override
    public int getStringWithoutLengthAscii(int index, int length, Appendable appendable) {
        String text = getStringWithoutLengthAscii(index, length);
        try {
            appendable.append(text.replace('\uFFFD', '?'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return length;
    }

    @Override
    public String getStringUtf8(int index) {
        return getStringUtf8(index, getInt(index));
    }

    @Override
    public String getStringUtf8(int index, ByteOrder byteOrder) {
        return getStringUtf8(index, getInt(index, byteOrder));
    }

    @Override
    public String getStringUtf8(int index, int length) {
        return getStringWithoutLengthUtf8(afterPrefix(index), length);
    }

    @Override
    public String getStringWithoutLengthUtf8(int index, int length) {
        return new String(copy(index, length), UTF_8);
    }

    // Strings, written

    @Override
    public int putStringAscii(int index, @Nullable String value) {
        return putPrefixed(index, ascii(value), NATIVE);
    }

    @Override
    public int putStringAscii(int index, @Nullable CharSequence value) {
        return putPrefixed(index, ascii(value), NATIVE);
    }

    @Override
    public int putStringAscii(int index, @Nullable String value, ByteOrder byteOrder) {
        return putPrefixed(index, ascii(value), byteOrder);
    }

    @Override
    public int putStringAscii(int index, @Nullable CharSequence value, ByteOrder byteOrder) {
        return putPrefixed(index, ascii(value), byteOrder);
    }

    @Override
    public int putStringWithoutLengthAscii(int index, @Nullable String value) {
        return putBare(index, ascii(value));
    }

    @Override
    public int putStringWithoutLengthAscii(int index, @Nullable CharSequence value) {
        return putBare(index, ascii(value));
    }

    @Override
    public int putStringWithoutLengthAscii(int index, @Nullable String value, int valueOffset, int length) {
        return putStringWithoutLengthAscii(index, (CharSequence) value, valueOffset, length);
    }

    @Override
    public int putStringWithoutLengthAscii(int index, @Nullable CharSequence value, int valueOffset, int length) {
        if (value == null) {
            return 0;
        }
        int taken = Math.min(value.length() - valueOffset, length);
        return putBare(index, ascii(value.subSequence(valueOffset, valueOffset + taken)));
    }

    @Override
    public int putStringUtf8(int index, @Nullable String value) {
        return putPrefixed(index, utf8(value), NATIVE);
    }

    @Override
    public int putStringUtf8(int index, @Nullable String value, ByteOrder byteOrder) {
        return putPrefixed(index, utf8(value), byteOrder);
    }

    @Override
    public int putStringUtf8(int index, @Nullable String value, int maxEncodedLength) {
        return putStringUtf8(index, value, NATIVE, maxEncodedLength);
    }

    @Override
    public int putStringUtf8(int index, @Nullable String value, ByteOrder byteOrder, int maxEncodedLength) {
        byte[] encoded = utf8(value);
        if (encoded.length > maxEncodedLength) {
            throw new IllegalArgumentException("a string stays within its limit: encodedLength=" + encoded.length
                    + " maxEncodedLength=" + maxEncodedLength + ": shorten it or raise the limit");
        }
        return putPrefixed(index, encoded, byteOrder);
    }

    @Override
    public int putStringWithoutLengthUtf8(int index, @Nullable String value) {
        return putBare(index, utf8(value));
    }

    // Numbers as digits, read. Leading zeros are fine, a plus sign isn't.

    @Override
    public int parseNaturalIntAscii(int index, int length) {
        return Math.toIntExact(parse(index, length, 0, Integer.MAX_VALUE));
    }

    @Override
    public long parseNaturalLongAscii(int index, int length) {
        return parse(index, length, 0, Long.MAX_VALUE);
    }

    @Override
    public int parseIntAscii(int index, int length) {
        return Math.toIntExact(parse(index, length, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }

    @Override
    public long parseLongAscii(int index, int length) {
        return parse(index, length, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private long parse(int index, int length, long min, long max) {
        String text = getStringWithoutLengthAscii(index, length);
        int firstDigit = min < 0 && text.startsWith("-") ? 1 : 0;
        boolean digitsOnly = text.chars().skip(firstDigit).allMatch(c -> c >= '0' && c <= '9');
        if (!digitsOnly || text.length() == firstDigit) {
            throw notANumber("a number is ASCII digits", index, text);
        }
        long value;
        try {
            value = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw notANumber("a number fits into 64 bits", index, text);
        }
        if (value < min || value > max) {
            throw notANumber("a number fits into 32 bits", index, text);
        }
        return value;
    }

    private static AsciiNumberFormatException notANumber(String rule, int index, String text) {
        return new AsciiNumberFormatException(rule + ": index=" + index + " text=" + text);
    }

    // Numbers as digits, written

    @Override
    public int putIntAscii(int index, int value) {
        return putBare(index, ascii(Integer.toString(value)));
    }

    @Override
    public int putLongAscii(int index, long value) {
        return putBare(index, ascii(Long.toString(value)));
    }

    @Override
    public int putNaturalIntAscii(int index, int value) {
        return putBare(index, natural(value));
    }

    @Override
    public int putNaturalLongAscii(int index, long value) {
        return putBare(index, natural(value));
    }

    @Override
    public void putNaturalPaddedIntAscii(int index, int length, int value) {
        boundsCheck(index, length);
        byte[] digits = natural(value);
        int padding = length - digits.length;
        if (padding < 0) {
            throw new NumberFormatException("a number fits its field: value=" + value + " length=" + length);
        }
        setMemory(index, padding, (byte) '0');
        putBytes(index + padding, digits);
    }

    /** Writes {@code value} so that it ends before {@code endExclusive}; returns the index of its first digit. */
    @Override
    public int putNaturalIntAsciiFromEnd(int value, int endExclusive) {
        byte[] digits = natural(value);
        putBytes(endExclusive - digits.length, digits);
        return endExclusive - digits.length;
    }

    private static byte[] natural(long value) {
        if (value < 0) {
            throw new IllegalArgumentException(
                    "a natural number isn't negative: value=" + value + ": use putIntAscii or putLongAscii");
        }
        return ascii(Long.toString(value));
    }

    // The copies

    private int afterPrefix(int index) {
        boundsCheck(index, STR_HEADER_LEN);
        return index + STR_HEADER_LEN;
    }

    private byte[] copy(int index, int length) {
        // Checked before the array is made: the length may come from a peer.
        boundsCheck(index, length);
        byte[] bytes = new byte[length];
        getBytes(index, bytes);
        return bytes;
    }

    private int putPrefixed(int index, byte[] bytes, ByteOrder byteOrder) {
        int total = STR_HEADER_LEN + bytes.length; // negative when it overflows, which the check refuses
        boundsCheck(index, total);
        putInt(index, bytes.length, byteOrder);
        putBytes(index + STR_HEADER_LEN, bytes);
        return total;
    }

    private int putBare(int index, byte[] bytes) {
        putBytes(index, bytes);
        return bytes.length;
    }

    private static byte[] ascii(@Nullable CharSequence value) {
        return value == null ? new byte[0] : value.toString().getBytes(US_ASCII);
    }

    private static byte[] utf8(@Nullable String value) {
        return value == null ? new byte[0] : value.getBytes(UTF_8);
    }
}
