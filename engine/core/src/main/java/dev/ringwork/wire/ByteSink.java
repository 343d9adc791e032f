package dev.ringwork.wire;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing array of bytes with a write position at its end. For one thread at a time.
 *
 * <p>A sink is meant to be used again: {@link #clear} keeps its array unless that has become huge.
 */
public final class ByteSink {
    /** The most that one message may be: what a Java array can hold, with room for a frame header. */
    public static final int MAX_LENGTH = Integer.MAX_VALUE - 16;

    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle CHAR = view(char[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);

    private static final int FIRST_CAPACITY = 256;
    /** A larger array isn't kept for the next message: one big value must not hold its memory for ever. */
    private static final int KEPT_CAPACITY = 1 << 21;
    /** From here on the intrinsics of String and ByteBuffer win over a plain loop. */
    static final int BULK = 32;

    private final int maxLength;
    private byte[] bytes;
    private int length;

    /** An empty sink. */
    public ByteSink() {
        this(MAX_LENGTH);
    }

    /** An empty sink that takes at most {@code maxLength} bytes. */
    ByteSink(int maxLength) {
        this.maxLength = maxLength;
        this.bytes = new byte[Math.min(FIRST_CAPACITY, maxLength)];
    }

    static VarHandle view(Class<?> arrayOfValues) {
        return MethodHandles.byteArrayViewVarHandle(arrayOfValues, ByteOrder.nativeOrder())
                .withInvokeExactBehavior();
    }

    /** The array written into: valid from 0 to {@link #length()}, until the next put. */
    public byte[] array() {
        return bytes;
    }

    /** How many bytes were put. */
    public int length() {
        return length;
    }

    /** A copy of what was put. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** Forgets everything. */
    public void clear() {
        length = 0;
        if (bytes.length > KEPT_CAPACITY) {
            bytes = new byte[FIRST_CAPACITY];
        }
    }

    /** Forgets what was put after the first {@code newLength} bytes. */
    public void truncate(int newLength) {
        if (newLength < 0 || newLength > length) {
            throw new IndexOutOfBoundsException(
                    "a sink is cut to what was put or less: newLength=" + newLength + " length=" + length);
        }
        length = newLength;
    }

    /** Puts one byte. */
    public void putByte(int value) throws IOException {
        int at = extend(1);
        bytes[at] = (byte) value;
    }

    /** Puts two bytes, native order. */
    public void putShort(short value) throws IOException {
        int at = extend(Short.BYTES);
        SHORT.set(bytes, at, value);
    }

    /** Puts two bytes, native order. */
    public void putChar(char value) throws IOException {
        int at = extend(Character.BYTES);
        CHAR.set(bytes, at, value);
    }

    /** Puts four bytes, native order. */
    public void putInt(int value) throws IOException {
        int at = extend(Integer.BYTES);
        INT.set(bytes, at, value);
    }

    /** Puts eight bytes, native order. */
    public void putLong(long value) throws IOException {
        int at = extend(Long.BYTES);
        LONG.set(bytes, at, value);
    }

    /** Overwrites four bytes that were put before. */
    public void setInt(int at, int value) {
        if (at < 0 || at > length - Integer.BYTES) {
            throw new IndexOutOfBoundsException("only what was put is overwritten: at=" + at + " length=" + length);
        }
        INT.set(bytes, at, value);
    }

    /** Puts an unsigned number in as few bytes as it needs: 1 below 128, 10 for a negative one. */
    public void putVarint(long value) throws IOException {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            putByte((int) rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        putByte((int) rest);
    }

    /** Puts a range of bytes, without its length. */
    public void putBytes(byte[] source, int offset, int count) throws IOException {
        int at = extend(count);
        System.arraycopy(source, offset, bytes, at, count);
    }

    /** Puts a string of any content, with its length. */
    public void putText(String text) throws IOException {
        int n = text.length();
        if (n < BULK) {
            putShortText(text, n);
            return;
        }
        byte[] latin = text.getBytes(StandardCharsets.ISO_8859_1);
        if (latin.length == n && new String(latin, StandardCharsets.ISO_8859_1).equals(text)) {
            putVarint((long) n << 1);
            putBytes(latin, 0, n);
        } else {
            putWideText(text, n);
        }
    }

    private void putShortText(String text, int n) throws IOException {
        int start = length;
        putByte(n << 1);
        int at = extend(n);
        for (int i = 0; i < n; i++) {
            char c = text.charAt(i);
            if (c > 0xFF) {
                length = start;
                putWideText(text, n);
                return;
            }
            bytes[at + i] = (byte) c;
        }
    }

    private void putWideText(String text, int n) throws IOException {
        putVarint((long) n << 1 | 1);
        int at = extend((long) n << 1);
        for (int i = 0; i < n; i++) {
            CHAR.set(bytes, at + (i << 1), text.charAt(i));
        }
    }

    /**
     * Room for a body of {@code count} bytes that the caller fills through the returned buffer, which is in native
     * order and positioned at the body's start.
     */
    ByteBuffer putBody(long count) throws IOException {
        int at = extend(count);
        return ByteBuffer.wrap(bytes, at, (int) count).order(ByteOrder.nativeOrder());
    }

    /** Makes room for {@code count} bytes at the end and returns where they start. */
    private int extend(long count) throws IOException {
        int at = length;
        long end = at + count;
        if (end > bytes.length) {
            grow(end);
        }
        length = (int) end;
        return at;
    }

    private void grow(long needed) throws IOException {
        if (needed > maxLength) {
            throw new IOException(
                    maxLength == MAX_LENGTH
                            ? "an encoded value is at most 2 GiB: length=" + needed + ": pass a file or split it"
                            : "an encoded value is at most as long as its sink: length=" + needed + " maxLength="
                                    + maxLength);
        }
        bytes = Arrays.copyOf(bytes, (int) Math.min(maxLength, Math.max(needed, 2L * bytes.length)));
    }
}
