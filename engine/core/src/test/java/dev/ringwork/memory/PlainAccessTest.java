package dev.ringwork.memory;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainAccessTest {
    private static final int CAPACITY = 20_000;
    private static final int ODD = 13; // plain access needs no alignment

    private final GuardedMemory memory = new GuardedMemory(CAPACITY);
    private final MappedAtomicBuffer buffer = memory.buffer;

    @AfterEach
    void shouldHaveLeftTheGuardsAlone() {
        memory.assertGuardsIntact();
    }

    @Test
    void shouldRoundTripWhenOrderIsNative() {
        buffer.putLong(ODD, Long.MIN_VALUE + 1);
        assertThat(buffer.getLong(ODD)).isEqualTo(Long.MIN_VALUE + 1);
        assertThat(expected().getLong(ODD)).isEqualTo(Long.MIN_VALUE + 1);
        buffer.putInt(ODD, Integer.MIN_VALUE + 1);
        assertThat(buffer.getInt(ODD)).isEqualTo(Integer.MIN_VALUE + 1);
        assertThat(expected().getInt(ODD)).isEqualTo(Integer.MIN_VALUE + 1);
        buffer.putDouble(ODD, -Math.PI);
        assertThat(buffer.getDouble(ODD)).isEqualTo(-Math.PI);
        assertThat(expected().getDouble(ODD)).isEqualTo(-Math.PI);
        buffer.putFloat(ODD, 1.5e-40f);
        assertThat(buffer.getFloat(ODD)).isEqualTo(1.5e-40f);
        assertThat(expected().getFloat(ODD)).isEqualTo(1.5e-40f);
        buffer.putShort(ODD, (short) -2);
        assertThat(buffer.getShort(ODD)).isEqualTo((short) -2);
        assertThat(expected().getShort(ODD)).isEqualTo((short) -2);
        buffer.putChar(ODD, '\uFFFE');
        assertThat(buffer.getChar(ODD)).isEqualTo('\uFFFE');
        assertThat(expected().getChar(ODD)).isEqualTo('\uFFFE');
        buffer.putByte(ODD, (byte) -3);
        assertThat(buffer.getByte(ODD)).isEqualTo((byte) -3);
        assertThat(expected().get(ODD)).isEqualTo((byte) -3);
    }

    @Test
    void shouldWriteAndReadTheGivenOrderWhenOrderIsNamed() {
        for (ByteOrder order : new ByteOrder[] {BIG_ENDIAN, LITTLE_ENDIAN}) {
            buffer.putLong(ODD, 0x0102_0304_0506_0708L, order);
            assertThat(expected().order(order).getLong(ODD)).isEqualTo(0x0102_0304_0506_0708L);
            assertThat(buffer.getLong(ODD, order)).isEqualTo(0x0102_0304_0506_0708L);
            buffer.putInt(ODD, 0x0102_0304, order);
            assertThat(expected().order(order).getInt(ODD)).isEqualTo(0x0102_0304);
            assertThat(buffer.getInt(ODD, order)).isEqualTo(0x0102_0304);
            buffer.putDouble(ODD, Math.E, order);
            assertThat(expected().order(order).getDouble(ODD)).isEqualTo(Math.E);
            assertThat(buffer.getDouble(ODD, order)).isEqualTo(Math.E);
            buffer.putFloat(ODD, 2.5f, order);
            assertThat(expected().order(order).getFloat(ODD)).isEqualTo(2.5f);
            assertThat(buffer.getFloat(ODD, order)).isEqualTo(2.5f);
            buffer.putShort(ODD, (short) 0x0102, order);
            assertThat(expected().order(order).getShort(ODD)).isEqualTo((short) 0x0102);
            assertThat(buffer.getShort(ODD, order)).isEqualTo((short) 0x0102);
            buffer.putChar(ODD, (char) 0x0102, order);
            assertThat(expected().order(order).getChar(ODD)).isEqualTo((char) 0x0102);
            assertThat(buffer.getChar(ODD, order)).isEqualTo((char) 0x0102);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 127, 128, 129, 136, 4095, 4096, 4097, 12_345})
    void shouldSetExactlyTheRunWhenMemoryIsSet(int length) {
        for (byte value : new byte[] {0, 1, -1, (byte) 0x80}) {
            memory.fill((byte) 0x5A);
            buffer.setMemory(ODD, length, value);
            byte[] wanted = new byte[CAPACITY];
            Arrays.fill(wanted, (byte) 0x5A);
            Arrays.fill(wanted, ODD, ODD + length, value);
            assertThat(memory.content()).isEqualTo(wanted);
        }
    }

    @Test
    void shouldCopyArraysWhenAsked() {
        byte[] source = numbered(100);
        buffer.putBytes(ODD, source);
        assertThat(Arrays.copyOfRange(memory.content(), ODD, ODD + 100)).isEqualTo(source);
        buffer.putBytes(1000, source, 10, 20);
        assertThat(Arrays.copyOfRange(memory.content(), 999, 1021))
                .startsWith(0x5A)
                .endsWith(0x5A)
                .contains(Arrays.copyOfRange(source, 10, 30));

        byte[] whole = new byte[100];
        buffer.getBytes(ODD, whole);
        assertThat(whole).isEqualTo(source);
        byte[] part = new byte[30];
        buffer.getBytes(ODD + 5, part, 10, 15);
        assertThat(Arrays.copyOfRange(part, 10, 25)).isEqualTo(Arrays.copyOfRange(source, 5, 20));
        assertThat(Arrays.copyOfRange(part, 0, 10)).containsOnly(0);
        assertThat(Arrays.copyOfRange(part, 25, 30)).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldMoveThePositionWhenByteBufferHasNoIndex(boolean direct) {
        ByteBuffer source = byteBuffer(direct).put(numbered(64)).position(8);
        buffer.putBytes(ODD, source, 20);
        assertThat(source.position()).isEqualTo(28);
        assertThat(Arrays.copyOfRange(memory.content(), ODD, ODD + 20))
                .isEqualTo(Arrays.copyOfRange(numbered(64), 8, 28));

        ByteBuffer target = byteBuffer(direct).position(3);
        buffer.getBytes(ODD, target, 20);
        assertThat(target.position()).isEqualTo(23);
        for (int i = 0; i < 20; i++) {
            assertThat(target.get(3 + i)).isEqualTo((byte) (8 + i));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldKeepThePositionWhenByteBufferHasAnIndex(boolean direct) {
        ByteBuffer source = byteBuffer(direct).put(numbered(64)).position(5);
        buffer.putBytes(ODD, source, 8, 20);
        assertThat(source.position()).isEqualTo(5);
        ByteBuffer target = byteBuffer(direct).position(6);
        buffer.getBytes(ODD, target, 30, 20);
        assertThat(target.position()).isEqualTo(6);
        for (int i = 0; i < 20; i++) {
            assertThat(target.get(30 + i)).isEqualTo((byte) (8 + i));
        }
    }

    @Test
    void shouldCopyBetweenBuffersWhenBothAreOurs() {
        MappedAtomicBuffer other = new MappedAtomicBuffer(ByteBuffer.allocateDirect(64));
        other.putBytes(0, numbered(64));
        buffer.putBytes(ODD, other, 8, 20);
        assertThat(Arrays.copyOfRange(memory.content(), ODD, ODD + 20))
                .isEqualTo(Arrays.copyOfRange(numbered(64), 8, 28));
        buffer.getBytes(ODD, other, 40, 20);
        assertThat(other.getByte(40)).isEqualTo((byte) 8);
        assertThat(other.getByte(59)).isEqualTo((byte) 27);
    }

    @Test
    void shouldCopyAsIfThroughACopyWhenRangesOverlap() {
        buffer.putBytes(0, numbered(64));
        buffer.putBytes(10, buffer, 0, 50);
        assertThat(Arrays.copyOfRange(memory.content(), 10, 60)).isEqualTo(Arrays.copyOf(numbered(64), 50));
    }

    @Test
    void shouldCopyThroughTheInterfaceWhenTheOtherBufferIsForeign() {
        ByteBuffer behind = ByteBuffer.wrap(numbered(64));
        MutableDirectBuffer foreign = foreign(behind);
        buffer.putBytes(ODD, (DirectBuffer) foreign, 8, 20);
        assertThat(Arrays.copyOfRange(memory.content(), ODD, ODD + 20))
                .isEqualTo(Arrays.copyOfRange(numbered(64), 8, 28));
        buffer.getBytes(ODD, foreign, 40, 20);
        assertThat(behind.get(40)).isEqualTo((byte) 8);
        assertThat(behind.get(59)).isEqualTo((byte) 27);
    }

    @Test
    void shouldKeepItsOwnLimitsWhenByteBuffersOfTheMemoryAreChanged() {
        ByteBuffer given =
                ByteBuffer.allocateDirect(64).order(BIG_ENDIAN).position(8).limit(16);
        MappedAtomicBuffer view = new MappedAtomicBuffer(given);
        ByteBuffer taken = view.byteBuffer();
        assertThat(taken.order()).isEqualTo(ByteOrder.nativeOrder());
        assertThat(taken.remaining()).isEqualTo(64);
        taken.order(BIG_ENDIAN).limit(1);
        given.order(LITTLE_ENDIAN).limit(2);

        view.putLong(56, 1);
        assertThat(view.byteBuffer().getLong(56)).isEqualTo(1);
        assertThat(view.capacity()).isEqualTo(64);
        assertThat(view.wrapAdjustment()).isZero();
        assertThat(view.byteArray()).isNull();
        assertThat(view.isExpandable()).isFalse();
    }

    @Test
    void shouldRefuseWhenAskedToWrapOrToGiveItsAddress() {
        ByteBuffer direct = ByteBuffer.allocateDirect(8);
        refused(() -> buffer.wrap(new byte[8]));
        refused(() -> buffer.wrap(new byte[8], 0, 8));
        refused(() -> buffer.wrap(direct));
        refused(() -> buffer.wrap(direct, 0, 8));
        refused(() -> buffer.wrap(new MappedAtomicBuffer(direct)));
        refused(() -> buffer.wrap(new MappedAtomicBuffer(direct), 0, 8));
        refused(() -> buffer.wrap(0L, 8));
        refused(buffer::addressOffset);
    }

    @Test
    void shouldCompareByUnsignedBytesWhenContentsDiffer() {
        assertThat(of(1, 2)).isEqualByComparingTo(of(1, 2)).isEqualTo(of(1, 2)).hasSameHashCodeAs(of(1, 2));
        assertThat(of(1, 2)).isLessThan(of(1, 3)).isNotEqualTo(of(1, 3));
        assertThat(of(1, 2)).isLessThan(of(1, 2, 0)).isNotEqualTo(of(1, 2, 0));
        assertThat(of(0x80)).isGreaterThan(of(0x7F, 1));
        assertThat(of(1)).isNotEqualTo("1");
        assertThat(of(1)).hasToString("MappedAtomicBuffer{capacity=1}");
    }

    private static MappedAtomicBuffer of(int... bytes) {
        MappedAtomicBuffer result = new MappedAtomicBuffer(ByteBuffer.allocateDirect(bytes.length));
        for (int i = 0; i < bytes.length; i++) {
            result.putByte(i, (byte) bytes[i]);
        }
        return result;
    }

    private static void refused(ThrowingCallable call) {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(call)
                .withMessageContaining("capacity=" + CAPACITY);
    }

    private ByteBuffer expected() {
        return ByteBuffer.wrap(memory.content()).order(ByteOrder.nativeOrder());
    }

    private static byte[] numbered(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static ByteBuffer byteBuffer(boolean direct) {
        return direct ? ByteBuffer.allocateDirect(64) : ByteBuffer.allocate(64);
    }

    /** A buffer of somebody else's, which can do no more than the copies need. */
    private static MutableDirectBuffer foreign(ByteBuffer bytes) {
        return (MutableDirectBuffer) Proxy.newProxyInstance(
                PlainAccessTest.class.getClassLoader(),
                new Class<?>[] {MutableDirectBuffer.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "boundsCheck" -> null;
                    case "getBytes" ->
                        ((ByteBuffer) arguments[1])
                                .put((int) arguments[2], bytes, (int) arguments[0], (int) arguments[3]);
                    case "putBytes" ->
                        bytes.put(
                                (int) arguments[0], (ByteBuffer) arguments[1], (int) arguments[2], (int) arguments[3]);
                    default -> throw new UnsupportedOperationException(method.toString());
                });
    }
}
