package dev.ringwork.wire;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How values of one class are encoded.
 *
 * @param tag the form; {@link Tag#NONE} when there is none
 * @param record the components, for {@link Tag#RECORD}
 * @param custom the codec and its id, for {@link Tag#CUSTOM}
 * @param lambda the place in the source, for {@link Tag#LAMBDA}
 */
record Kind(
        byte tag,
        @Nullable RecordShape record,
        CustomCodecs.@Nullable Entry custom,
        @Nullable LambdaShape lambda) {
    private static final Map<Class<?>, Kind> BUILT_IN = builtIn();
    private static final Kind OBJECTS = new Kind(Tag.OBJECTS);
    private static final Kind ZONE_REGION = new Kind(Tag.ZONE_REGION);
    private static final Kind ENUM = new Kind(Tag.ENUM);
    private static final Kind JAVA = new Kind(Tag.JAVA);
    private static final Kind NONE = new Kind(Tag.NONE);

    private Kind(byte tag) {
        this(tag, null, null, null);
    }

    private static Map<Class<?>, Kind> builtIn() {
        Map<Class<?>, Byte> tags = new HashMap<>();
        ScalarTypes.list(tags);
        ArrayTypes.list(tags);
        CollectionTypes.list(tags);
        MapTypes.list(tags);
        OptionalTypes.list(tags);
        TimeTypes.list(tags);
        Map<Class<?>, Kind> kinds = new HashMap<>();
        for (Map.Entry<Class<?>, Byte> entry : tags.entrySet()) {
            kinds.put(entry.getKey(), new Kind(entry.getValue()));
        }
        return kinds;
    }

    static Kind of(Class<?> type, CustomCodecs customCodecs) {
        Kind builtIn = BUILT_IN.get(type);
        if (builtIn != null) {
            return builtIn;
        }
        if (type.isArray()) {
            return OBJECTS;
        }
        if (TimeTypes.isRegion(type)) {
            return ZONE_REGION;
        }
        CustomCodecs.Entry custom = customCodecs.forType(type);
        if (custom != null) {
            return new Kind(Tag.CUSTOM, null, custom, null);
        }
        if (Enum.class.isAssignableFrom(type) && type != Enum.class) {
            return ENUM;
        }
        if (type.isRecord()) {
            RecordShape shape = RecordShape.of(type);
            if (shape.reachable()) {
                return new Kind(Tag.RECORD, shape, null, null);
            }
        }
        if (!Serializable.class.isAssignableFrom(type)) {
            return NONE;
        }
        LambdaShape lambda = LambdaShape.of(type);
        return lambda == null ? JAVA : new Kind(Tag.LAMBDA, null, null, lambda);
    }
}
