package dev.ringwork.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Goes through the interface by reflection, so that a method which a newer Agrona adds is tested before it is noticed. */
class BufferBoundsTest {
    private static final int CAPACITY = 64;

    private static final int[] OUTSIDE = {
        Integer.MIN_VALUE,
        -8,
        -4,
        -1,
        CAPACITY,
        CAPACITY + 8,
        Integer.MAX_VALUE - 7,
        Integer.MAX_VALUE - 3,
        Integer.MAX_VALUE
    };

    private static final int[] BAD_LENGTHS = {
        Integer.MIN_VALUE, -8, -1, CAPACITY + 1, Integer.MAX_VALUE - 8, Integer.MAX_VALUE - 7, Integer.MAX_VALUE
    };

    /** These may use the last byte alone. */
    private static final Set<String> ONE_BYTE = Set.of(
            "getByte",
            "putByte",
            "getByteVolatile",
            "putByteVolatile",
            "putIntAscii",
            "putLongAscii",
            "putNaturalIntAscii",
            "putNaturalLongAscii");

    private final GuardedMemory memory = new GuardedMemory(CAPACITY);
    private final MappedAtomicBuffer buffer = memory.buffer;

    static Stream<Method> indexed() {
        return Arrays.stream(AtomicBuffer.class.getMethods())
                .filter(m -> Modifier.isAbstract(m.getModifiers()))
                .filter(m -> m.getParameterCount() > 0 && m.getParameterTypes()[0] == int.class)
                .filter(m -> !Set.of("checkLimit", "putNaturalIntAsciiFromEnd").contains(m.getName()));
    }

    static List<Method> ordered() {
        return indexed()
                .filter(m -> m.getName().matches(".*(Volatile|Acquire|Release|Ordered|Opaque)|compareAnd.*|getAnd.*"))
                .filter(m -> !m.getName().contains("Byte"))
                .collect(Collectors.toList());
    }

    @ParameterizedTest
    @MethodSource("indexed")
    void shouldRefuseAndChangeNothingWhenIndexIsOutside(Method method) {
        byte[] before = memory.snapshot();
        for (int index : OUTSIDE) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .as("%s at %d", method, index)
                    .isThrownBy(() -> call(method, index));
        }
        if (!ONE_BYTE.contains(method.getName())) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .as("%s at the last byte", method)
                    .isThrownBy(() -> call(method, CAPACITY - 1));
        }
        assertThat(memory.snapshot()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("indexed")
    void shouldStayInsideWhenIndexIsInside(Method method) throws Throwable {
        memory.fill((byte) '0');
        memory.buffer.putInt(CAPACITY - 12, 8); // a prefix for those who read one
        byte[] before = memory.snapshot();
        // The last place where all of them fit: 8 bytes, or a prefix and 8 bytes.
        call(
                method,
                method.getName().contains("String") && !method.getName().contains("Without")
                        ? CAPACITY - 12
                        : CAPACITY - 8);
        byte[] after = memory.snapshot();
        Arrays.fill(before, GuardedMemory.GUARD, GuardedMemory.GUARD + CAPACITY, (byte) 0);
        Arrays.fill(after, GuardedMemory.GUARD, GuardedMemory.GUARD + CAPACITY, (byte) 0);
        assertThat(after).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("ordered")
    void shouldRefuseWhenOrderedAccessIsMisaligned(Method method) {
        byte[] before = memory.snapshot();
        assertThatExceptionOfType(IllegalStateException.class).as("%s", method).isThrownBy(() -> call(method, 1));
        assertThat(memory.snapshot()).isEqualTo(before);
    }

    @Test
    void shouldKnowAllOrderedMethods() {
        assertThat(ordered()).hasSize(32);
    }

    @Test
    void shouldRefuseAnyRangeWhenLengthIsBad() {
        byte[] array = new byte[CAPACITY];
        byte[] before = memory.snapshot();
        for (int length : BAD_LENGTHS) {
            for (int index : new int[] {0, 8, CAPACITY}) {
                ByteBuffer other = ByteBuffer.allocateDirect(CAPACITY);
                refused(() -> buffer.boundsCheck(index, length));
                refused(() -> buffer.setMemory(index, length, (byte) 1));
                refused(() -> buffer.getBytes(index, array, 0, length));
                refused(() -> buffer.getBytes(index, other, length));
                refused(() -> buffer.getBytes(index, other, 0, length));
                refused(() -> buffer.getBytes(index, newBuffer(), 0, length));
                refused(() -> buffer.putBytes(index, array, 0, length));
                refused(() -> buffer.putBytes(index, other, length));
                refused(() -> buffer.putBytes(index, other, 0, length));
                refused(() -> buffer.putBytes(index, newBuffer(), 0, length));
                refused(() -> buffer.getStringAscii(index, length));
                refused(() -> buffer.getStringAscii(index, length, new StringBuilder()));
                refused(() -> buffer.getStringWithoutLengthAscii(index, length));
                refused(() -> buffer.getStringWithoutLengthAscii(index, length, new StringBuilder()));
                refused(() -> buffer.getStringUtf8(index, length));
                refused(() -> buffer.getStringWithoutLengthUtf8(index, length));
                refused(() -> buffer.parseIntAscii(index, length));
                refused(() -> buffer.parseLongAscii(index, length));
                refused(() -> buffer.parseNaturalIntAscii(index, length));
                refused(() -> buffer.parseNaturalLongAscii(index, length));
                refused(() -> buffer.putNaturalPaddedIntAscii(index, length, 1));
                assertThat(other.position()).isZero();
            }
        }
        assertThat(memory.snapshot()).isEqualTo(before);
    }

    @Test
    void shouldRefuseWhenTheOtherSideIsTooShort() {
        byte[] array = new byte[4];
        ByteBuffer limited = ByteBuffer.allocate(16).limit(4);
        MappedAtomicBuffer small = new MappedAtomicBuffer(ByteBuffer.allocateDirect(4));
        byte[] before = memory.snapshot();

        refused(() -> buffer.getBytes(0, array, 0, 5));
        refused(() -> buffer.getBytes(0, array, -1, 1));
        refused(() -> buffer.getBytes(0, array, Integer.MAX_VALUE, 1));
        refused(() -> buffer.getBytes(0, limited, 5));
        refused(() -> buffer.getBytes(0, limited, 1, 4));
        refused(() -> buffer.getBytes(0, limited, -1, 4));
        refused(() -> buffer.getBytes(0, small, 1, 4));
        refused(() -> buffer.putBytes(0, array, 1, 4));
        refused(() -> buffer.putBytes(0, array, -1, 4));
        refused(() -> buffer.putBytes(0, limited, 5));
        refused(() -> buffer.putBytes(0, limited, 1, 4));
        refused(() -> buffer.putBytes(0, small, 1, 4));
        refused(() -> buffer.putBytes(0, small, -1, 4));
        refused(() -> buffer.putBytes(CAPACITY - 8, new byte[9]));
        refused(() -> buffer.getBytes(CAPACITY - 8, new byte[9]));

        assertThat(memory.snapshot()).isEqualTo(before);
    }

    @Test
    void shouldRefuseWhenAStoredPrefixIsHostile() {
        for (int prefix : BAD_LENGTHS) {
            buffer.putInt(0, prefix);
            refused(() -> buffer.getStringAscii(0));
            refused(() -> buffer.getStringAscii(0, ByteOrder.nativeOrder()));
            refused(() -> buffer.getStringAscii(0, new StringBuilder()));
            refused(() -> buffer.getStringAscii(0, new StringBuilder(), ByteOrder.nativeOrder()));
            refused(() -> buffer.getStringUtf8(0));
            refused(() -> buffer.getStringUtf8(0, ByteOrder.nativeOrder()));
        }
    }

    @Test
    void shouldRefuseWhenAStringDoesNotFitWhole() {
        byte[] before = memory.snapshot();
        String tooLong = "x".repeat(CAPACITY - 3);
        refused(() -> buffer.putStringAscii(0, tooLong));
        refused(() -> buffer.putStringUtf8(0, tooLong));
        refused(() -> buffer.putStringWithoutLengthAscii(4, tooLong));
        refused(() -> buffer.putStringWithoutLengthUtf8(4, tooLong));
        refused(() -> buffer.putStringWithoutLengthAscii(0, "abc", -1, 2));
        refused(() -> buffer.putStringWithoutLengthAscii(0, "abc", 4, 2));
        refused(() -> buffer.putStringWithoutLengthAscii(0, "abc", 0, -1));
        refused(() -> buffer.putStringWithoutLengthAscii(0, "abc", Integer.MIN_VALUE, Integer.MAX_VALUE));
        refused(() -> buffer.putNaturalIntAsciiFromEnd(123, 2));
        refused(() -> buffer.putNaturalIntAsciiFromEnd(123, CAPACITY + 1));
        refused(() -> buffer.putNaturalIntAsciiFromEnd(123, Integer.MIN_VALUE));
        assertThat(memory.snapshot()).isEqualTo(before);
    }

    @Test
    void shouldCheckLimitsWhenAsked() {
        buffer.checkLimit(0);
        buffer.checkLimit(CAPACITY);
        buffer.boundsCheck(CAPACITY, 0);
        buffer.boundsCheck(0, CAPACITY);
        refused(() -> buffer.checkLimit(CAPACITY + 1));
        refused(() -> buffer.checkLimit(-1));
    }

    @Test
    void shouldRefuseEveryAccessWhenSmallerThanAValue() {
        MappedAtomicBuffer tiny = new MappedAtomicBuffer(ByteBuffer.allocateDirect(3));
        refused(() -> tiny.getLong(0));
        refused(() -> tiny.getLongVolatile(0));
        refused(() -> tiny.getIntVolatile(0));
        refused(() -> tiny.compareAndSetLong(0, 0, 1));
        MappedAtomicBuffer empty = new MappedAtomicBuffer(ByteBuffer.allocateDirect(0));
        refused(() -> empty.getByte(0));
        refused(() -> empty.getShortVolatile(0));
        empty.setMemory(0, 0, (byte) 1);
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private Object call(Method method, int index) throws Throwable {
        Class<?>[] types = method.getParameterTypes();
        Object[] arguments = new Object[types.length];
        arguments[0] = index;
        for (int i = 1; i < types.length; i++) {
            boolean isOffset = types.length == 4 && i == 2;
            arguments[i] = argument(types[i], isOffset);
        }
        try {
            return method.invoke(buffer, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Everything is 8 long: values that are lengths, arrays, strings. */
    private static Object argument(Class<?> type, boolean isOffset) {
        if (type == int.class) {
            return isOffset ? 0 : 8;
        } else if (type == long.class) {
            return 8L;
        } else if (type == double.class) {
            return 8.0;
        } else if (type == float.class) {
            return 8.0f;
        } else if (type == short.class) {
            return (short) 8;
        } else if (type == char.class) {
            return '8';
        } else if (type == byte.class) {
            return (byte) 8;
        } else if (type == byte[].class) {
            return new byte[8];
        } else if (type == ByteBuffer.class) {
            return ByteBuffer.allocate(8);
        } else if (type == DirectBuffer.class || type == MutableDirectBuffer.class) {
            return new MappedAtomicBuffer(ByteBuffer.allocateDirect(8));
        } else if (type == String.class || type == CharSequence.class) {
            return "12345678";
        } else if (type == Appendable.class) {
            return new StringBuilder();
        } else if (type == ByteOrder.class) {
            return ByteOrder.nativeOrder();
        }
        throw new AssertionError("no argument for " + type);
    }

    private static MappedAtomicBuffer newBuffer() {
        return new MappedAtomicBuffer(ByteBuffer.allocateDirect(CAPACITY));
    }
}
