package dev.ringwork.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A buffer between two guards, so that a test sees every byte that is written where none should be. */
final class GuardedMemory {
    static final int GUARD = 4096;

    final MappedAtomicBuffer buffer;
    private final ByteBuffer all;
    private final int capacity;

    GuardedMemory(int capacity) {
        this.capacity = capacity;
        all = ByteBuffer.allocateDirect(capacity + 2 * GUARD + Long.BYTES).alignedSlice(Long.BYTES);
        fill((byte) 0x5A);
        buffer = new MappedAtomicBuffer(all.slice(GUARD, capacity));
        buffer.verifyAlignment();
    }

    /** Guards and content alike. */
    void fill(byte value) {
        for (int i = 0; i < all.capacity(); i++) {
            all.put(i, value);
        }
    }

    /** Everything, guards included. */
    byte[] snapshot() {
        byte[] bytes = new byte[all.capacity()];
        all.get(0, bytes);
        return bytes;
    }

    /** The viewed bytes, read without the buffer under test. */
    byte[] content() {
        return Arrays.copyOfRange(snapshot(), GUARD, GUARD + capacity);
    }

    void assertGuardsIntact() {
        byte[] now = snapshot();
        for (int i = 0; i < GUARD; i++) {
            assertThat(now[i]).as("guard before, at %d", i - GUARD).isEqualTo((byte) 0x5A);
            assertThat(now[now.length - 1 - i]).as("guard after").isEqualTo((byte) 0x5A);
        }
    }
}
