package dev.ringwork.wire;

import java.io.IOException;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The JDK's everyday maps, and single entries, which serve as pairs. Tags 0x30 to 0x3F. */
final class MapTypes {
    private MapTypes() {}

    static void list(Map<Class<?>, Byte> tags) {
        tags.put(HashMap.class, Tag.HASH_MAP);
        tags.put(LinkedHashMap.class, Tag.LINKED_HASH_MAP);
        tags.put(TreeMap.class, Tag.TREE_MAP);
        tags.put(ConcurrentHashMap.class, Tag.CONCURRENT_MAP);
        tags.put(Map.of().getClass(), Tag.MAP_OF);
        tags.put(Map.of(1, 1).getClass(), Tag.MAP_OF);
        tags.put(Collections.emptyMap().getClass(), Tag.EMPTY_MAP);
        tags.put(Map.entry(1, 1).getClass(), Tag.ENTRY_OF);
        tags.put(AbstractMap.SimpleEntry.class, Tag.SIMPLE_ENTRY);
        tags.put(AbstractMap.SimpleImmutableEntry.class, Tag.IMMUTABLE_ENTRY);
    }

    /** {@code tag}, or Java serialization for a sorted collection that has a comparator. */
    static byte sortedForm(byte tag, Object value) {
        Object comparator =
                tag == Tag.TREE_MAP ? ((SortedMap<?, ?>) value).comparator() : ((SortedSet<?>) value).comparator();
        return comparator == null ? tag : Tag.JAVA;
    }

    /** The capacity of a hash table for {@code count} entries. */
    static int capacity(int count) {
        return (int) Math.min(1 << 30, count + count / 3L + 1);
    }

    static void write(byte tag, Object value, ValueWriter writer) throws IOException {
        writer.sink().putByte(tag);
        switch (tag) {
            case Tag.EMPTY_MAP -> {}
            case Tag.ENTRY_OF, Tag.SIMPLE_ENTRY, Tag.IMMUTABLE_ENTRY -> {
                Map.Entry<?, ?> entry = (Map.Entry<?, ?>) value;
                writer.write(entry.getKey());
                writer.write(entry.getValue());
            }
            case Tag.CONCURRENT_MAP ->
                // Its size and its entries are two looks at a map that may change in between: one look.
                writeEntries(new ArrayList<>(((Map<?, ?>) value).entrySet()), writer);
            default -> writeEntries(((Map<?, ?>) value).entrySet(), writer);
        }
    }

    private static void writeEntries(Collection<? extends Map.Entry<?, ?>> entries, ValueWriter writer)
            throws IOException {
        int count = entries.size();
        writer.sink().putVarint(count);
        int written = 0;
        for (Map.Entry<?, ?> entry : entries) {
            if (written++ == count) {
                throw new ConcurrentModificationException("size=" + count + " and then more");
            }
            Object key = entry.getKey();
            try {
                writer.write(key);
            } catch (EncodeProblem e) {
                throw e.within(".key(#" + (written - 1) + ")");
            }
            try {
                writer.write(entry.getValue());
            } catch (EncodeProblem e) {
                throw e.within(
                        key instanceof String || key instanceof Number ? "[" + key + "]" : "[#" + (written - 1) + "]");
            }
        }
        if (written != count) {
            throw new ConcurrentModificationException("size=" + count + " and then only " + written);
        }
    }

    static Object read(byte tag, ValueReader reader) throws IOException, ClassNotFoundException {
        return switch (tag) {
            case Tag.HASH_MAP -> {
                int count = reader.takeElements(2);
                yield fill(new HashMap<>(capacity(count)), count, reader);
            }
            case Tag.LINKED_HASH_MAP -> {
                int count = reader.takeElements(2);
                yield fill(new LinkedHashMap<>(capacity(count)), count, reader);
            }
            case Tag.TREE_MAP -> fill(new TreeMap<>(), reader.takeElements(2), reader);
            case Tag.CONCURRENT_MAP -> readConcurrent(reader);
            case Tag.MAP_OF -> readMapOf(reader);
            case Tag.EMPTY_MAP -> Collections.emptyMap();
            case Tag.ENTRY_OF -> {
                Object key = notNull(reader.read());
                yield Map.entry(key, notNull(reader.read()));
            }
            case Tag.SIMPLE_ENTRY -> {
                Object key = reader.read();
                yield new AbstractMap.SimpleEntry<@Nullable Object, @Nullable Object>(key, reader.read());
            }
            case Tag.IMMUTABLE_ENTRY -> {
                Object key = reader.read();
                yield new AbstractMap.SimpleImmutableEntry<@Nullable Object, @Nullable Object>(key, reader.read());
            }
            default -> throw ValueReader.unknown(tag);
        };
    }

    private static Object fill(Map<@Nullable Object, @Nullable Object> target, int count, ValueReader reader)
            throws IOException, ClassNotFoundException {
        for (int i = 0; i < count; i++) {
            Object key = reader.readKey(HashCost.MAP_KEY_WALKS);
            target.put(key, reader.readElement());
        }
        return target;
    }

    private static Object readConcurrent(ValueReader reader) throws IOException, ClassNotFoundException {
        int count = reader.takeElements(2);
        Map<Object, Object> map = new ConcurrentHashMap<>(count);
        for (int i = 0; i < count; i++) {
            Object key = notNull(reader.readKey(HashCost.BOTH_SIDES_WALKS));
            map.put(key, notNull(reader.readConcurrentValue()));
        }
        return map;
    }

    private static Object readMapOf(ValueReader reader) throws IOException, ClassNotFoundException {
        int count = reader.takeElements(2);
        Map.Entry<?, ?>[] entries = new Map.Entry<?, ?>[count];
        for (int i = 0; i < count; i++) {
            Object key = notNull(reader.readKey(HashCost.MAP_KEY_WALKS));
            entries[i] = Map.entry(key, notNull(reader.readElement()));
        }
        return Map.ofEntries(entries);
    }

    private static Object notNull(@Nullable Object value) {
        if (value == null) {
            throw new NullPointerException("this kind of map has no null in it");
        }
        return value;
    }
}
