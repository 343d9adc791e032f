package dev.ringwork.wire;

import dev.ringwork.spi.TaskCodec;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.io.StreamCorruptedException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Objects to bytes and back, between two JVMs that run the same classes. Any thread may use it at any time.
 *
 * <p>The types of {@link Tag} have forms of their own, matched by <i>exact class</i>: a subclass may behave in its own
 * way, so it goes through Java serialization, as does everything else that is {@link Serializable}. A value comes back as
 * the same kind: immutable stays immutable, ordered stays ordered. Not kept: the access order of a
 * {@link java.util.LinkedHashMap}, capacities, and, between parts that have forms of their own, identity: a part reached
 * twice arrives as two equal ones. (Between parts that Java serialization encodes identity is kept.)
 *
 * <p>{@link StackOverflowError}s and exceptions of a value's own code (accessors, constructors, {@code hashCode},
 * {@code writeObject} …) come out as {@link IOException}s with that cause; other Errors pass through.
 */
public final class ValueCodec {
    /** Deeper values, cyclic ones among them, go through Java serialization as a whole, which knows cycles. */
    static final int MAX_DEPTH = 200;

    /** Shared by all codecs that have no {@link TaskCodec}: a class is looked into once, however many pools there are. */
    private static final ClassValue<Kind> PLAIN_KINDS = kinds(new CustomCodecs(List.of()));

    private static final ThreadLocal<@Nullable ByteSink> SPARE = new ThreadLocal<>();

    private final ClassLoader loader;
    private final ObjectInputFilter filter;
    private final CustomCodecs custom;
    private final ClassNames names;
    private final ProxyClasses proxies;
    private final ClassValue<Kind> kinds;

    /**
     * A codec.
     *
     * @param loader finds the classes that messages name
     * @param filter is asked about each of them, after the limits that always hold; see {@link #defaultFilter()}
     * @param custom the application's codecs, the first that handles a class first
     * @throws IllegalArgumentException if an id isn't in 1..255, or two codecs have the same
     */
    public ValueCodec(ClassLoader loader, ObjectInputFilter filter, List<TaskCodec> custom) {
        this.loader = Objects.requireNonNull(loader, "loader");
        this.filter = Objects.requireNonNull(filter, "filter");
        this.custom = new CustomCodecs(custom);
        this.names = new ClassNames(loader);
        this.proxies = new ProxyClasses(loader);
        this.kinds = custom.isEmpty() ? PLAIN_KINDS : kinds(this.custom);
    }

    private ValueCodec(ValueCodec other, ObjectInputFilter filter) {
        this.loader = other.loader;
        this.filter = filter;
        this.custom = other.custom;
        this.names = other.names;
        this.proxies = other.proxies;
        this.kinds = other.kinds;
    }

    /** The same codec under the default filter: for bytes that this JVM wrote itself. */
    public ValueCodec forOwnBytes() {
        return new ValueCodec(this, defaultFilter());
    }

    private static ClassValue<Kind> kinds(CustomCodecs custom) {
        return new ClassValue<>() {
            @Override
            protected Kind computeValue(Class<?> type) {
                return Kind.of(type, custom);
            }
        };
    }

    /**
     * The filter for those who bring none: it refuses the known entry points of deserialization attacks, and leaves
     * the rest to the limits that hold with every filter.
     */
    public static ObjectInputFilter defaultFilter() {
        return DefaultFilter.INSTANCE;
    }

    /**
     * Appends a value to {@code sink}. When that fails, {@code sink} is as it was before.
     *
     * @throws java.io.NotSerializableException if a part of the value has no form here; the message says which and why
     * @throws IOException if the value is too large or too deep, changes meanwhile, or its own code fails
     */
    public void write(ByteSink sink, @Nullable Object value) throws IOException {
        int start = sink.length();
        boolean done = false;
        try {
            writeWhole(sink, start, value);
            done = true;
        } catch (EncodeProblem e) {
            throw e.forCaller(value);
        } catch (RuntimeException e) {
            throw EncodeProblem.ownCode(value, e).forCaller(value);
        } catch (StackOverflowError e) {
            throw EncodeProblem.tooDeep(value, e).forCaller(value);
        } finally {
            if (!done) {
                sink.truncate(start);
            }
        }
    }

    private void writeWhole(ByteSink sink, int start, @Nullable Object value) throws IOException {
        try {
            new ValueWriter(this, sink).write(value);
            return;
        } catch (Restart e) {
            sink.truncate(start);
            if (e == Restart.SHARED) {
                try {
                    new ValueWriter(this, sink).writeShared(value);
                    return;
                } catch (Restart deep) {
                    sink.truncate(start);
                }
            }
        }
        new ValueWriter(this, sink).writeDeep(value);
    }

    /**
     * Takes the next value from {@code source}.
     *
     * @throws StreamCorruptedException if the bytes aren't what {@link #write} makes
     * @throws ClassNotFoundException if they name a class that the loader doesn't know
     * @throws IOException if the filter rejects a class, or the value's own code fails
     */
    public @Nullable Object read(ByteSource source) throws IOException, ClassNotFoundException {
        try {
            return new ValueReader(this, source).read();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            StreamCorruptedException failure =
                    new StreamCorruptedException("a value can be rebuilt from its bytes: bytes=" + source.length()
                            + " cause=" + e.getClass().getName());
            failure.initCause(e);
            throw failure;
        }
    }

    /** The bytes of a value; see {@link #write}. */
    public byte[] encode(@Nullable Object value) throws IOException {
        ByteSink spare = SPARE.get();
        // Taken away while in use: a value's own code may come here again in this thread.
        SPARE.set(null);
        ByteSink sink = spare == null ? new ByteSink() : spare;
        try {
            write(sink, value);
            return sink.toByteArray();
        } finally {
            sink.clear();
            SPARE.set(sink);
        }
    }

    /** The value whose bytes these are, all of them; see {@link #read}. */
    public @Nullable Object decode(byte[] bytes) throws IOException, ClassNotFoundException {
        ByteSource source = new ByteSource(bytes);
        Object value = read(source);
        source.expectEnd();
        return value;
    }

    ClassLoader loader() {
        return loader;
    }

    ObjectInputFilter filter() {
        return filter;
    }

    CustomCodecs custom() {
        return custom;
    }

    ClassNames names() {
        return names;
    }

    ProxyClasses proxies() {
        return proxies;
    }

    Kind kindOf(Class<?> type) {
        return kinds.get(type);
    }
}
