package dev.ringwork.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link MappedAtomicBuffer} without memory order: plain values, bulk copies, bounds, identity.
 *
 * <p>Bounds are those of {@link #memory}: its own methods check them, and what isn't one call to it checks first. A
 * {@link ByteBuffer} on the other side of a copy counts up to its limit, not to its capacity as with Agrona's buffers.
 */
abstract class PlainAccess extends TextAccess {
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

    /** Up to here a loop over words beats the fixed cost of a bulk copy; in bytes. */
    private static final int SHORT_RUN = 128;

    /** What a longer run is copied from: small enough to stay in the first level cache. */
    private static final byte[] ZEROS = new byte[4096];

    /** The viewed memory: position 0, limit at capacity, native order. Never handed out, since all three can be set. */
    final ByteBuffer memory;

    PlainAccess(ByteBuffer memory) {
        if (!memory.isDirect()) {
            throw new IllegalArgumentException(
                    "shared memory is direct: memory=" + memory + ": map a file or use ByteBuffer.allocateDirect");
        }
        this.memory = memory.duplicate().clear().order(NATIVE);
    }

    // Values

    @Override
    public long getLong(int index) {
        return memory.getLong(index);
    }

    @Override
    public long getLong(int index, ByteOrder byteOrder) {
        long value = memory.getLong(index);
        return byteOrder == NATIVE ? value : Long.reverseBytes(value);
    }

    @Override
    public void putLong(int index, long value) {
        memory.putLong(index, value);
    }

    @Override
    public void putLong(int index, long value, ByteOrder byteOrder) {
        memory.putLong(index, byteOrder == NATIVE ? value : Long.reverseBytes(value));
    }

    @Override
    public int getInt(int index) {
        return memory.getInt(index);
    }

    @Override
    public int getInt(int index, ByteOrder byteOrder) {
        int value = memory.getInt(index);
        return byteOrder == NATIVE ? value : Integer.reverseBytes(value);
    }

    @Override
    public void putInt(int index, int value) {
        memory.putInt(index, value);
    }

    @Override
    public void putInt(int index, int value, ByteOrder byteOrder) {
        memory.putInt(index, byteOrder == NATIVE ? value : Integer.reverseBytes(value));
    }

    @Override
    public double getDouble(int index) {
        return memory.getDouble(index);
    }

    @Override
    public double getDouble(int index, ByteOrder byteOrder) {
        return Double.longBitsToDouble(getLong(index, byteOrder));
    }

    @Override
    public void putDouble(int index, double value) {
        memory.putDouble(index, value);
    }

    @Override
    public void putDouble(int index, double value, ByteOrder byteOrder) {
        putLong(index, Double.doubleToRawLongBits(value), byteOrder);
    }

    @Override
    public float getFloat(int index) {
        return memory.getFloat(index);
    }

    @Override
    public float getFloat(int index, ByteOrder byteOrder) {
        return Float.intBitsToFloat(getInt(index, byteOrder));
    }

    @Override
    public void putFloat(int index, float value) {
        memory.putFloat(index, value);
    }

    @Override
    public void putFloat(int index, float value, ByteOrder byteOrder) {
        putInt(index, Float.floatToRawIntBits(value), byteOrder);
    }

    @Override
    public short getShort(int index) {
        return memory.getShort(index);
    }

    @Override
    public short getShort(int index, ByteOrder byteOrder) {
        short value = memory.getShort(index);
        return byteOrder == NATIVE ? value : Short.reverseBytes(value);
    }

    @Override
    public void putShort(int index, short value) {
        memory.putShort(index, value);
    }

    @Override
    public void putShort(int index, short value, ByteOrder byteOrder) {
        memory.putShort(index, byteOrder == NATIVE ? value : Short.reverseBytes(value));
    }

    @Override
    public char getChar(int index) {
        return memory.getChar(index);
    }

    @Override
    public char getChar(int index, ByteOrder byteOrder) {
        char value = memory.getChar(index);
        return byteOrder == NATIVE ? value : Character.reverseBytes(value);
    }

    @Override
    public void putChar(int index, char value) {
        memory.putChar(index, value);
    }

    @Override
    public void putChar(int index, char value, ByteOrder byteOrder) {
        memory.putChar(index, byteOrder == NATIVE ? value : Character.reverseBytes(value));
    }

    @Override
    public byte getByte(int index) {
        return memory.get(index);
    }

    @Override
    public void putByte(int index, byte value) {
        memory.put(index, value);
    }

    // Runs of bytes: each is one memory copy

    @Override
    public void getBytes(int index, byte[] dst) {
        memory.get(index, dst, 0, dst.length);
    }

    @Override
    public void getBytes(int index, byte[] dst, int offset, int length) {
        memory.get(index, dst, offset, length);
    }

    @Override
    public void getBytes(int index, MutableDirectBuffer dstBuffer, int dstIndex, int length) {
        boundsCheck(index, length);
        // By ByteBuffer, since a foreign buffer handed this one would ask for its address, which nobody gets.
        dstBuffer.putBytes(dstIndex, byteBuffer(), index, length);
    }

    @Override
    public void getBytes(int index, ByteBuffer dstBuffer, int length) {
        int start = dstBuffer.position();
        dstBuffer.put(start, memory, index, length);
        dstBuffer.position(start + length);
    }

    @Override
    public void getBytes(int index, ByteBuffer dstBuffer, int dstOffset, int length) {
        dstBuffer.put(dstOffset, memory, index, length);
    }

    @Override
    public void putBytes(int index, byte[] src) {
        memory.put(index, src, 0, src.length);
    }

    @Override
    public void putBytes(int index, byte[] src, int offset, int length) {
        memory.put(index, src, offset, length);
    }

    @Override
    public void putBytes(int index, ByteBuffer srcBuffer, int length) {
        int start = srcBuffer.position();
        memory.put(index, srcBuffer, start, length);
        srcBuffer.position(start + length);
    }

    @Override
    public void putBytes(int index, ByteBuffer srcBuffer, int srcIndex, int length) {
        memory.put(index, srcBuffer, srcIndex, length);
    }

    @Override
    public void putBytes(int index, DirectBuffer srcBuffer, int srcIndex, int length) {
        if (srcBuffer instanceof PlainAccess ours) {
            memory.put(index, ours.memory, srcIndex, length);
        } else {
            boundsCheck(index, length);
            srcBuffer.boundsCheck(srcIndex, length);
            srcBuffer.getBytes(srcIndex, byteBuffer(), index, length);
        }
    }

    @Override
    public void setMemory(int index, int length, byte value) {
        boundsCheck(index, length);
        if (length <= SHORT_RUN) {
            setByWords(index, index + length, value);
        } else {
            setByCopies(index, index + length, value);
        }
    }

    private void setByWords(int from, int to, byte value) {
        long word = 0x0101_0101_0101_0101L * (value & 0xFF);
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            memory.putLong(i, word);
        }
        for (; i < to; i++) {
            memory.put(i, value);
        }
    }

    private void setByCopies(int from, int to, byte value) {
        byte[] run = ZEROS;
        if (value != 0) {
            run = new byte[Math.min(to - from, ZEROS.length)];
            Arrays.fill(run, value);
        }
        for (int i = from; i < to; ) {
            int length = Math.min(to - i, run.length);
            memory.put(i, run, 0, length);
            i += length;
        }
    }

    // Bounds

    @Override
    public int capacity() {
        return memory.capacity();
    }

    @Override
    public boolean isExpandable() {
        return false;
    }

    /**
     * Checks that {@code limit} may end a range.
     *
     * @throws IndexOutOfBoundsException if it is negative or beyond the capacity
     */
    @Override
    public void checkLimit(int limit) {
        Objects.checkFromToIndex(0, limit, memory.capacity());
    }

    @Override
    public void boundsCheck(int index, int length) {
        Objects.checkFromIndexSize(index, length, memory.capacity());
    }

    // What lies behind

    /** Null: the memory isn't on the heap. */
    @Override
    public byte @Nullable [] byteArray() {
        return null;
    }

    /** A new view of exactly this memory, in native order: its position, limit and order are the caller's own. */
    @Override
    public ByteBuffer byteBuffer() {
        return memory.duplicate().order(NATIVE);
    }

    /** 0: an index here is the index in {@link #byteBuffer()}. */
    @Override
    public int wrapAdjustment() {
        return 0;
    }

    /**
     * Always refused: an address would let its holder past the bounds and past the end of the mapping.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public long addressOffset() {
        throw new UnsupportedOperationException(
                "no address leaves a checked buffer: capacity=" + capacity() + ": use byteBuffer()");
    }

    @Override
    public void wrap(byte[] buffer) {
        throw fixed();
    }

    @Override
    public void wrap(byte[] buffer, int offset, int length) {
        throw fixed();
    }

    @Override
    public void wrap(ByteBuffer buffer) {
        throw fixed();
    }

    @Override
    public void wrap(ByteBuffer buffer, int offset, int length) {
        throw fixed();
    }

    @Override
    public void wrap(DirectBuffer buffer) {
        throw fixed();
    }

    @Override
    public void wrap(DirectBuffer buffer, int offset, int length) {
        throw fixed();
    }

    @Override
    public void wrap(long address, int length) {
        throw fixed();
    }

    private UnsupportedOperationException fixed() {
        return new UnsupportedOperationException(
                "a view keeps its memory: capacity=" + capacity() + ": make a new MappedAtomicBuffer");
    }

    // Content as identity

    /** Lexicographic by unsigned bytes; where one is the start of the other, the shorter comes first. */
    @Override
    public int compareTo(DirectBuffer that) {
        int common = Math.min(capacity(), that.capacity());
        for (int i = 0; i < common; i++) {
            int order = Byte.compareUnsigned(getByte(i), that.getByte(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(capacity(), that.capacity());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PlainAccess that && memory.equals(that.memory);
    }

    @Override
    public int hashCode() {
        return memory.hashCode();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "{capacity=" + capacity() + "}";
    }
}
