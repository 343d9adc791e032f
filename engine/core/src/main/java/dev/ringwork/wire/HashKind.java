package dev.ringwork.wire;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/** What the {@code hashCode} of a class meets of what its objects hold, as far as it isn't code of its own. */
enum HashKind {
    /** Nothing, or what code of its own likes. */
    NONE,
    /** All parts: of a record, and of an array, which collections are made of. */
    PARTS,
    /** All elements, keys and values: a collection, map or entry of the JDK, or a class of others that has its hash from there. */
    COLLECTION;

    private static final String JDK = "java.util.";
    /** What {@code List.of}, {@code Set.of} and {@code Map.of} are replaced by in a stream, of a class that can't be named here. */
    private static final String IMMUTABLE = "java.util.CollSer";

    private static final ClassValue<HashKind> KINDS = new ClassValue<>() {
        @Override
        protected HashKind computeValue(Class<?> type) {
            return find(type);
        }
    };

    static HashKind of(Class<?> type) {
        return KINDS.get(type);
    }

    /** Whether reading an object of a class may hash what it holds. */
    static boolean hashes(Class<?> type) {
        return Set.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type)
                || type.getName().equals(IMMUTABLE);
    }

    /** The same without those that are only wrapped around one that is read by itself, or hash identities. */
    static boolean hashesParts(Class<?> type) {
        return hashes(type)
                && !IdentityHashMap.class.isAssignableFrom(type)
                && !type.getName().startsWith("java.util.Collections$");
    }

    private static HashKind find(Class<?> type) {
        if (type.isArray()) {
            return type.getComponentType().isPrimitive() ? NONE : PARTS;
        }
        if (type.isRecord()) {
            return PARTS;
        }
        if (type.getName().equals(IMMUTABLE)) {
            return COLLECTION;
        }
        boolean holds = Collection.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type)
                || Map.Entry.class.isAssignableFrom(type);
        return holds && hashedBy(type).getName().startsWith(JDK) ? COLLECTION : NONE;
    }

    /** Which class the method comes from. */
    private static Class<?> hashedBy(Class<?> type) {
        try {
            return type.getMethod("hashCode").getDeclaringClass();
        } catch (NoSuchMethodException | LinkageError e) {
            return type; // one of its methods names a class that there isn't
        }
    }
}
