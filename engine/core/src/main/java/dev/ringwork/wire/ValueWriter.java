package dev.ringwork.wire;

import java.io.IOException;
import java.util.Arrays;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** The writing of one value, with what the message has named so far. */
final class ValueWriter {
    /**
     * So many values with parts may be encoded without a look at their identity. A value in which parts are reached again
     * and again (thirty lists, each holding the one before twice) would otherwise grow to 2^30.
     */
    static final int MAX_UNTRACKED = 1 << 20;

    private static final Class<?>[] NO_CLASSES = {};

    private final ValueCodec codec;
    private final ByteSink sink;

    /** Classes named so far; the index is what stands for them. */
    private Class<?>[] named = NO_CLASSES;

    private int namedCount;
    private @Nullable IdentityHashMap<Class<?>, Integer> manyNamed;

    /** Places named so far, with what stands for each. */
    private @Nullable IdentityHashMap<LambdaShape.Place, Integer> places;

    private int depth;
    private int nesting;
    private @Nullable IdentityHashMap<Object, Integer> completed;
    private @Nullable JavaWriter java;

    ValueWriter(ValueCodec codec, ByteSink sink) {
        this.codec = codec;
        this.sink = sink;
    }

    ByteSink sink() {
        return sink;
    }

    void write(@Nullable Object value) throws IOException {
        if (value == null) {
            sink.putByte(Tag.NULL);
            return;
        }
        Class<?> type = value.getClass();
        if (type == String.class) {
            sink.putByte(Tag.STRING);
            sink.putText((String) value);
        } else if (type == Integer.class) {
            sink.putByte(Tag.INT);
            sink.putInt((Integer) value);
        } else if (type == Long.class) {
            sink.putByte(Tag.LONG);
            sink.putLong((Long) value);
        } else if (type == Double.class) {
            sink.putByte(Tag.DOUBLE);
            sink.putLong(Double.doubleToRawLongBits((Double) value));
        } else {
            Kind kind = codec.kindOf(type);
            write(kind, formOf(kind.tag(), value), value);
        }
    }

    /** The form of this very value, where the class alone doesn't tell. */
    private static byte formOf(byte tag, Object value) {
        return switch (tag) {
            case Tag.LIST_OF -> CollectionTypes.listForm(value);
            case Tag.TREE_SET, Tag.TREE_MAP -> MapTypes.sortedForm(tag, value);
            default -> tag;
        };
    }

    private void write(Kind kind, byte tag, Object value) throws IOException {
        if (!Tag.nests(tag)) {
            writeBody(kind, tag, value);
            return;
        }
        if (completed == null) {
            if (++nesting > MAX_UNTRACKED) {
                throw Restart.SHARED;
            }
        } else {
            Integer number = completed.get(value);
            if (number != null) {
                sink.putByte(Tag.REF);
                sink.putVarint(number);
                return;
            }
        }
        if (++depth > ValueCodec.MAX_DEPTH) {
            throw Restart.DEEP;
        }
        writeBody(kind, tag, value);
        depth--;
        if (completed != null) {
            completed.put(value, completed.size());
        }
    }

    private void writeBody(Kind kind, byte tag, Object value) throws IOException {
        if (tag == Tag.RECORD && kind.record() != null) {
            sink.putByte(tag);
            kind.record().write(this, value);
            return;
        }
        if (tag == Tag.CUSTOM && kind.custom() != null) {
            writeCustom(kind.custom(), value);
            return;
        }
        switch (tag >>> 4) {
            case 0x0 -> ScalarTypes.write(tag, value, sink);
            case 0x1 -> ArrayTypes.write(tag, value, this);
            case 0x2 -> CollectionTypes.write(tag, value, this);
            case 0x3 -> MapTypes.write(tag, value, this);
            case 0x4 -> OptionalTypes.write(tag, value, this);
            case 0x5 -> TimeTypes.write(tag, value, sink);
            default -> {
                switch (tag) {
                    case Tag.ENUM -> writeEnum((Enum<?>) value);
                    case Tag.JAVA -> writeJava(value, false);
                    case Tag.LAMBDA -> writeLambda(kind.lambda(), value);
                    default -> throw EncodeProblem.noForm(value.getClass());
                }
            }
        }
    }

    private void writeEnum(Enum<?> constant) throws IOException {
        sink.putByte(Tag.ENUM);
        writeClass(constant.getDeclaringClass(), null);
        sink.putText(constant.name());
    }

    private void writeCustom(CustomCodecs.Entry custom, Object value) throws IOException {
        byte[] bytes;
        try {
            bytes = custom.codec().encode(value);
            if (bytes == null) {
                throw new IOException("a TaskCodec encodes every value that it handles: codec="
                        + custom.codec().getClass().getName() + " returned=null");
            }
        } catch (RuntimeException e) {
            throw EncodeProblem.ownCode(custom.codec(), e);
        }
        sink.putByte(Tag.CUSTOM);
        sink.putByte(custom.id());
        sink.putVarint(bytes.length);
        sink.putBytes(bytes, 0, bytes.length);
    }

    private void writeJava(Object value, boolean deep) throws IOException {
        if (java == null) {
            java = new JavaWriter(sink);
        }
        sink.putByte(Tag.JAVA);
        java.write(value, deep);
    }

    private void writeLambda(@Nullable LambdaShape shape, Object lambda) throws IOException {
        if (shape == null || !shape.write(this, lambda)) {
            writeJava(lambda, false);
        }
    }

    /** Names a place: in full the first time. */
    void writePlace(LambdaShape.Place place) throws IOException {
        if (places == null) {
            places = new IdentityHashMap<>();
        }
        Integer number = places.putIfAbsent(place, places.size() + 1);
        sink.putVarint(number == null ? 0 : number);
        if (number == null) {
            place.write(this);
        }
    }

    /** Whether a value is as good as any equal one. */
    boolean isPlain(@Nullable Object value) {
        return value == null || Tag.isPlain(codec.kindOf(value.getClass()).tag());
    }

    /** Writes the whole value with parts that are reached again written once. */
    void writeShared(@Nullable Object value) throws IOException {
        sink.putByte(Tag.SHARED);
        completed = new IdentityHashMap<>();
        write(value);
    }

    /** Writes the whole value by Java serialization. */
    void writeDeep(@Nullable Object value) throws IOException {
        if (value == null) {
            sink.putByte(Tag.NULL);
        } else {
            writeJava(value, true);
        }
    }

    /** Writes an element of a collection or array, so that a problem tells its index. */
    void writeElement(@Nullable Object element, int index) throws IOException {
        try {
            write(element);
        } catch (EncodeProblem e) {
            throw e.within("[" + index + "]");
        }
    }

    /** Names a class: in full the first time, with its shape's fingerprint for a record. */
    void writeClass(Class<?> type, @Nullable RecordShape shape) throws IOException {
        int index = indexOf(type);
        if (index >= 0) {
            sink.putVarint(index + 2L);
            return;
        }
        if (shape == null) {
            sink.putByte(0);
            sink.putText(type.getName());
        } else {
            shape.introduce(sink);
        }
        remember(type);
    }

    private int indexOf(Class<?> type) {
        if (manyNamed != null) {
            Integer index = manyNamed.get(type);
            return index == null ? -1 : index;
        }
        for (int i = 0; i < namedCount; i++) {
            if (named[i] == type) {
                return i;
            }
        }
        return -1;
    }

    private void remember(Class<?> type) {
        if (manyNamed != null) {
            manyNamed.put(type, manyNamed.size());
        } else if (namedCount < 8) {
            if (namedCount == named.length) {
                named = Arrays.copyOf(named, namedCount == 0 ? 2 : 8);
            }
            named[namedCount++] = type;
        } else {
            manyNamed = new IdentityHashMap<>();
            for (int i = 0; i < namedCount; i++) {
                manyNamed.put(named[i], i);
            }
            manyNamed.put(type, namedCount);
        }
    }
}
