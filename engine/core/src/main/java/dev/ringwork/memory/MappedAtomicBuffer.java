package dev.ringwork.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A fixed view of direct memory with every access mode of Agrona's {@link org.agrona.concurrent.AtomicBuffer}, made of
 * VarHandles, so that Agrona's ring buffers run on it without Unsafe and without a JVM flag.
 *
 * <p><b>Assumptions and guarantees.</b>
 *
 * <ul>
 *   <li>Any thread of any process may use any method at any time; which of them must be the only writer of a field is
 *       the business of whoever lays out the memory.
 *   <li>Indices and lengths are bytes. A range that isn't wholly inside {@code [0, capacity())} is an
 *       {@link IndexOutOfBoundsException}, nothing is written then, and no switch turns that off.
 *   <li>Ordered accesses (all in this class) are atomic, between processes too, and need an address that is a multiple
 *       of the value's size: else {@link IllegalStateException}. Plain ones ({@link PlainAccess}) need no alignment and
 *       aren't atomic by contract.
 *   <li>Values are in native byte order unless a method is told the order.
 *   <li>The view never grows and never wraps other memory; those methods throw {@link UnsupportedOperationException}.
 *   <li>Equality, hash and comparison go by content, as for {@link ByteBuffer}: not for keys while anybody writes.
 * </ul>
 *
 * <p>The view doesn't own its memory: see {@link MappedFile#close()} for accesses after the memory is gone.
 */
public final class MappedAtomicBuffer extends PlainAccess {
    /** Exact, so that a call which would box or convert fails in the first test rather than being slow for ever. */
    private static final VarHandle LONG = view(long[].class);

    private static final VarHandle INT = view(int[].class);
    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle CHAR = view(char[].class);

    /**
     * Views {@code memory} from 0 to its capacity, whatever its position, limit and order are now or later.
     *
     * @throws IllegalArgumentException if {@code memory} is on the heap, where nothing is atomic
     */
    public MappedAtomicBuffer(ByteBuffer memory) {
        super(memory);
    }

    private static VarHandle view(Class<?> arrayOfValues) {
        return MethodHandles.byteBufferViewVarHandle(arrayOfValues, ByteOrder.nativeOrder())
                .withInvokeExactBehavior();
    }

    /**
     * Checks that index 0 lies at a multiple of 8 in memory, so that whatever is aligned by index is so by address.
     *
     * @throws IllegalStateException if it doesn't
     */
    @Override
    public void verifyAlignment() {
        int beyond = memory.alignmentOffset(0, ALIGNMENT);
        if (beyond != 0) {
            throw new IllegalStateException("atomic access needs an aligned start: alignment=" + ALIGNMENT
                    + " bytesBeyondAlignment=" + beyond + ": slice at a multiple of " + ALIGNMENT);
        }
    }

    // Volatile: sequentially consistent with each other and with the read-modify-writes below.

    @Override
    public long getLongVolatile(int index) {
        return (long) LONG.getVolatile(memory, index);
    }

    @Override
    public void putLongVolatile(int index, long value) {
        LONG.setVolatile(memory, index, value);
    }

    @Override
    public int getIntVolatile(int index) {
        return (int) INT.getVolatile(memory, index);
    }

    @Override
    public void putIntVolatile(int index, int value) {
        INT.setVolatile(memory, index, value);
    }

    @Override
    public short getShortVolatile(int index) {
        return (short) SHORT.getVolatile(memory, index);
    }

    @Override
    public void putShortVolatile(int index, short value) {
        SHORT.setVolatile(memory, index, value);
    }

    @Override
    public char getCharVolatile(int index) {
        return (char) CHAR.getVolatile(memory, index);
    }

    @Override
    public void putCharVolatile(int index, char value) {
        CHAR.setVolatile(memory, index, value);
    }

    /** There are no VarHandles for the bytes of a buffer: a plain access, which can't tear, between full fences. */
    @Override
    public byte getByteVolatile(int index) {
        VarHandle.fullFence();
        byte value = memory.get(index);
        VarHandle.fullFence();
        return value;
    }

    @Override
    public void putByteVolatile(int index, byte value) {
        VarHandle.fullFence();
        memory.put(index, value);
        VarHandle.fullFence();
    }

    // Acquire and release: who acquires a value sees all that was written before its release. "Ordered" is release.

    @Override
    public long getLongAcquire(int index) {
        return (long) LONG.getAcquire(memory, index);
    }

    @Override
    public void putLongRelease(int index, long value) {
        LONG.setRelease(memory, index, value);
    }

    @Override
    public void putLongOrdered(int index, long value) {
        LONG.setRelease(memory, index, value);
    }

    @Override
    public int getIntAcquire(int index) {
        return (int) INT.getAcquire(memory, index);
    }

    @Override
    public void putIntRelease(int index, int value) {
        INT.setRelease(memory, index, value);
    }

    @Override
    public void putIntOrdered(int index, int value) {
        INT.setRelease(memory, index, value);
    }

    // Opaque: whole values, seen in the end, without order. Adding is a load and a store: for a single writer only.

    @Override
    public long getLongOpaque(int index) {
        return (long) LONG.getOpaque(memory, index);
    }

    @Override
    public void putLongOpaque(int index, long value) {
        LONG.setOpaque(memory, index, value);
    }

    @Override
    public long addLongOpaque(int index, long increment) {
        long before = (long) LONG.getOpaque(memory, index);
        LONG.setOpaque(memory, index, before + increment);
        return before;
    }

    @Override
    public int getIntOpaque(int index) {
        return (int) INT.getOpaque(memory, index);
    }

    @Override
    public void putIntOpaque(int index, int value) {
        INT.setOpaque(memory, index, value);
    }

    @Override
    public int addIntOpaque(int index, int increment) {
        int before = (int) INT.getOpaque(memory, index);
        INT.setOpaque(memory, index, before + increment);
        return before;
    }

    // Read-modify-write: atomic as a whole, volatile both ways, or plain load and release store where the name says so.

    @Override
    public boolean compareAndSetLong(int index, long expectedValue, long updateValue) {
        return LONG.compareAndSet(memory, index, expectedValue, updateValue);
    }

    @Override
    public long compareAndExchangeLong(int index, long expectedValue, long updateValue) {
        return (long) LONG.compareAndExchange(memory, index, expectedValue, updateValue);
    }

    @Override
    public long getAndSetLong(int index, long value) {
        return (long) LONG.getAndSet(memory, index, value);
    }

    @Override
    public long getAndAddLong(int index, long delta) {
        return (long) LONG.getAndAdd(memory, index, delta);
    }

    @Override
    public long addLongRelease(int index, long increment) {
        return (long) LONG.getAndAddRelease(memory, index, increment);
    }

    @Override
    public long addLongOrdered(int index, long increment) {
        return (long) LONG.getAndAddRelease(memory, index, increment);
    }

    @Override
    public boolean compareAndSetInt(int index, int expectedValue, int updateValue) {
        return INT.compareAndSet(memory, index, expectedValue, updateValue);
    }

    @Override
    public int compareAndExchangeInt(int index, int expectedValue, int updateValue) {
        return (int) INT.compareAndExchange(memory, index, expectedValue, updateValue);
    }

    @Override
    public int getAndSetInt(int index, int value) {
        return (int) INT.getAndSet(memory, index, value);
    }

    @Override
    public int getAndAddInt(int index, int delta) {
        return (int) INT.getAndAdd(memory, index, delta);
    }

    @Override
    public int addIntRelease(int index, int increment) {
        return (int) INT.getAndAddRelease(memory, index, increment);
    }

    @Override
    public int addIntOrdered(int index, int increment) {
        return (int) INT.getAndAddRelease(memory, index, increment);
    }
}
