package dev.ringwork.wire;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's everyday lists, sets and deques. Tags 0x20 to 0x2F.
 *
 * <p>The immutable ones have classes without names of their own, so they are known by examples.
 */
final class CollectionTypes {
    private CollectionTypes() {}

    static void list(Map<Class<?>, Byte> tags) {
        tags.put(ArrayList.class, Tag.ARRAY_LIST);
        tags.put(LinkedList.class, Tag.LINKED_LIST);
        tags.put(ArrayDeque.class, Tag.ARRAY_DEQUE);
        tags.put(List.of().getClass(), Tag.LIST_OF);
        tags.put(List.of(1).getClass(), Tag.LIST_OF);
        tags.put(Arrays.asList(1, 2).getClass(), Tag.AS_LIST);
        tags.put(Collections.emptyList().getClass(), Tag.EMPTY_LIST);
        tags.put(HashSet.class, Tag.HASH_SET);
        tags.put(LinkedHashSet.class, Tag.LINKED_HASH_SET);
        tags.put(TreeSet.class, Tag.TREE_SET);
        tags.put(Set.of().getClass(), Tag.SET_OF);
        tags.put(Set.of(1).getClass(), Tag.SET_OF);
        tags.put(Collections.emptySet().getClass(), Tag.EMPTY_SET);
    }

    /**
     * {@link Tag#LIST_OF} or {@link Tag#STREAM_LIST}. {@code Stream.toList} gives the same class as {@code List.of}, but
     * its lists may hold null and be asked about it; {@code List.copyOf} copies those, and only those.
     */
    static byte listForm(Object value) {
        List<?> list = (List<?>) value;
        for (Object element : list) {
            if (element == null) {
                return Tag.STREAM_LIST;
            }
        }
        return isCopyOfItself(list) ? Tag.LIST_OF : Tag.STREAM_LIST;
    }

    private static boolean isCopyOfItself(Object list) {
        Object copy = List.copyOf((List<?>) list);
        return copy == list;
    }

    static void write(byte tag, Object value, ValueWriter writer) throws IOException {
        writer.sink().putByte(tag);
        if (tag == Tag.EMPTY_LIST || tag == Tag.EMPTY_SET) {
            return;
        }
        Collection<?> collection = (Collection<?>) value;
        int count = collection.size();
        writer.sink().putVarint(count);
        int written = 0;
        for (Object element : collection) {
            if (written == count) {
                throw new ConcurrentModificationException("size=" + count + " and then more");
            }
            writer.writeElement(element, written++);
        }
        if (written != count) {
            throw new ConcurrentModificationException("size=" + count + " and then only " + written);
        }
    }

    static Object read(byte tag, ValueReader reader) throws IOException, ClassNotFoundException {
        return switch (tag) {
            case Tag.ARRAY_LIST -> {
                int count = reader.takeElements(1);
                yield fill(new ArrayList<>(count), count, reader);
            }
            case Tag.LINKED_LIST -> fill(new LinkedList<>(), reader.takeElements(1), reader);
            case Tag.ARRAY_DEQUE -> {
                int count = reader.takeElements(1);
                yield fill(new ArrayDeque<>(count), count, reader);
            }
            case Tag.LIST_OF -> List.of(elements(reader));
            case Tag.STREAM_LIST -> Arrays.stream(elements(reader)).toList();
            case Tag.AS_LIST -> Arrays.asList(elements(reader));
            case Tag.EMPTY_LIST -> Collections.emptyList();
            case Tag.HASH_SET -> {
                int count = reader.takeElements(1);
                yield fillSet(new HashSet<>(MapTypes.capacity(count)), count, reader);
            }
            case Tag.LINKED_HASH_SET -> {
                int count = reader.takeElements(1);
                yield fillSet(new LinkedHashSet<>(MapTypes.capacity(count)), count, reader);
            }
            case Tag.TREE_SET -> fill(new TreeSet<>(), reader.takeElements(1), reader);
            case Tag.SET_OF -> Set.of(keys(reader));
            case Tag.EMPTY_SET -> Collections.emptySet();
            default -> throw ValueReader.unknown(tag);
        };
    }

    private static Object fill(Collection<@Nullable Object> target, int count, ValueReader reader)
            throws IOException, ClassNotFoundException {
        for (int i = 0; i < count; i++) {
            target.add(reader.readElement());
        }
        return target;
    }

    private static Object fillSet(Set<@Nullable Object> target, int count, ValueReader reader)
            throws IOException, ClassNotFoundException {
        for (int i = 0; i < count; i++) {
            target.add(reader.readKey());
        }
        return target;
    }

    private static @Nullable Object[] keys(ValueReader reader) throws IOException, ClassNotFoundException {
        @Nullable Object[] keys = new Object[reader.takeElements(1)];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = reader.readKey();
        }
        return keys;
    }

    private static @Nullable Object[] elements(ValueReader reader) throws IOException, ClassNotFoundException {
        @Nullable Object[] elements = new Object[reader.takeElements(1)];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = reader.readElement();
        }
        return elements;
    }
}
