package dev.ringwork.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.ringwork.wire.Samples.Plain;
import dev.ringwork.wire.Samples.Range;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectOutputStream;
import java.io.StreamCorruptedException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileBytesTest {
    /** What streams, exceptions and class lookups may take whatever the message says. */
    private static final long FREE_BYTES = 4 << 20;

    private static final int BYTES_PER_BYTE = 256;

    private final ValueCodec codec = Samples.codec();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @MethodSource("dev.ringwork.wire.Samples#messages")
    void shouldRefuseEveryTruncation(Object value) throws Exception {
        byte[] whole = codec.encode(value);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> codec.decode(cut))
                    .as("cut to %d of %d bytes", length, whole.length)
                    .isInstanceOfAny(IOException.class, ClassNotFoundException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.ringwork.wire.Samples#messages")
    void shouldSurviveEveryFlippedBit(Object value) throws Exception {
        byte[] bytes = codec.encode(value);
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            decodeWithinBounds(bytes, "bit " + bit);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @Test
    void shouldSurviveRandomBytes() {
        Random random = new Random(20240229);
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = (byte) random.nextInt(0x70);
            }
            decodeWithinBounds(bytes, "round " + round);
        }
    }

    @Test
    void shouldSurviveRandomDamageToALargeMessage() throws Exception {
        Random random = new Random(17);
        Map<String, Object> value = new HashMap<>();
        Samples.messages().forEach(part -> value.put("part" + value.size(), part));
        byte[] whole = codec.encode(value);
        for (int round = 0; round < 3_000; round++) {
            byte[] damaged = whole.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            decodeWithinBounds(damaged, "round " + round);
        }
    }

    private void decodeWithinBounds(byte[] bytes, String what) {
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            codec.decode(bytes);
        } catch (IOException | ClassNotFoundException e) {
            assertThat(e.getClass()).isNotEqualTo(Restart.class);
        } catch (Throwable e) {
            throw new AssertionError(what + " of " + Arrays.toString(bytes), e);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).as(what).isLessThan(FREE_BYTES + (long) BYTES_PER_BYTE * bytes.length);
    }

    @ParameterizedTest
    @ValueSource(
            bytes = {
                Tag.BOOLEANS,
                Tag.BYTES,
                Tag.SHORTS,
                Tag.CHARS,
                Tag.INTS,
                Tag.LONGS,
                Tag.FLOATS,
                Tag.DOUBLES,
                Tag.STRINGS,
                Tag.STRING,
                Tag.BIG_INTEGER,
                Tag.ARRAY_LIST,
                Tag.ARRAY_DEQUE,
                Tag.LIST_OF,
                Tag.HASH_SET,
                Tag.HASH_MAP,
                Tag.MAP_OF
            })
    void shouldRefuseACountThatTheBytesCannotHold(byte tag) throws Exception {
        for (long count : new long[] {1000, Integer.MAX_VALUE, 1L << 31, 1L << 40, -1, Long.MIN_VALUE}) {
            ByteSink sink = new ByteSink();
            sink.putByte(tag);
            sink.putVarint(tag == Tag.STRING ? count << 1 : count);
            sink.putLong(0);
            byte[] bytes = sink.toByteArray();
            assertThatThrownBy(() -> codec.decode(bytes)).isInstanceOf(StreamCorruptedException.class);
            decodeWithinBounds(bytes, "count " + count);
        }
    }

    @Test
    void shouldRefuseNestedCountsThatClaimTheSameBytes() throws Exception {
        ByteSink sink = new ByteSink();
        for (int i = 0; i < 150; i++) {
            sink.putByte(Tag.ARRAY_LIST);
            sink.putVarint(900_000);
        }
        sink.putBytes(new byte[1_000_000], 0, 1_000_000);
        assertRefused(() -> codec.decode(sink.toByteArray()), "a count is at most what the bytes left can hold");
    }

    @Test
    void shouldRefuseNestingBeyondTheLimit() throws Exception {
        ByteSink sink = new ByteSink();
        for (int i = 0; i < 100_000; i++) {
            sink.putByte(Tag.ARRAY_LIST);
            sink.putVarint(1);
        }
        sink.putByte(Tag.NULL);
        assertRefused(() -> codec.decode(sink.toByteArray()), "depth=201 maxDepth=200");
    }

    @Test
    void shouldRefuseDuplicatesAndNullsWhereTheKindHasNone() throws Exception {
        for (byte tag : new byte[] {Tag.SET_OF, Tag.LIST_OF, Tag.ARRAY_DEQUE, Tag.TREE_SET}) {
            ByteSink sink = new ByteSink();
            sink.putByte(tag);
            sink.putVarint(2);
            sink.putByte(Tag.NULL);
            sink.putByte(Tag.NULL);
            assertRefused(() -> codec.decode(sink.toByteArray()), "a value can be rebuilt from its bytes");
        }
    }

    @Test
    void shouldRefuseReferencesToNothingAndBytesLeftOver() throws Exception {
        assertRefused(() -> codec.decode(new byte[] {Tag.REF, 0}), "number=0 valuesRead=0");
        assertRefused(() -> codec.decode(new byte[] {Tag.SHARED, Tag.REF, 5}), "number=5 valuesRead=0");
        assertRefused(() -> codec.decode(new byte[] {Tag.SHARED, Tag.SHARED, Tag.NULL}), "a message is shared once");
        assertRefused(() -> codec.decode(new byte[] {Tag.NULL, Tag.NULL}), "bytesLeft=1");
        assertRefused(() -> codec.decode(new byte[] {Tag.ENUM, 2}), "index=0 classesNamed=0");
        assertRefused(() -> codec.decode(new byte[] {Tag.NONE}), "a value begins with a known tag: tag=127");
        assertRefused(() -> codec.decode(new byte[] {-1}), "tag=-1");
    }

    @Test
    void shouldRefuseAnArrayThatIsOnlyAnnouncedInAJavaStream() throws Exception {
        for (Object array : new Object[] {new long[7], new Plain[7], new ArrayList<>(List.of(1, 2, 3, 4, 5, 6, 7))}) {
            byte[] java = javaBytes(array);
            int at = indexOfInt(java, 7);
            java[at] = 0x7F;
            byte[] message = javaMessage(java);
            assertThatThrownBy(() -> codec.decode(message))
                    .isInstanceOf(InvalidClassException.class)
                    .hasMessageContaining("send it in parts")
                    .hasMessageContaining("arrayLength=2130706439 messageBytes=" + message.length);
            decodeWithinBounds(message, "announced");
        }
    }

    @Test
    void shouldRefuseARecordWhoseConstructorRefuses() throws Exception {
        byte[] bytes = codec.encode(new Range(1, 2));
        bytes[bytes.length - 8] = 77;
        assertThatThrownBy(() -> codec.decode(bytes))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessageContaining("record=" + Range.class.getName())
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseARecordThatHadOtherComponents() throws Exception {
        byte[] bytes = codec.encode(new Range(1, 2));
        int fingerprintAt = bytes.length - 12;
        bytes[fingerprintAt] ^= 1;
        assertThatThrownBy(() -> codec.decode(bytes))
                .isInstanceOf(InvalidClassException.class)
                .hasMessageContaining("a record has the same components in both processes");
    }

    @Test
    void shouldRefuseAClassThatIsNotWhatTheTagSays() throws Exception {
        for (byte tag : new byte[] {Tag.ENUM, Tag.RECORD}) {
            ByteSink sink = new ByteSink();
            sink.putByte(tag);
            sink.putByte(0);
            sink.putText("java.lang.String");
            sink.putText("x");
            assertThatThrownBy(() -> codec.decode(sink.toByteArray())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void shouldRefuseAJavaStreamWhoseOwnCodeFails() throws Exception {
        Map<Object, Object> map = new HashMap<>(Map.of("key", "value"));
        byte[] java = javaBytes(new ArrayList<>(List.of(map)));
        byte[] unknown = new String(java, StandardCharsets.ISO_8859_1)
                .replace("java.util.HashMap", "java.util.HushMap")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> codec.decode(javaMessage(unknown))).isInstanceOf(ClassNotFoundException.class);
        assertThat(codec.decode(javaMessage(java))).isEqualTo(List.of(map));
    }

    /** The JDK answers a map with a key and no value with an error of the virtual machine. */
    @Test
    void shouldRefuseAMapWithAKeyAndNoValueInAJavaStream() throws Exception {
        byte[] java = javaBytes(Map.of("key", "value"));
        java[indexOfInt(java, 2) + 3] = 1;
        assertThatThrownBy(() -> codec.decode(javaMessage(java)))
                .isInstanceOf(InvalidObjectException.class)
                .hasCauseInstanceOf(InternalError.class);
    }

    private static void assertRefused(ThrowingCallable decoding, String message) {
        assertThatThrownBy(decoding)
                .isInstanceOf(StreamCorruptedException.class)
                .hasMessageContaining(message);
    }

    private static byte[] javaBytes(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    private static byte[] javaMessage(byte[] java) throws IOException {
        ByteSink sink = new ByteSink();
        sink.putByte(Tag.JAVA);
        sink.putInt(java.length);
        sink.putBytes(java, 0, java.length);
        return sink.toByteArray();
    }

    private static int indexOfInt(byte[] bytes, int value) {
        for (int i = 0; i < bytes.length - 3; i++) {
            if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 0 && bytes[i + 3] == value) {
                return i;
            }
        }
        throw new AssertionError("no int " + value);
    }
}
