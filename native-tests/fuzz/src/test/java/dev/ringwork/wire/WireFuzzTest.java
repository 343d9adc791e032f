package dev.ringwork.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.List;

/** Bytes from another process are a value, or an exception that says that they are none: nothing else. */
class WireFuzzTest {
    private static final ValueCodec CODEC =
            new ValueCodec(WireFuzzTest.class.getClassLoader(), ValueCodec.defaultFilter(), List.of());

    @FuzzTest(maxDuration = "2m")
    void decodesOrRefuses(byte[] bytes) {
        try {
            CODEC.decode(bytes);
        } catch (IOException | ClassNotFoundException e) {
            assertThat(e).isNotNull(); // refused
        }
    }

    @FuzzTest(maxDuration = "2m")
    void failuresAreAlwaysThrowables(byte[] bytes) {
        Throwable failure = Failure.decode(bytes, CODEC, "worker");
        assertThat(failure).isNotNull();
        assertThat(failure.toString()).isNotNull();
    }

    /** Behind the tag of a Java stream, past its magic: what the filter must hold against. */
    @FuzzTest(maxDuration = "2m")
    void javaStreamsAreFiltered(byte[] bytes) {
        byte[] stream = new byte[bytes.length + JAVA_STREAM.length];
        System.arraycopy(JAVA_STREAM, 0, stream, 0, JAVA_STREAM.length);
        System.arraycopy(bytes, 0, stream, JAVA_STREAM.length, bytes.length);
        decodesOrRefuses(stream);
    }

    private static final byte[] JAVA_STREAM = javaStream();

    private static byte[] javaStream() {
        try {
            byte[] whole = CODEC.encode(new Samples.Plain("x"));
            for (int i = 1; i + 3 < whole.length; i++) {
                if (whole[i] == (byte) 0xac && whole[i + 1] == (byte) 0xed) {
                    return java.util.Arrays.copyOf(whole, i + 4);
                }
            }
            throw new IllegalStateException("a plain object is encoded as a Java stream");
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
