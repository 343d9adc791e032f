package dev.ringwork.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.wire.Samples.Bag;
import dev.ringwork.wire.Samples.Leaf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each value here that is refused would be hashed some 67 million times over: long enough to notice, short enough for a test that fails. */
class HashCostTest {
    private static final int DEPTH = 26;
    /** So many levels of maps in maps that two of them are compared for hours, and half of them counted twice would pass. */
    private static final int MAPS = 34;

    private static final String REFUSAL = "hashing a message takes time in proportion to its length";

    private final ValueCodec codec = Samples.codec();

    /** Hashes what it holds. */
    private static final class Hashing extends Bag {
        private static final long serialVersionUID = 1L;

        Hashing(Object... contents) {
            super(contents);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Hashing hashing && Objects.deepEquals(contents, hashing.contents);
        }

        @Override
        public int hashCode() {
            return Objects.hash(contents);
        }
    }

    /** Lists that hold the next one twice. */
    private static List<Object> lists() {
        return lists(DEPTH);
    }

    private static List<Object> lists(int depth) {
        List<Object> outer = new ArrayList<>(List.of(new Leaf()));
        for (int i = 0; i < depth; i++) {
            outer = new ArrayList<>(List.of(outer, outer));
        }
        return outer;
    }

    private static Object entries() {
        Object outer = "core";
        for (int i = 0; i < DEPTH; i++) {
            outer = new AbstractMap.SimpleEntry<>(outer, outer);
        }
        return outer;
    }

    /** A set in whose place in the stream stands a reference to something else, which its reading hashes. */
    private static HashSet<Object> setOf(Object element) {
        return new HashSet<>(Collections.singleton(element));
    }

    private void assertRefused(byte[] message) {
        assertThatThrownBy(() -> codec.decode(message))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(REFUSAL);
    }

    @Test
    void shouldRefuseAStreamOfListsWhenItIsInASetOfOurs() throws Exception {
        ByteSink sink = new ByteSink();
        sink.putByte(Tag.HASH_SET);
        sink.putVarint(1);
        putJava(lists(), sink);
        assertRefused(sink.toByteArray());
    }

    @Test
    void shouldRefuseAReferenceInAKeyWhenItIsToAStreamOfLists() throws Exception {
        ByteSink sink = new ByteSink();
        sink.putByte(Tag.SHARED);
        sink.putByte(Tag.ARRAY_LIST);
        sink.putVarint(2);
        sink.putByte(Tag.ARRAY_LIST);
        sink.putVarint(1);
        putJava(lists(), sink);
        sink.putByte(Tag.HASH_MAP);
        sink.putVarint(1);
        sink.putByte(Tag.REF);
        sink.putVarint(0);
        sink.putByte(Tag.NULL);
        assertRefused(sink.toByteArray());
    }

    @Test
    void shouldRefuseListsThatAreCompleteBeforeTheFirstSetBegins() throws Exception {
        List<Object> lists = lists();
        byte[] message = codec.encode(new Bag(lists, setOf(lists)));
        Leaf.hashes = 0;
        assertRefused(message);
        assertThat(Leaf.hashes).as("before it was refused").isZero();
    }

    @Test
    void shouldRefuseEntriesThatShareTheirParts() throws Exception {
        assertRefused(codec.encode(new Bag(setOf(entries()))));
    }

    @Test
    void shouldGiveBackWhatIsSharedWhereNothingHashes() throws Exception {
        List<Integer> large = new ArrayList<>(Collections.nCopies(20_000, 1));
        List<List<Integer>> many = new ArrayList<>(Collections.nCopies(1_000, large));
        Bag back = (Bag) codec.decode(codec.encode(new Bag(many)));
        assertThat((List<?>) back.contents[0]).hasSize(1_000).first().isEqualTo(large);
        assertThat(codec.decode(codec.encode(new Bag(lists(), entries())))).isInstanceOf(Bag.class);
    }

    @Test
    void shouldGiveBackWhatIsSharedBesideKeysThatHoldNoneOfIt() throws Exception {
        Map<String, Object> map = new HashMap<>(Map.of("lists", new Bag(lists()), "entry", Map.entry("key", "value")));
        assertThat((Map<?, ?>) codec.decode(codec.encode(map))).hasSize(2);
    }

    @Test
    void shouldGiveBackKeysOfEveryKind() throws Exception {
        List<Integer> large = new ArrayList<>(Collections.nCopies(1_000, 1));
        Map<Object, Object> map = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            map.put(new AbstractMap.SimpleEntry<>(i, large), i);
            map.put(List.of(i), new Hashing(i));
            map.put(new Hashing(i), List.of(i));
        }
        assertThat(((Bag) codec.decode(codec.encode(new Bag(map)))).contents).containsExactly(map);
        map.put(new Samples.Range(1, 2), large);
        assertThat(codec.decode(codec.encode(map))).isEqualTo(map);
    }

    /** Equal maps ask each other for every key twice, if it has no value or if either side may change: at each level. */
    @Test
    void shouldRefuseKeysWhoseEqualityTakesForEver() throws Exception {
        UnaryOperator<Object> concurrent = key -> mapOf(new ConcurrentHashMap<>(), 1, key);
        UnaryOperator<Object> plain = key -> mapOf(new HashMap<>(), 1, key);
        for (UnaryOperator<Object> level : List.<UnaryOperator<Object>>of(
                key -> mapOf(new HashMap<>(), key, null),
                key -> mapOf(new LinkedHashMap<>(), key, null),
                key -> mapOf(new ConcurrentHashMap<>(), key, 1),
                key -> mapOf(new ConcurrentHashMap<>(), key, true).keySet(true),
                key -> mapOf(new Properties(), 1, key),
                key -> mapOf(new ConcurrentSkipListMap<>(), 1, key),
                concurrent)) {
            assertEqualityRefused(level, level, level, level);
        }
        assertEqualityRefused(concurrent, plain, plain, concurrent);
    }

    /** Two keys, of levels by turns. */
    private void assertEqualityRefused(
            UnaryOperator<Object> even,
            UnaryOperator<Object> odd,
            UnaryOperator<Object> otherEven,
            UnaryOperator<Object> otherOdd)
            throws IOException {
        Object one = new Leaf();
        Object other = new Leaf();
        for (int i = 0; i < MAPS; i++) {
            one = (i % 2 == 0 ? even : odd).apply(one);
            other = (i % 2 == 0 ? otherEven : otherOdd).apply(other);
        }
        Set<Object> two = new LinkedHashSet<>(List.of(new Holder(one), new Holder(other)));
        assertRefused(codec.encode(two));
        assertRefused(codec.encode(new Bag(two)));
    }

    /** Not hashed on this side. */
    private record Holder(Object held) implements Serializable {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    private static <M extends Map<Object, Object>> M mapOf(M map, Object key, @Nullable Object value) {
        map.put(key, value);
        return map;
    }

    /** Plain values, and long numbers, of which nothing but a reference comes again. */
    @Test
    void shouldAddUpWhatIsReferredToFromManyKeys() throws Exception {
        List<Object> numbers = new ArrayList<>(Collections.nCopies(100_000, 1));
        List<Object> number = List.of(BigInteger.ONE.shiftLeft(800_000));
        for (List<Object> list : List.of(numbers, number)) {
            Set<Object> keys = new HashSet<>();
            ByteSink sink = new ByteSink();
            sink.putByte(Tag.SHARED);
            sink.putByte(Tag.ARRAY_LIST);
            sink.putVarint(2);
            byte[] encoded = codec.encode(list);
            sink.putBytes(encoded, 0, encoded.length);
            sink.putByte(Tag.HASH_SET);
            sink.putVarint(3_000);
            for (int i = 0; i < 3_000; i++) {
                sink.putByte(Tag.REF);
                sink.putVarint(0);
                keys.add(new Numbered(i, list));
            }
            assertRefused(sink.toByteArray());
            assertRefused(codec.encode(new Bag(keys)));
        }
    }

    /** Hashed quickly, but who reads it can't know that. */
    private record Numbered(int number, Object held) implements Serializable {
        @Override
        public int hashCode() {
            return number;
        }
    }

    /** One list, small enough by itself, as many keys of a set of ours. */
    @Test
    void shouldAddUpKeysThatAreTheSameInTheStream() throws Exception {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        ByteSink sink = new ByteSink();
        sink.putByte(Tag.HASH_SET);
        sink.putVarint(100);
        List<Object> list = lists(DEPTH - 7);
        try (ObjectOutputStream out = new ObjectOutputStream(stream)) {
            for (int i = 0; i < 100; i++) {
                out.writeObject(list);
                out.flush();
                putPart(stream, sink);
            }
        }
        assertRefused(sink.toByteArray());
    }

    private static void putJava(Object value, ByteSink sink) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        putPart(bytes, sink);
    }

    private static void putPart(ByteArrayOutputStream bytes, ByteSink sink) throws IOException {
        sink.putByte(Tag.JAVA);
        sink.putInt(bytes.size());
        sink.putBytes(bytes.toByteArray(), 0, bytes.size());
        bytes.reset();
    }
}
