package dev.ringwork.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StreamCorruptedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSinkTest {
    @Test
    void shouldGiveBackWhatWasPut() throws IOException {
        ByteSink sink = new ByteSink();
        for (int round = 0; round < 100; round++) {
            sink.putByte(-7);
            sink.putShort((short) -700);
            sink.putChar('\uFFFE');
            sink.putInt(Integer.MIN_VALUE);
            sink.putLong(Long.MAX_VALUE);
            sink.putText("text");
        }
        ByteSource source = new ByteSource(sink.array(), 0, sink.length());
        for (int round = 0; round < 100; round++) {
            assertThat(source.takeByte()).isEqualTo((byte) -7);
            assertThat(source.takeShort()).isEqualTo((short) -700);
            assertThat(source.takeChar()).isEqualTo('\uFFFE');
            assertThat(source.takeInt()).isEqualTo(Integer.MIN_VALUE);
            assertThat(source.takeLong()).isEqualTo(Long.MAX_VALUE);
            assertThat(source.takeText()).isEqualTo("text");
        }
        source.expectEnd();
    }

    @ParameterizedTest
    @ValueSource(
            longs = {0, 1, 127, 128, 16_383, 16_384, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void shouldGiveBackVarintsOfEverySize(long value) throws IOException {
        ByteSink sink = new ByteSink();
        sink.putVarint(value);
        ByteSource source = new ByteSource(sink.toByteArray());
        assertThat(source.takeVarint()).isEqualTo(value);
        source.expectEnd();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 32, 33, 63, 64, 5_000})
    void shouldGiveBackTextOfEveryLengthAndWidth(int length) throws IOException {
        for (String unit : new String[] {"a", "\u00FF", "\u0100", "\uDC00", "\uD800"}) {
            String text = "x".repeat(length) + unit;
            ByteSink sink = new ByteSink();
            sink.putText(text);
            ByteSource source = new ByteSource(sink.toByteArray());
            assertThat(source.takeText()).isEqualTo(text);
            source.expectEnd();
        }
    }

    @Test
    void shouldOverwriteAndTruncateWhatWasPut() throws IOException {
        ByteSink sink = new ByteSink();
        sink.putInt(1);
        sink.putInt(2);
        sink.setInt(0, 3);
        sink.truncate(4);
        assertThat(new ByteSource(sink.toByteArray()).takeInt()).isEqualTo(3);
        assertThatThrownBy(() -> sink.setInt(1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> sink.truncate(5)).hasMessageContaining("newLength=5 length=4");
    }

    @Test
    void shouldLetGoOfAHugeArrayWhenCleared() throws IOException {
        ByteSink sink = new ByteSink();
        sink.putBytes(new byte[5_000_000], 0, 5_000_000);
        sink.clear();
        assertThat(sink.array().length).isLessThan(2 << 20);
        assertThat(sink.length()).isZero();
    }

    @Test
    void shouldRefuseMoreThanItMayHold() throws IOException {
        ByteSink sink = new ByteSink(1000);
        sink.putBytes(new byte[996], 0, 996);
        sink.putInt(5);
        assertThatThrownBy(() -> sink.putByte(1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("length=1001 maxLength=1000");
        assertThat(sink.length()).isEqualTo(1000);
    }

    @Test
    void shouldSayWhatToDoWhenAValueIsOver2GiB() {
        ByteSink sink = new ByteSink();
        assertThatThrownBy(() -> sink.putBody(1L << 31))
                .isInstanceOf(IOException.class)
                .hasMessage("an encoded value is at most 2 GiB: length=2147483648: pass a file or split it");
    }

    @Test
    void shouldRefuseToReadBeyondTheEnd() {
        ByteSource source = new ByteSource(new byte[20], 5, 3);
        assertThatThrownBy(source::takeInt)
                .isInstanceOf(StreamCorruptedException.class)
                .hasMessageContaining("bytesNeeded=4 bytesLeft=3");
        assertThat(source.remaining()).isEqualTo(3);
    }

    @Test
    void shouldRefuseCountsThatOuterElementsNeedTheBytesOf() throws IOException {
        ByteSink sink = new ByteSink();
        sink.putVarint(6);
        sink.putBytes(new byte[10], 0, 10);
        byte[] bytes = sink.toByteArray();
        assertThat(new ByteSource(bytes).takeCount(1)).isEqualTo(6);
        ByteSource reserved = new ByteSource(bytes);
        reserved.reserve(5);
        assertThatThrownBy(() -> reserved.takeCount(1)).hasMessageContaining("count=6 bytesEach=1 bytesLeft=5");
    }

    @Test
    void shouldRefuseAnEndlessVarintAndBytesLeftOver() {
        byte[] endless = new byte[20];
        java.util.Arrays.fill(endless, (byte) 0xFF);
        assertThatThrownBy(() -> new ByteSource(endless).takeVarint()).isInstanceOf(StreamCorruptedException.class);
        assertThatThrownBy(() -> new ByteSource(endless).expectEnd()).hasMessageContaining("bytesLeft=20");
    }
}
