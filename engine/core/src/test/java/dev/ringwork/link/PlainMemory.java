package dev.ringwork.link;

import dev.ringwork.memory.MappedAtomicBuffer;
import java.nio.ByteBuffer;
import org.agrona.concurrent.AtomicBuffer;

/** The bytes of a link without a file, for tests that make links by the hundred thousand. */
public final class PlainMemory implements TestLinks.Memory {
    private static final int PAGE = 4096;

    private final ByteBuffer bytes;
    private final MappedAtomicBuffer whole;

    /** Makes zeros. */
    public PlainMemory(int length) {
        ByteBuffer roomy = ByteBuffer.allocateDirect(length + 2 * PAGE);
        bytes = roomy.alignedSlice(PAGE).slice(0, length);
        whole = new MappedAtomicBuffer(bytes);
    }

    @Override
    public AtomicBuffer slice(int offset, int length) {
        return new MappedAtomicBuffer(bytes.slice(offset, length));
    }

    /** Makes all bytes zero again. */
    public void clear() {
        whole.setMemory(0, whole.capacity(), (byte) 0);
    }

    /** Makes all bytes zero from an offset on. */
    public void truncate(int offset) {
        whole.setMemory(offset, whole.capacity() - offset, (byte) 0);
    }

    /** Flips one bit. */
    public void flip(int bit) {
        int index = bit / Byte.SIZE;
        whole.putByte(index, (byte) (whole.getByte(index) ^ 1 << bit % Byte.SIZE));
    }

    /** The byte at an offset. */
    public MappedAtomicBuffer whole() {
        return whole;
    }
}
