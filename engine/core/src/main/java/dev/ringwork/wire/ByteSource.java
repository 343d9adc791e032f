package dev.ringwork.wire;

import java.io.StreamCorruptedException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * A range of bytes with a read position. For one thread at a time.
 *
 * <p>Nothing in it is believed. A read beyond the end and a length or count larger than the bytes that could hold it are
 * {@link StreamCorruptedException}s, before anything is allocated for it. Elements that an outer value still expects are
 * {@linkplain #reserve reserved}, so that nested counts cannot each claim the same bytes: what all of them together make
 * a reader allocate is linear in the length of the source.
 */
public final class ByteSource {
    private static final VarHandle SHORT = ByteSink.view(short[].class);
    private static final VarHandle CHAR = ByteSink.view(char[].class);
    private static final VarHandle INT = ByteSink.view(int[].class);
    private static final VarHandle LONG = ByteSink.view(long[].class);

    private final byte[] bytes;
    private final int end;
    private final int length;
    private int position;
    /** Bytes at the end that elements announced, but not yet begun, need at least. */
    private long reserved;

    /** The whole of {@code bytes}. */
    public ByteSource(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    /** A range of {@code bytes}, which must not change while it is read. */
    public ByteSource(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        this.bytes = bytes;
        this.position = offset;
        this.end = offset + length;
        this.length = length;
    }

    /** Bytes not read yet. */
    public int remaining() {
        return end - position;
    }

    /** Bytes of the whole source. */
    int length() {
        return length;
    }

    /** The array read from. */
    byte[] array() {
        return bytes;
    }

    /** Index in {@link #array()} of the next byte. */
    int position() {
        return position;
    }

    /** Takes one byte. */
    public byte takeByte() throws StreamCorruptedException {
        return bytes[advance(1)];
    }

    /** Takes one byte that must be 0 or 1. */
    public boolean takeBoolean() throws StreamCorruptedException {
        byte value = takeByte();
        if ((value & ~1) != 0) {
            throw new StreamCorruptedException("a boolean is 0 or 1: value=" + value);
        }
        return value != 0;
    }

    /** Takes two bytes, native order. */
    public short takeShort() throws StreamCorruptedException {
        return (short) SHORT.get(bytes, advance(Short.BYTES));
    }

    /** Takes two bytes, native order. */
    public char takeChar() throws StreamCorruptedException {
        return (char) CHAR.get(bytes, advance(Character.BYTES));
    }

    /** Takes four bytes, native order. */
    public int takeInt() throws StreamCorruptedException {
        return (int) INT.get(bytes, advance(Integer.BYTES));
    }

    /** Takes eight bytes, native order. */
    public long takeLong() throws StreamCorruptedException {
        return (long) LONG.get(bytes, advance(Long.BYTES));
    }

    /** Takes an unsigned number of one to ten bytes. */
    public long takeVarint() throws StreamCorruptedException {
        byte next = takeByte();
        if (next >= 0) {
            return next;
        }
        long value = next & 0x7F;
        for (int shift = 7; shift < Long.SIZE; shift += 7) {
            next = takeByte();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new StreamCorruptedException("a varint has at most 10 bytes: position=" + position);
    }

    /** Takes a count of things that need at least {@code bytesEach} bytes each, and checks that so many can follow. */
    public int takeCount(int bytesEach) throws StreamCorruptedException {
        return checkedCount(takeVarint(), bytesEach);
    }

    private int checkedCount(long count, int bytesEach) throws StreamCorruptedException {
        long available = remaining() - reserved;
        if (count < 0 || count > available / bytesEach) {
            throw new StreamCorruptedException("a count is at most what the bytes left can hold: count=" + count
                    + " bytesEach=" + bytesEach + " bytesLeft=" + available);
        }
        return (int) count;
    }

    /** Sets {@code count} bytes aside for elements to come; each is given back by {@link #release} when it is begun. */
    void reserve(int count) {
        reserved += count;
    }

    /** Gives back one byte set aside: one element begins. */
    void release() {
        reserved--;
    }

    /** Takes {@code count} bytes into a new array. */
    public byte[] takeBytes(int count) throws StreamCorruptedException {
        int from = takeRange(count);
        byte[] copy = new byte[count];
        System.arraycopy(bytes, from, copy, 0, count);
        return copy;
    }

    /** Passes over {@code count} bytes and returns the index in {@link #array()} of the first. */
    int takeRange(int count) throws StreamCorruptedException {
        return advance(checkedCount(count, 1));
    }

    /** Takes a body of {@code count} bytes as a buffer in native order. */
    ByteBuffer takeBody(int count) throws StreamCorruptedException {
        return ByteBuffer.wrap(bytes, advance(count), count).order(ByteOrder.nativeOrder());
    }

    /** Takes what {@link ByteSink#putText} put. */
    public String takeText() throws StreamCorruptedException {
        long header = takeVarint();
        if ((header & 1) == 0) {
            int n = checkedCount(header >>> 1, 1);
            return new String(bytes, advance(n), n, StandardCharsets.ISO_8859_1);
        }
        char[] chars = new char[checkedCount(header >>> 1, Character.BYTES)];
        takeBody(chars.length * Character.BYTES).asCharBuffer().get(chars);
        return new String(chars);
    }

    /** Passes over a text if it is the one whose {@linkplain ByteSink#putText encoding} is given. */
    boolean skipText(byte[] encoded) {
        int to = position + encoded.length;
        if (encoded.length > end - position || !Arrays.equals(bytes, position, to, encoded, 0, encoded.length)) {
            return false;
        }
        position = to;
        return true;
    }

    /** A hash of the text that comes next, which costs the same for long ones; any number when there is none. */
    int peekHash() {
        int left = end - position;
        int n = left == 0 ? 0 : bytes[position] >> 1;
        // Names of classes differ in their length or near their end.
        return n <= 4 || n >= left ? n : n * 31 + (int) INT.get(bytes, position + n - 3) * 0x9E3779B1;
    }

    /** Checks that everything was read. */
    public void expectEnd() throws StreamCorruptedException {
        if (position != end) {
            throw new StreamCorruptedException("a message ends with its value: bytesLeft=" + remaining());
        }
    }

    private int advance(int count) throws StreamCorruptedException {
        int at = position;
        if (count > end - at) {
            throw new StreamCorruptedException(
                    "a field ends within its message: bytesNeeded=" + count + " bytesLeft=" + (end - at));
        }
        position = at + count;
        return at;
    }
}
