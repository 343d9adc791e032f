package dev.ringwork.wire;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The Java serialization stream of one message, cut into the parts that stand at the places of their values.
 *
 * <p>One stream for all of them: class descriptors are written once, and a list of objects that refer to each other
 * stays one graph instead of becoming a copy of the graph for each.
 */
final class JavaWriter {
    private final ByteSink sink;
    private @Nullable ObjectOutputStream out;

    JavaWriter(ByteSink sink) {
        this.sink = sink;
    }

    void write(Object value, boolean deep) throws IOException {
        int at = sink.length();
        sink.putInt(0);
        try {
            if (out == null) { // made here, because it writes its header at once, which belongs to the first part
                out = new ObjectOutputStream(new SinkStream(sink));
            }
            out.writeObject(value);
            out.flush();
        } catch (NotSerializableException e) {
            throw EncodeProblem.insideJava(value.getClass(), e, deep);
        } catch (RuntimeException e) {
            throw EncodeProblem.ownCode(value, e);
        }
        sink.setInt(at, sink.length() - at - Integer.BYTES);
    }

    /** A sink as a stream. */
    private static final class SinkStream extends OutputStream {
        private final ByteSink sink;

        SinkStream(ByteSink sink) {
            this.sink = sink;
        }

        @Override
        public void write(int value) throws IOException {
            sink.putByte(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            sink.putBytes(bytes, offset, length);
        }
    }
}
