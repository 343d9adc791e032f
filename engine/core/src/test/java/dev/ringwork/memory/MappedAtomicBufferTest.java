package dev.ringwork.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MappedAtomicBufferTest {
    private static final long BIG = 0x0123_4567_89AB_CDEFL;

    private final GuardedMemory memory = new GuardedMemory(64);
    private final MappedAtomicBuffer buffer = memory.buffer;

    @AfterEach
    void shouldHaveLeftTheGuardsAlone() {
        memory.assertGuardsIntact();
    }

    @Test
    void shouldRefuseWhenMemoryIsOnTheHeap() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MappedAtomicBuffer(ByteBuffer.allocate(64)))
                .withMessageContaining("shared memory is direct")
                .withMessageContaining("memory=")
                .withMessageContaining("allocateDirect");
    }

    @Test
    void shouldVerifyAlignmentWhenStartIsAMultipleOf8Only() {
        ByteBuffer aligned = ByteBuffer.allocateDirect(128).alignedSlice(8);
        for (int offset = 0; offset <= 32; offset++) {
            MappedAtomicBuffer at = new MappedAtomicBuffer(aligned.slice(offset, 64));
            if (offset % 8 == 0) {
                at.verifyAlignment();
                at.putLongVolatile(8, BIG);
            } else {
                assertThatIllegalStateException()
                        .as("offset %d", offset)
                        .isThrownBy(at::verifyAlignment)
                        .withMessageContaining("alignment=8")
                        .withMessageContaining("bytesBeyondAlignment=" + offset % 8);
                assertThatIllegalStateException().isThrownBy(() -> at.getLongVolatile(8));
            }
        }
    }

    @Test
    void shouldStoreNativeLongsWhenOrdered() {
        stored(longBytes(), at -> buffer.putLongVolatile(at, BIG));
        stored(longBytes(), at -> buffer.putLongRelease(at, BIG));
        stored(longBytes(), at -> buffer.putLongOrdered(at, BIG));
        stored(longBytes(), at -> buffer.putLongOpaque(at, BIG));
        stored(longBytes(), at -> buffer.getAndSetLong(at, BIG));
        stored(
                longBytes(),
                at -> assertThat(buffer.compareAndSetLong(at, 0, BIG)).isTrue());
        stored(
                longBytes(),
                at -> assertThat(buffer.compareAndExchangeLong(at, 0, BIG)).isZero());
        stored(longBytes(), at -> assertThat(buffer.getAndAddLong(at, BIG)).isZero());
        stored(longBytes(), at -> assertThat(buffer.addLongRelease(at, BIG)).isZero());
        stored(longBytes(), at -> assertThat(buffer.addLongOrdered(at, BIG)).isZero());
        stored(longBytes(), at -> assertThat(buffer.addLongOpaque(at, BIG)).isZero());
    }

    @Test
    void shouldStoreNativeIntsWhenOrdered() {
        int value = (int) BIG;
        stored(intBytes(), at -> buffer.putIntVolatile(at, value));
        stored(intBytes(), at -> buffer.putIntRelease(at, value));
        stored(intBytes(), at -> buffer.putIntOrdered(at, value));
        stored(intBytes(), at -> buffer.putIntOpaque(at, value));
        stored(intBytes(), at -> buffer.getAndSetInt(at, value));
        stored(
                intBytes(),
                at -> assertThat(buffer.compareAndSetInt(at, 0, value)).isTrue());
        stored(
                intBytes(),
                at -> assertThat(buffer.compareAndExchangeInt(at, 0, value)).isZero());
        stored(intBytes(), at -> assertThat(buffer.getAndAddInt(at, value)).isZero());
        stored(intBytes(), at -> assertThat(buffer.addIntRelease(at, value)).isZero());
        stored(intBytes(), at -> assertThat(buffer.addIntOrdered(at, value)).isZero());
        stored(intBytes(), at -> assertThat(buffer.addIntOpaque(at, value)).isZero());
    }

    @Test
    void shouldStoreNativeShortsCharsAndBytesWhenVolatile() {
        byte[] two = nativeBytes(2, b -> b.putShort((short) 0xBEEF));
        stored(two, at -> buffer.putShortVolatile(at, (short) 0xBEEF));
        stored(two, at -> buffer.putCharVolatile(at, (char) 0xBEEF));
        stored(new byte[] {(byte) 0xEF}, at -> buffer.putByteVolatile(at, (byte) 0xEF));
    }

    @Test
    void shouldLoadWhatWasStoredWhenOrdered() {
        buffer.putLong(8, BIG);
        buffer.putInt(16, -5);
        buffer.putShort(20, (short) -6);
        buffer.putChar(22, 'ß');
        buffer.putByte(24, (byte) -7);

        assertThat(buffer.getLongVolatile(8)).isEqualTo(BIG);
        assertThat(buffer.getLongAcquire(8)).isEqualTo(BIG);
        assertThat(buffer.getLongOpaque(8)).isEqualTo(BIG);
        assertThat(buffer.getIntVolatile(16)).isEqualTo(-5);
        assertThat(buffer.getIntAcquire(16)).isEqualTo(-5);
        assertThat(buffer.getIntOpaque(16)).isEqualTo(-5);
        assertThat(buffer.getShortVolatile(20)).isEqualTo((short) -6);
        assertThat(buffer.getCharVolatile(22)).isEqualTo('ß');
        assertThat(buffer.getByteVolatile(24)).isEqualTo((byte) -7);
    }

    @Test
    void shouldReturnTheValueBeforeWhenLongIsChanged() {
        buffer.putLong(8, 40);
        assertThat(buffer.getAndAddLong(8, 2)).isEqualTo(40);
        assertThat(buffer.addLongRelease(8, -3)).isEqualTo(42);
        assertThat(buffer.addLongOrdered(8, 1)).isEqualTo(39);
        assertThat(buffer.addLongOpaque(8, 1)).isEqualTo(40);
        assertThat(buffer.getAndSetLong(8, 7)).isEqualTo(41);
        assertThat(buffer.compareAndExchangeLong(8, 6, 9)).isEqualTo(7);
        assertThat(buffer.compareAndSetLong(8, 6, 9)).isFalse();
        assertThat(buffer.getLong(8)).isEqualTo(7);
        assertThat(buffer.compareAndExchangeLong(8, 7, 9)).isEqualTo(7);
        assertThat(buffer.compareAndSetLong(8, 9, 10)).isTrue();
        assertThat(buffer.getLong(8)).isEqualTo(10);
    }

    @Test
    void shouldReturnTheValueBeforeWhenIntIsChanged() {
        buffer.putInt(4, 40);
        assertThat(buffer.getAndAddInt(4, 2)).isEqualTo(40);
        assertThat(buffer.addIntRelease(4, -3)).isEqualTo(42);
        assertThat(buffer.addIntOrdered(4, 1)).isEqualTo(39);
        assertThat(buffer.addIntOpaque(4, 1)).isEqualTo(40);
        assertThat(buffer.getAndSetInt(4, 7)).isEqualTo(41);
        assertThat(buffer.compareAndExchangeInt(4, 6, 9)).isEqualTo(7);
        assertThat(buffer.compareAndSetInt(4, 6, 9)).isFalse();
        assertThat(buffer.getInt(4)).isEqualTo(7);
        assertThat(buffer.compareAndExchangeInt(4, 7, 9)).isEqualTo(7);
        assertThat(buffer.compareAndSetInt(4, 9, 10)).isTrue();
        assertThat(buffer.getInt(4)).isEqualTo(10);
    }

    @Test
    void shouldLoseNoUpdateWhenTwoThreadsChangeTheSameFields() throws InterruptedException {
        int rounds = 100_000;
        memory.buffer.setMemory(0, 64, (byte) 0);
        Runnable adder = () -> {
            for (int i = 0; i < rounds; i++) {
                buffer.getAndAddLong(0, 1);
                buffer.addLongRelease(8, 1);
                buffer.addLongOrdered(16, 1);
                buffer.getAndAddInt(24, 1);
                buffer.addIntRelease(28, 1);
                buffer.addIntOrdered(32, 1);
                long before;
                do {
                    before = buffer.getLongVolatile(40);
                } while (!buffer.compareAndSetLong(40, before, before + 1));
                int beforeInt = buffer.getIntVolatile(48);
                for (int seen; (seen = buffer.compareAndExchangeInt(48, beforeInt, beforeInt + 1)) != beforeInt; ) {
                    beforeInt = seen;
                }
            }
        };
        Thread other = new Thread(adder, "adder");
        other.start();
        adder.run();
        other.join();

        for (int at : new int[] {0, 8, 16, 40}) {
            assertThat(buffer.getLong(at)).as("long at %d", at).isEqualTo(2L * rounds);
        }
        for (int at : new int[] {24, 28, 32, 48}) {
            assertThat(buffer.getInt(at)).as("int at %d", at).isEqualTo(2 * rounds);
        }
    }

    /** Starts from zeros and wants exactly these bytes at index 16. */
    private void stored(byte[] expected, IntConsumer put) {
        buffer.setMemory(0, 64, (byte) 0);
        put.accept(16);
        byte[] wanted = new byte[64];
        System.arraycopy(expected, 0, wanted, 16, expected.length);
        assertThat(memory.content()).isEqualTo(wanted);
    }

    private static byte[] longBytes() {
        return nativeBytes(8, b -> b.putLong(BIG));
    }

    private static byte[] intBytes() {
        return nativeBytes(4, b -> b.putInt((int) BIG));
    }

    private static byte[] nativeBytes(int length, Consumer<ByteBuffer> put) {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
        put.accept(bytes);
        return bytes.array();
    }
}
