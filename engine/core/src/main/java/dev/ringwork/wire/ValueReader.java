package dev.ringwork.wire;

import dev.ringwork.spi.TaskCodec;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.StreamCorruptedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The reading of one value, with what the message has named so far. */
final class ValueReader {
    /** The constants of an enum by name; none for other classes. */
    private static final ClassValue<Map<String, Object>> CONSTANTS = new ClassValue<>() {
        @Override
        protected Map<String, Object> computeValue(Class<?> type) {
            Map<String, Object> byName = new HashMap<>();
            if (type.isEnum()) {
                for (Object constant : type.getEnumConstants()) {
                    byName.put(((Enum<?>) constant).name(), constant);
                }
            }
            return byName;
        }
    };

    /** Bytes of a number or string that are hashed in the time of a walk's step. */
    private static final int HASHED_AT_ONCE = 8;

    private final ValueCodec codec;
    private final ByteSource source;
    private final List<Class<?>> named = new ArrayList<>(2);
    private final List<LambdaShape.Place> places = new ArrayList<>(0);
    private int depth;
    private @Nullable List<@Nullable Object> completed;
    /** How many values a walk through each completed one meets, shared ones each time. */
    private final List<Long> sizes = new ArrayList<>(0);
    /** The same for what is being read, so far. */
    private long size;

    private final HashCost cost;

    private @Nullable JavaReader java;

    ValueReader(ValueCodec codec, ByteSource source) {
        this.codec = codec;
        this.source = source;
        this.cost = new HashCost(source.length());
    }

    ByteSource source() {
        return source;
    }

    @Nullable
    Object read() throws IOException, ClassNotFoundException {
        byte tag = source.takeByte();
        if (!Tag.nests(tag)) {
            int from = source.position();
            Object value = readBody(tag);
            size += 1 + (source.position() - from) / HASHED_AT_ONCE; // a long number takes long to hash
            return value;
        }
        if (++depth > ValueCodec.MAX_DEPTH) {
            throw new StreamCorruptedException(
                    "values nest at most so deep: depth=" + depth + " maxDepth=" + ValueCodec.MAX_DEPTH);
        }
        long outer = size;
        size = 1;
        Object value = readBody(tag);
        depth--;
        if (completed != null) {
            completed.add(value);
            sizes.add(size);
        }
        size = Math.min(outer + size, HashCost.LARGEST_SIZE);
        return value;
    }

    private @Nullable Object readBody(byte tag) throws IOException, ClassNotFoundException {
        return switch (tag >>> 4) {
            case 0x0 -> ScalarTypes.read(tag, source);
            case 0x1 -> ArrayTypes.read(tag, this);
            case 0x2 -> CollectionTypes.read(tag, this);
            case 0x3 -> MapTypes.read(tag, this);
            case 0x4 -> OptionalTypes.read(tag, this);
            case 0x5 -> TimeTypes.read(tag, source);
            default -> readNamed(tag);
        };
    }

    private @Nullable Object readNamed(byte tag) throws IOException, ClassNotFoundException {
        return switch (tag) {
            case Tag.RECORD -> readRecord();
            case Tag.ENUM -> readEnum();
            case Tag.JAVA -> readJava();
            case Tag.CUSTOM -> readCustom();
            case Tag.SHARED -> readShared();
            case Tag.REF -> readRef();
            case Tag.LAMBDA -> LambdaShape.read(this);
            default -> throw unknown(tag);
        };
    }

    static StreamCorruptedException unknown(byte tag) {
        return new StreamCorruptedException("a value begins with a known tag: tag=" + tag);
    }

    /** Reads what {@link ValueWriter#writePlace} wrote. */
    LambdaShape.Place readPlace() throws IOException, ClassNotFoundException {
        long number = source.takeVarint();
        if (number == 0) {
            LambdaShape.Place place = LambdaShape.Place.read(this);
            places.add(place);
            return place;
        }
        if (number < 0 || number > places.size()) {
            throw new StreamCorruptedException("the number of a lambda's place is of one named before: number=" + number
                    + " placesNamed=" + places.size());
        }
        return places.get((int) number - 1);
    }

    /** Reads one of the values that were reserved when their count was read, which has to be a plain one. */
    @Nullable
    Object readPlain() throws IOException, ClassNotFoundException {
        source.release();
        byte tag = source.takeByte();
        if (!Tag.isPlain(tag)) {
            throw new StreamCorruptedException("a plain value stands here: tag=" + tag);
        }
        return readBody(tag);
    }

    /** What a value becomes that Java serialization writes and reads again. */
    Object throughJava(Object value) throws IOException, ClassNotFoundException {
        ByteSink sink = new ByteSink();
        new JavaWriter(sink).write(value, false);
        Object back = new JavaReader(codec, new ByteSource(sink.toByteArray()))
                .read(Integer.BYTES, sink.length() - Integer.BYTES);
        if (back == null) {
            throw new StreamCorruptedException("a value stays one in Java serialization: class=" + value.getClass());
        }
        return back;
    }

    /** Reads one of the values that were reserved when their count was read. */
    @Nullable
    Object readElement() throws IOException, ClassNotFoundException {
        source.release();
        return read();
    }

    /** Reads one of the reserved values, which will be hashed, and for that is {@linkplain HashCost counted} before. */
    @Nullable
    Object readKey() throws IOException, ClassNotFoundException {
        return readKey(1);
    }

    /** The same for a map's key, which is walked through so often when two such maps are compared. */
    @Nullable
    Object readKey(int walks) throws IOException, ClassNotFoundException {
        long outer = size;
        size = 0;
        Object key = readElement();
        cost.hash(size);
        size = Math.min(outer + walks * size, HashCost.LARGEST_SIZE);
        return key;
    }

    /** Reads one of the reserved values, of a map that looks from both sides when it is compared. */
    @Nullable
    Object readConcurrentValue() throws IOException, ClassNotFoundException {
        long outer = size;
        size = 0;
        Object value = readElement();
        size = Math.min(outer + HashCost.BOTH_SIDES_WALKS * size, HashCost.LARGEST_SIZE);
        return value;
    }

    /** Reads the count of elements to come, each of {@code valuesEach} values, and reserves them. */
    int takeElements(int valuesEach) throws StreamCorruptedException {
        int count = source.takeCount(valuesEach);
        source.reserve(count * valuesEach);
        return count;
    }

    private Object readRecord() throws IOException, ClassNotFoundException {
        RecordShape shape = RecordShape.of(readClass());
        if (!shape.reachable()) {
            throw new InvalidClassException(shape.type().getName(), shape.whyUnreachable());
        }
        return shape.read(this);
    }

    private Object readEnum() throws IOException, ClassNotFoundException {
        Class<?> type = readClass();
        String name = source.takeText();
        Object constant = CONSTANTS.get(type).get(name);
        if (constant == null) {
            throw new InvalidObjectException(
                    "an enum constant exists in both processes: class=" + type.getName() + " constant=" + name);
        }
        return constant;
    }

    private @Nullable Object readJava() throws IOException, ClassNotFoundException {
        int length = source.takeInt();
        int from = source.takeRange(length);
        if (java == null) {
            java = new JavaReader(codec, source);
        }
        Object value = java.read(from, length);
        size = Math.min(size + java.size(), HashCost.LARGEST_SIZE);
        return value;
    }

    private Object readCustom() throws IOException, ClassNotFoundException {
        int id = Byte.toUnsignedInt(source.takeByte());
        byte[] bytes = source.takeBytes(source.takeCount(1));
        TaskCodec custom = codec.custom().byId(id);
        if (custom == null) {
            throw new StreamCorruptedException("every TaskCodec exists in both processes: id=" + id
                    + ": put it on the class path of the workers too");
        }
        Object value;
        try {
            value = custom.decode(bytes, codec.loader());
        } catch (RuntimeException e) {
            InvalidObjectException failure = new InvalidObjectException("a TaskCodec decodes what it encoded: codec="
                    + custom.getClass().getName() + " bytes=" + bytes.length);
            failure.initCause(e);
            throw failure;
        }
        if (value == null) {
            throw new InvalidObjectException(
                    "a TaskCodec decodes to a value: codec=" + custom.getClass().getName() + " returned=null");
        }
        return value;
    }

    private @Nullable Object readShared() throws IOException, ClassNotFoundException {
        if (completed != null) {
            throw new StreamCorruptedException("a message is shared once: position=" + source.position());
        }
        completed = new ArrayList<>();
        return read();
    }

    private @Nullable Object readRef() throws IOException {
        long number = source.takeVarint();
        int count = completed == null ? 0 : completed.size();
        if (completed == null || number < 0 || number >= count) {
            throw new StreamCorruptedException(
                    "a reference is to a value read before: number=" + number + " valuesRead=" + count);
        }
        size = Math.min(size + sizes.get((int) number), HashCost.LARGEST_SIZE);
        return completed.get((int) number);
    }

    /** Reads what {@link ValueWriter#writeClass} wrote. */
    Class<?> readClass() throws IOException, ClassNotFoundException {
        long code = source.takeVarint();
        if (code > 1) {
            if (code - 2 >= named.size()) {
                throw new StreamCorruptedException("a class index is of a class named before: index=" + (code - 2)
                        + " classesNamed=" + named.size());
            }
            return named.get((int) code - 2);
        }
        if (code < 0) {
            throw new StreamCorruptedException("a class index is not negative: index=" + code);
        }
        Class<?> type = codec.names().find(source);
        askFilter(type, -1);
        if (code == 1) {
            RecordShape.check(type, source.takeInt());
        }
        named.add(type);
        return type;
    }

    /** Offers a class to the pool's filter, as Java serialization does. */
    void askFilter(Class<?> type, long arrayLength) throws InvalidClassException {
        Filters.ask(
                codec.filter(),
                new Filters.Offer(type, arrayLength, depth, named.size(), source.length() - source.remaining()));
    }
}
