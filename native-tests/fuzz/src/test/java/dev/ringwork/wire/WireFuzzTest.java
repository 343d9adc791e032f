package dev.ringwork.wire;

import static java.util.Arrays.copyOf;
import static java.util.Arrays.copyOfRange;
import static org.assertj.core.api.Assertions.assertThat;

import bsh.Gadget;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamConstants;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/** Bytes from another process are a value, or an exception that says that they are none: nothing else. */
class WireFuzzTest {
    private static final ValueCodec CODEC =
            new ValueCodec(WireFuzzTest.class.getClassLoader(), ValueCodec.defaultFilter(), List.of());
    private static final byte[] JAVA_MAGIC = {(byte) 0xac, (byte) 0xed, 0, 5};
    private static final byte[] REFUSED_OBJECT = objectIn(new Gadget());

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

    /**
     * The objects of a Java stream: what the filter must hold against. Then the same with one of a class that it refuses behind all, where an
     * array or a list that is cut short goes on, and in place of the last null.
     */
    @FuzzTest(maxDuration = "2m")
    void javaStreamsAreFiltered(byte[] bytes) throws IOException {
        int reads = Gadget.reads();
        decodesOrRefuses(javaStream(bytes));
        decodesOrRefuses(javaStream(bytes, REFUSED_OBJECT));
        int at = bytes.length - 1;
        while (at >= 0 && bytes[at] != ObjectStreamConstants.TC_NULL) {
            at--;
        }
        if (at >= 0) {
            decodesOrRefuses(javaStream(copyOf(bytes, at), REFUSED_OBJECT, copyOfRange(bytes, at + 1, bytes.length)));
        }
        assertThat(Gadget.reads()).as("readObject of a refused class ran").isEqualTo(reads);
    }

    /** A message that is one Java stream. */
    private static byte[] javaStream(byte[]... objects) throws IOException {
        ByteSink sink = new ByteSink();
        sink.putByte(Tag.JAVA);
        sink.putInt(JAVA_MAGIC.length
                + Stream.of(objects).mapToInt(part -> part.length).sum());
        sink.putBytes(JAVA_MAGIC, 0, JAVA_MAGIC.length);
        for (byte[] part : objects) {
            sink.putBytes(part, 0, part.length);
        }
        return sink.toByteArray();
    }

    private static byte[] objectIn(Serializable value) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(stream)) {
            out.writeObject(value);
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
        byte[] whole = stream.toByteArray();
        return copyOfRange(whole, JAVA_MAGIC.length, whole.length);
    }
}
