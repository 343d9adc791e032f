package dev.ringwork.wire;

import java.io.IOException;
import java.io.Serial;
import java.io.StreamCorruptedException;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of a chunk of a {@code map}: a count (int) and the arguments there, the outcomes back.
 *
 * <pre>
 * item     body kind (byte), then nothing for null, 8 bytes for other immediates, length (int) and bytes for the rest
 * failure  {@value #FAILURE} (byte), length (int), an encoded {@link Failure}
 * end      {@value #ENDED} (byte), last: the items after it were not begun, since one before it used up the heap
 * </pre>
 *
 * Each item says how long it is, so one that can't be decoded fails alone.
 */
public final class Batch {
    private static final int FAILURE = 0x7f;
    private static final int ENDED = 0x7e;

    private Batch() {}

    /** Reads how many argument lists follow, checked against the bytes left. */
    public static int takeCount(ByteSource source) throws IOException {
        int count = source.takeInt();
        if (count < 0 || count > source.remaining()) {
            throw new StreamCorruptedException(
                    "a batch has no more items than bytes: count=" + count + " bytes=" + source.remaining());
        }
        return count;
    }

    /** Writes how many argument lists follow into the int at {@code at}. */
    public static void setCount(ByteSink sink, int at, int count) {
        sink.setInt(at, count);
    }

    /** Writes an item. When that fails the sink is as before. */
    public static void putItem(ByteSink sink, @Nullable Object value, ValueCodec codec) throws IOException {
        int mark = sink.length();
        boolean done = false;
        try {
            int kind = Body.kindOf(value);
            sink.putByte(kind);
            if (!Body.isImmediate(kind)) {
                putSized(sink, value, kind, codec);
            } else if (kind != Body.NULL) {
                sink.putLong(Body.bitsOf(kind, value));
            }
            done = true;
        } finally {
            if (!done) {
                sink.truncate(mark);
            }
        }
    }

    private static void putSized(ByteSink sink, @Nullable Object value, int kind, ValueCodec codec) throws IOException {
        if (kind == Body.BYTES && value instanceof byte[] bytes) {
            sink.putInt(bytes.length);
            sink.putBytes(bytes, 0, bytes.length);
            return;
        }
        int lengthAt = sink.length();
        sink.putInt(0);
        codec.write(sink, value);
        sink.setInt(lengthAt, sink.length() - lengthAt - Integer.BYTES);
    }

    /** Writes an item's failure. */
    public static void putFailure(ByteSink sink, Throwable failure, ValueCodec codec) throws IOException {
        byte[] encoded = Failure.encode(failure, codec);
        sink.putByte(FAILURE);
        sink.putInt(encoded.length);
        sink.putBytes(encoded, 0, encoded.length);
    }

    /** Writes that no item follows, because there is no memory for more. */
    public static void putEnd(ByteSink sink) throws IOException {
        sink.putByte(ENDED);
    }

    /** An item that was a failure, or that could not be decoded. */
    public static final class ItemFailed extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        private final Throwable failure;

        ItemFailed(Throwable failure) {
            super(null, failure, false, false); // asks a foreign exception nothing, not even for its text
            this.failure = failure;
        }

        /** Why. */
        public Throwable failure() {
            return failure;
        }
    }

    /**
     * Reads an item.
     *
     * @param where who wrote it, for people; asked for only when it is a failure
     * @throws ItemFailed when only this item is spoilt; its cause is why, and the source stands at the next item
     * @throws IOException when the whole is
     */
    public static @Nullable Object takeItem(ByteSource source, ValueCodec codec, Supplier<String> where)
            throws IOException, ItemFailed {
        if (source.remaining() > 0 && source.array()[source.position()] == ENDED) { // left there for the next item
            throw new ItemFailed(new CancellationException(
                    "an item of a chunk does not begin when one before it has used up its worker's heap: where="
                            + where.get() + "; raise workerHeap or lower chunkSize"));
        }
        int kind = source.takeByte();
        if (kind == Body.NULL) {
            return null;
        }
        if (kind > Body.NONE && Body.isImmediate(kind)) {
            return Body.valueOf(kind, source.takeLong());
        }
        if (kind != Body.BYTES && kind != Body.ENCODED && kind != FAILURE) {
            throw new StreamCorruptedException("an item of a batch begins with its body kind: kind=" + kind);
        }
        byte[] bytes = source.takeBytes(source.takeInt());
        if (kind == Body.BYTES) {
            return bytes;
        }
        if (kind == FAILURE) {
            throw new ItemFailed(Failure.decode(bytes, codec, where.get()));
        }
        try {
            return codec.decode(bytes);
        } catch (Throwable t) {
            throw new ItemFailed(t);
        }
    }
}
