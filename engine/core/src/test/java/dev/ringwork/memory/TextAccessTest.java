package dev.ringwork.memory;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.AsciiNumberFormatException;
import org.agrona.concurrent.AtomicBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextAccessTest {
    private static final int AT = 5;

    private final GuardedMemory memory = new GuardedMemory(64);
    private final AtomicBuffer buffer = memory.buffer;

    @AfterEach
    void shouldHaveLeftTheGuardsAlone() {
        memory.assertGuardsIntact();
    }

    @Test
    void shouldPrefixWithTheLengthWhenStringIsPut() {
        for (ByteOrder order : new ByteOrder[] {BIG_ENDIAN, LITTLE_ENDIAN}) {
            assertThat(buffer.putStringAscii(AT, "hello", order)).isEqualTo(9);
            assertThat(buffer.getInt(AT, order)).isEqualTo(5);
            assertThat(text(AT + 4, 5)).isEqualTo("hello");
            assertThat(buffer.getStringAscii(AT, order)).isEqualTo("hello");

            assertThat(buffer.putStringAscii(AT, (CharSequence) new StringBuilder("world"), order))
                    .isEqualTo(9);
            assertThat(buffer.getStringAscii(AT, order)).isEqualTo("world");
            StringBuilder appended = new StringBuilder();
            assertThat(buffer.getStringAscii(AT, appended, order)).isEqualTo(5);
            assertThat(appended).hasToString("world");

            assertThat(buffer.putStringUtf8(AT, "größer€", order)).isEqualTo(4 + 11);
            assertThat(buffer.getInt(AT, order)).isEqualTo(11);
            assertThat(buffer.getStringUtf8(AT, order)).isEqualTo("größer€");
        }
    }

    @Test
    void shouldUseNativeOrderWhenNoneIsNamed() {
        assertThat(buffer.putStringAscii(AT, "one")).isEqualTo(7);
        assertThat(buffer.getInt(AT)).isEqualTo(3);
        assertThat(buffer.getStringAscii(AT)).isEqualTo("one");
        assertThat(buffer.putStringAscii(AT, (CharSequence) new StringBuilder("four")))
                .isEqualTo(8);
        assertThat(buffer.getStringAscii(AT)).isEqualTo("four");
        StringBuilder appended = new StringBuilder();
        assertThat(buffer.getStringAscii(AT, appended)).isEqualTo(4);
        assertThat(appended).hasToString("four");
        assertThat(buffer.putStringUtf8(AT, "fünf")).isEqualTo(9);
        assertThat(buffer.getStringUtf8(AT)).isEqualTo("fünf");
    }

    @Test
    void shouldReadPartOfAStringWhenGivenALength() {
        buffer.putStringAscii(AT, "hello");
        assertThat(buffer.getStringAscii(AT, 4)).isEqualTo("hell");
        assertThat(buffer.getStringUtf8(AT, 3)).isEqualTo("hel");
        assertThat(buffer.getStringAscii(AT, 0)).isEmpty();
        StringBuilder appended = new StringBuilder();
        assertThat(buffer.getStringAscii(AT, 2, appended)).isEqualTo(2);
        assertThat(appended).hasToString("he");
    }

    @Test
    void shouldWriteTheTextAloneWhenWithoutLength() {
        assertThat(buffer.putStringWithoutLengthAscii(AT, "hello")).isEqualTo(5);
        assertThat(text(AT - 1, 7)).isEqualTo("ZhelloZ");
        assertThat(buffer.getStringWithoutLengthAscii(AT, 5)).isEqualTo("hello");
        assertThat(buffer.putStringWithoutLengthAscii(AT, (CharSequence) new StringBuilder("abc")))
                .isEqualTo(3);
        assertThat(buffer.putStringWithoutLengthAscii(20, "abcdef", 2, 3)).isEqualTo(3);
        assertThat(text(20, 4)).isEqualTo("cdeZ");
        assertThat(buffer.putStringWithoutLengthAscii(20, "abcdef", 4, Integer.MAX_VALUE))
                .isEqualTo(2);
        assertThat(text(20, 4)).isEqualTo("efeZ");
        assertThat(buffer.putStringWithoutLengthAscii(20, (CharSequence) new StringBuilder("xyz"), 1, 2))
                .isEqualTo(2);
        assertThat(text(20, 2)).isEqualTo("yz");
        StringBuilder appended = new StringBuilder();
        assertThat(buffer.getStringWithoutLengthAscii(AT, 5, appended)).isEqualTo(5);
        assertThat(appended).hasToString("abclo");
        assertThat(buffer.putStringWithoutLengthUtf8(30, "ü")).isEqualTo(2);
        assertThat(buffer.getStringWithoutLengthUtf8(30, 2)).isEqualTo("ü");
    }

    @Test
    void shouldWriteAnEmptyStringWhenItIsNull() {
        buffer.setMemory(0, 64, (byte) -1);
        assertThat(buffer.putStringAscii(0, (String) null)).isEqualTo(4);
        assertThat(buffer.putStringAscii(4, (CharSequence) null)).isEqualTo(4);
        assertThat(buffer.putStringAscii(8, (String) null, BIG_ENDIAN)).isEqualTo(4);
        assertThat(buffer.putStringAscii(12, (CharSequence) null, BIG_ENDIAN)).isEqualTo(4);
        assertThat(buffer.putStringUtf8(16, null)).isEqualTo(4);
        assertThat(buffer.putStringUtf8(20, null, BIG_ENDIAN)).isEqualTo(4);
        assertThat(Arrays.copyOf(memory.content(), 25)).startsWith(new byte[24]).endsWith(-1);
        assertThat(buffer.getStringAscii(0)).isEmpty();
        assertThat(buffer.getStringAscii(0, new StringBuilder())).isZero();
        assertThat(buffer.getStringUtf8(0)).isEmpty();

        assertThat(buffer.putStringWithoutLengthAscii(30, (String) null)).isZero();
        assertThat(buffer.putStringWithoutLengthAscii(30, (CharSequence) null)).isZero();
        assertThat(buffer.putStringWithoutLengthAscii(30, (String) null, 1, 2)).isZero();
        assertThat(buffer.putStringWithoutLengthUtf8(30, null)).isZero();
        assertThat(memory.content()[30]).isEqualTo((byte) -1);
    }

    @Test
    void shouldWriteQuestionMarksWhenTextIsNotAscii() {
        buffer.putStringAscii(AT, "aüb\u0100c");
        assertThat(text(AT + 4, 5)).isEqualTo("a?b?c");
        buffer.putByte(AT + 4, (byte) 0xFC);
        StringBuilder appended = new StringBuilder();
        buffer.getStringAscii(AT, appended);
        assertThat(appended).hasToString("??b?c");
    }

    @Test
    void shouldRefuseWhenEncodedStringIsOverItsLimit() {
        byte[] before = memory.snapshot();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> buffer.putStringUtf8(0, "üü", 3))
                .withMessageContaining("encodedLength=4")
                .withMessageContaining("maxEncodedLength=3");
        assertThatIllegalArgumentException().isThrownBy(() -> buffer.putStringUtf8(0, "üü", BIG_ENDIAN, 3));
        assertThat(memory.snapshot()).isEqualTo(before);
        assertThat(buffer.putStringUtf8(0, "üü", 4)).isEqualTo(8);
        assertThat(buffer.putStringUtf8(0, "üü", BIG_ENDIAN, 4)).isEqualTo(8);
        assertThat(buffer.getStringUtf8(0, BIG_ENDIAN)).isEqualTo("üü");
    }

    @Test
    void shouldPassTheFailureOnWhenAppendableFails() {
        Writer broken = new Writer() {
            @Override
            public void write(char[] chars, int offset, int length) throws IOException {
                throw new IOException("full");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        buffer.putStringAscii(0, "x");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> buffer.getStringAscii(0, broken))
                .withMessageContaining("full");
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                9,
                10,
                99,
                1234567,
                Integer.MAX_VALUE,
                Integer.MIN_VALUE,
                -1,
                -10,
                Long.MAX_VALUE,
                Long.MIN_VALUE
            })
    void shouldRoundTripWhenNumbersAreDigits(long value) {
        String digits = Long.toString(value);
        assertThat(buffer.putLongAscii(AT, value)).isEqualTo(digits.length());
        assertThat(text(AT, digits.length() + 1)).isEqualTo(digits + "Z");
        assertThat(buffer.parseLongAscii(AT, digits.length())).isEqualTo(value);
        if (value >= 0) {
            assertThat(buffer.putNaturalLongAscii(AT, value)).isEqualTo(digits.length());
            assertThat(buffer.parseNaturalLongAscii(AT, digits.length())).isEqualTo(value);
        }
        if (value == (int) value) {
            assertThat(buffer.putIntAscii(30, (int) value)).isEqualTo(digits.length());
            assertThat(text(30, digits.length() + 1)).isEqualTo(digits + "Z");
            assertThat(buffer.parseIntAscii(30, digits.length())).isEqualTo((int) value);
        }
        if (value == (int) value && value >= 0) {
            assertThat(buffer.putNaturalIntAscii(30, (int) value)).isEqualTo(digits.length());
            assertThat(buffer.parseNaturalIntAscii(30, digits.length())).isEqualTo((int) value);
            int start = buffer.putNaturalIntAsciiFromEnd((int) value, 62);
            assertThat(start).isEqualTo(62 - digits.length());
            assertThat(text(start - 1, digits.length() + 2)).isEqualTo("Z" + digits + "Z");
        }
    }

    @Test
    void shouldPadWithZerosWhenTheFieldIsWider() {
        buffer.putNaturalPaddedIntAscii(AT, 6, 42);
        assertThat(text(AT - 1, 8)).isEqualTo("Z000042Z");
        buffer.putNaturalPaddedIntAscii(AT, 2, 17);
        assertThat(text(AT, 6)).isEqualTo("170042");
        assertThat(buffer.parseNaturalIntAscii(AT + 2, 4)).isEqualTo(42);
        assertThatExceptionOfType(NumberFormatException.class)
                .isThrownBy(() -> buffer.putNaturalPaddedIntAscii(AT, 2, 100))
                .withMessageContaining("value=100")
                .withMessageContaining("length=2");
        assertThat(text(AT, 6)).isEqualTo("170042");
    }

    @Test
    void shouldRefuseWhenANaturalNumberIsNegative() {
        byte[] before = memory.snapshot();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> buffer.putNaturalIntAscii(AT, -1))
                .withMessageContaining("value=-1");
        assertThatIllegalArgumentException().isThrownBy(() -> buffer.putNaturalLongAscii(AT, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> buffer.putNaturalPaddedIntAscii(AT, 8, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> buffer.putNaturalIntAsciiFromEnd(-1, 20));
        assertThat(memory.snapshot()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "+1", "1-", "--1", " 1", "1.", "x", "12a4", "\u00e91", "99999999999999999999"})
    void shouldRefuseWhenTextIsNoNumber(String text) {
        int length = buffer.putStringWithoutLengthUtf8(AT, text);
        notANumber(() -> buffer.parseIntAscii(AT, length));
        notANumber(() -> buffer.parseLongAscii(AT, length));
        notANumber(() -> buffer.parseNaturalIntAscii(AT, length));
        notANumber(() -> buffer.parseNaturalLongAscii(AT, length));
    }

    @Test
    void shouldRefuseWhenNumberIsTooLargeForItsType() {
        buffer.putStringWithoutLengthAscii(0, "2147483648");
        notANumber(() -> buffer.parseIntAscii(0, 10));
        notANumber(() -> buffer.parseNaturalIntAscii(0, 10));
        buffer.putStringWithoutLengthAscii(0, "-2147483649");
        notANumber(() -> buffer.parseIntAscii(0, 11));
        notANumber(() -> buffer.parseNaturalIntAscii(0, 11));
        buffer.putStringWithoutLengthAscii(0, "9223372036854775808");
        notANumber(() -> buffer.parseLongAscii(0, 19));
        notANumber(() -> buffer.parseNaturalLongAscii(0, 19));
        buffer.putStringWithoutLengthAscii(0, "-1");
        notANumber(() -> buffer.parseNaturalIntAscii(0, 2));
        notANumber(() -> buffer.parseNaturalLongAscii(0, 2));
        buffer.putStringWithoutLengthAscii(0, "-0");
        assertThat(buffer.parseIntAscii(0, 2)).isZero();
        notANumber(() -> buffer.parseNaturalIntAscii(0, 2));
    }

    private static void notANumber(ThrowingCallable call) {
        assertThatExceptionOfType(AsciiNumberFormatException.class)
                .isThrownBy(call)
                .withMessageContaining("index=");
    }

    /** The buffer starts full of 0x5A, which is a Z. */
    private String text(int index, int length) {
        byte[] bytes = Arrays.copyOfRange(memory.content(), index, index + length);
        String text = new String(bytes, UTF_8);
        assertThat(text.getBytes(US_ASCII)).isEqualTo(bytes);
        return text;
    }
}
