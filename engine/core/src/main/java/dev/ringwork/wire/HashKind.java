package dev.ringwork.wire;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** What the {@code hashCode} of a class meets of what its objects hold, as far as it isn't code of its own. */
enum HashKind {
    /** Nothing, or what code of its own likes. */
    NONE,
    /** All parts, of a record, of a long number, or of what shows them all. */
    PARTS,
    /** The elements, when it is what a list or number is made of; by itself its hash is that of its identity. */
    ARRAY,
    /** All elements, keys and values: a collection, map or entry of the JDK, or a class of others that has its hash from there. */
    COLLECTION;

    private static final String JDK = "java.util.";
    /** What {@code List.of}, {@code Set.of} and {@code Map.of} are replaced by in a stream, of a class that can't be named here. */
    private static final String IMMUTABLE = "java.util.CollSer";

    /** Those that hash what they hold while they are read; the sets and maps of the JDK that don't stand here compare, or are made of these. */
    private static final List<Class<?>> HASH_TABLES =
            List.of(HashMap.class, HashSet.class, Hashtable.class, ConcurrentHashMap.class);

    private static final Set<Class<?>> OF_PARTS =
            Set.of(BigInteger.class, BigDecimal.class, AtomicReferenceArray.class);

    private static final ClassValue<HashKind> KINDS = new ClassValue<>() {
        @Override
        protected HashKind computeValue(Class<?> type) {
            return find(type);
        }
    };

    static HashKind of(Class<?> type) {
        return KINDS.get(type);
    }

    static boolean isImmutable(Class<?> type) {
        return type.getName().equals(IMMUTABLE);
    }

    /** The class among those of an object whose reading hashes what it holds, if there is one. */
    static @Nullable Class<?> hashTable(Class<?> type) {
        for (Class<?> table : HASH_TABLES) {
            if (table.isAssignableFrom(type)) {
                return table;
            }
        }
        return isImmutable(type) ? type : null;
    }

    private static HashKind find(Class<?> type) {
        if (type.isArray()) {
            return ARRAY;
        }
        if (type.isRecord() || OF_PARTS.contains(type)) {
            return PARTS;
        }
        if (isImmutable(type)) {
            return COLLECTION;
        }
        boolean holds = Collection.class.isAssignableFrom(type)
                || Map.class.isAssignableFrom(type)
                || Map.Entry.class.isAssignableFrom(type);
        return holds && (isOfJdk(type) || isOfJdk(hashedBy(type))) ? COLLECTION : NONE;
    }

    /** Queues are among them, whose hash is that of their identity: {@code Set.of} says which of its elements comes twice, by all that it holds. */
    static boolean isOfJdk(Class<?> type) {
        return type.getName().startsWith(JDK);
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
