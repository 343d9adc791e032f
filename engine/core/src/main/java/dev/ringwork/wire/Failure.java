package dev.ringwork.wire;

import dev.ringwork.RemoteTaskException;
import java.io.IOException;
import java.io.InvalidClassException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Exceptions as data, and as themselves where that works.
 *
 * <p>An encoded failure is {@code int length} of the {@linkplain FailureNode data}, the data, and the throwable as an
 * encoded value, which may be missing. Encoding always gives bytes and decoding always gives a throwable, whatever the
 * exception's own code does.
 */
public final class Failure {
    /** An exception that carries more than this crosses as data only. */
    static final int MAX_THROWABLE_BYTES = 1 << 20;

    private static final int MAX_CHAIN = 100;
    private static final byte[] NOTHING = {};

    private Failure() {}

    /** The bytes of a throwable. */
    public static byte[] encode(Throwable thrown, ValueCodec codec) {
        return join(FailureNode.encode(thrown), encodeItself(thrown, codec));
    }

    /** The bytes of a throwable as data only, for which nothing of Java serialization is needed. */
    public static byte[] encodeAsData(Throwable thrown) {
        return join(FailureNode.encode(thrown), NOTHING);
    }

    private static byte[] join(byte[] data, byte[] itself) {
        ByteSink sink = new ByteSink();
        try {
            sink.putInt(data.length);
            sink.putBytes(data, 0, data.length);
            sink.putBytes(itself, 0, itself.length);
        } catch (IOException e) {
            throw new AssertionError("both parts are bounded far below 2 GiB", e);
        }
        return sink.toByteArray();
    }

    private static byte[] encodeItself(Throwable thrown, ValueCodec codec) {
        ByteSink sink = new ByteSink(MAX_THROWABLE_BYTES);
        try {
            codec.write(sink, thrown);
            return sink.toByteArray();
        } catch (Throwable e) {
            // Its class, a field or its own code doesn't allow it, or it is too large: the data says what happened.
            return NOTHING;
        }
    }

    /**
     * The throwable whose bytes these are. It is the one thrown, with its place of origin at the end of its causes, or
     * a {@link RemoteTaskException} when that one can't be rebuilt, with the reason suppressed in it when that is
     * the filter or a class that isn't known here.
     *
     * @param where the process it was thrown in, for people
     */
    public static Throwable decode(byte[] bytes, ValueCodec codec, String where) {
        FailureNode data;
        byte[] itself;
        try {
            ByteSource source = new ByteSource(bytes);
            data = readData(source);
            itself = source.takeBytes(source.remaining());
        } catch (IOException e) {
            return FailureNode.undecodable(bytes.length, e).toException(where);
        }
        Throwable why = null;
        if (itself.length > 0) {
            try {
                Object value = codec.decode(itself);
                if (value instanceof Throwable rebuilt
                        && value.getClass().getName().equals(data.className())) {
                    attach(rebuilt, data.toOrigin(where));
                    return rebuilt;
                }
            } catch (Throwable e) {
                why = e; // anything may come out of an exception's own code: the data is there for that
            }
        }
        if (itself.length == 0 && data.className().equals(OutOfMemoryError.class.getName())) {
            OutOfMemoryError full = new OutOfMemoryError(data.message()); // there was no memory for more than the data
            attach(full, data.toOrigin(where));
            return full;
        }
        RemoteTaskException failure = data.toException(where);
        if (why != null
                && (why.getClass() == InvalidClassException.class || why.getClass() == ClassNotFoundException.class)) {
            failure.addSuppressed(
                    why); // says what to set; others are foreign, and may do anything when they are printed
        }
        return failure;
    }

    /** What happened, without rebuilding the throwable, so that nobody's code runs. */
    public static RemoteTaskException decodeAsData(byte[] bytes, String where) {
        try {
            return readData(new ByteSource(bytes)).toException(where);
        } catch (IOException e) {
            return FailureNode.undecodable(bytes.length, e).toException(where);
        }
    }

    private static FailureNode readData(ByteSource source) throws IOException {
        return FailureNode.read(new ByteSource(source.takeBytes(source.takeInt())));
    }

    /** Puts {@code origin} where nothing is lost by it: at the end of the causes, or else beside them. */
    private static void attach(Throwable thrown, RemoteTaskException origin) {
        try {
            Throwable last = lastCause(thrown);
            if (last != null) {
                last.initCause(origin);
                if (last.getCause() == origin) {
                    return;
                }
            }
        } catch (Throwable e) {
            // Its cause was set for good when it was made, or its own code refuses.
        }
        thrown.addSuppressed(origin);
    }

    /** The end of the chain of causes, or null when it has none that can be reached. */
    private static @Nullable Throwable lastCause(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Throwable last = thrown;
        while (seen.add(last) && seen.size() <= MAX_CHAIN) {
            Throwable cause = last.getCause();
            if (cause == null) {
                return last;
            }
            last = cause;
        }
        return null;
    }
}
