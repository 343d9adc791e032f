package dev.ringwork.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.wire.Samples.Bag;
import dev.ringwork.wire.Samples.Leaf;
import java.io.ByteArrayOutputStream;
import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamConstants;
import java.io.OptionalDataException;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;
import java.security.cert.Certificate;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each value here that is refused would be hashed some ten million times over: long enough to notice, short enough for a test that fails. */
class StreamFollowerTest {
    private static final int DEPTH = 15;
    private static final String TOO_MUCH = "hashing a message takes time in proportion to its length";
    private static final String NOT_COMPLETE = "holds no collection that is not complete";

    private final ValueCodec codec = Samples.codec();

    private record Holder(Object held) implements Serializable {}

    @BeforeEach
    void forget() {
        Leaf.hashes = 0;
    }

    private void assertRefused(Object value, String rule) throws IOException {
        byte[] message = codec.encode(value);
        Leaf.hashes = 0;
        assertThatThrownBy(() -> codec.decode(message))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(rule);
        assertThat(Leaf.hashes).as("hashed before it was refused").isLessThan(1_000);
    }

    private Object[] assertReturned(Object... values) throws IOException, ClassNotFoundException {
        return ((Bag) codec.decode(codec.encode(new Bag(values)))).contents;
    }

    // ---- bombs

    /**
     * Lists each of which holds the one before three times and then the next, so none of them is complete when the set in the last one hashes
     * that: the one before, that before it, and so on.
     */
    private static Object open(Supplier<List<Object>> list, Function<List<Object>, Object> key, Object... more) {
        List<Object> first = list.get();
        first.addAll(List.of(new Leaf(), new Leaf()));
        List<Object> before = first;
        for (int i = 0; i < DEPTH; i++) {
            List<Object> next = list.get();
            before.add(next);
            next.addAll(Collections.nCopies(3, 0));
            before = fill(next, before);
        }
        Set<Object> set = setOf(key.apply(before));
        before.addAll(List.of(more));
        before.add(set);
        return first;
    }

    private static List<Object> fill(List<Object> list, List<Object> with) {
        for (int i = 0; i < 3; i++) {
            list.set(i, with);
        }
        return list;
    }

    /** Nobody has hashed its key before it is read. */
    private static HashSet<Object> setOf(Object key) {
        return new HashSet<>(Collections.singleton(new Swapped(key)));
    }

    /** What it is replaced by in the stream, of which nobody has asked the hash. */
    private static final class Swapped implements Serializable {
        private static final long serialVersionUID = 1L;

        private final transient Object by;

        Swapped(Object by) {
            this.by = by;
        }

        private Object writeReplace() {
            return by;
        }
    }

    static Stream<Supplier<List<Object>>> lists() {
        return Stream.of(ArrayList::new, LinkedList::new, Vector::new, CopyOnWriteArrayList::new);
    }

    @ParameterizedTest
    @MethodSource("lists")
    void shouldRefuseAKeyThatIsNotComplete(Supplier<List<Object>> list) throws Exception {
        assertRefused(new Bag(open(list, key -> key)), NOT_COMPLETE);
    }

    @Test
    void shouldRefuseAKeyThatHoldsWhatIsNotComplete() throws Exception {
        assertRefused(new Bag(open(ArrayList::new, Holder::new)), NOT_COMPLETE);
        assertRefused(new Bag(open(ArrayList::new, key -> Arrays.asList(key, key))), NOT_COMPLETE);
        assertRefused(new Bag(open(ArrayList::new, key -> new AbstractMap.SimpleEntry<>(key, key))), NOT_COMPLETE);
    }

    /** Complete by then, but counted when what they refer to was empty. */
    @Test
    void shouldRefuseAKeyThatHeldWhatWasNotComplete() throws Exception {
        List<Object> outer = new ArrayList<>();
        List<Object> inner = new ArrayList<>(Collections.nCopies(3_000, outer));
        outer.add(new Bag(inner));
        for (int i = 0; i < 10_000; i++) {
            outer.add(i);
        }
        assertRefused(new Bag(outer, setOf(inner)), NOT_COMPLETE);
        assertRefused(new Bag(outer, setOf(new Holder(List.of(inner)))), NOT_COMPLETE);
    }

    @Test
    void shouldRefuseAKeyOfOursThatHoldsWhatWasNotComplete() throws Exception {
        List<Object> list = new ArrayList<>();
        list.add(new Holder(list));
        assertRefused(setOf(new Holder(list)), TOO_MUCH);
    }

    @Test
    void shouldRefuseRecordsThatShareTheirParts() throws Exception {
        Object outer = new Leaf();
        for (int i = 0; i < DEPTH; i++) {
            outer = new Holder(new ArrayList<>(Collections.nCopies(3, outer)));
        }
        assertRefused(new Bag(setOf(outer)), TOO_MUCH);
    }

    /** One list, small enough by itself, as part of many keys: each of another set, of one set, and of a map. */
    @Test
    void shouldAddUpKeysThatShareTheirParts() throws Exception {
        List<Object> list = new ArrayList<>(Collections.nCopies(100_000, 7));
        List<Object> sets = new ArrayList<>();
        HashSet<Object> set = new HashSet<>();
        Map<Object, Object> map = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            sets.add(setOf(list));
            set.add(new Swapped(new Holder(list)));
            map.put(new Swapped(new AbstractMap.SimpleEntry<>(i, list)), i);
        }
        assertRefused(new Bag(sets), TOO_MUCH);
        assertRefused(new Bag(set), TOO_MUCH);
        assertRefused(new Bag(map), TOO_MUCH);
        assertRefused(new Bag(new TreeMap<>(Map.of(1, map))), TOO_MUCH);
        assertRefused(new Bag(new ConcurrentHashMap<>(Map.of(1, new Hashtable<>(map)))), TOO_MUCH);
    }

    /** Goes on when what it holds can't be read. */
    private static final class Tolerant implements Serializable {
        private static final long serialVersionUID = 1L;

        private final transient Object held;
        private transient int failures;

        Tolerant(Object held) {
            this.held = held;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeObject(held);
            out.writeObject(new ArrayList<>());
            out.writeObject("more");
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            for (int i = 0; i < 3; i++) {
                try {
                    in.readObject();
                } catch (IOException e) {
                    failures++;
                }
            }
        }
    }

    /** Can't be read. */
    private static final class Failing implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            throw new InvalidObjectException("asked for");
        }
    }

    @Test
    void shouldRefuseWhatGoesOnAfterAFailure() throws Exception {
        assertRefused(new Bag(new Tolerant(new Failing())), "went on without it");
        assertRefused(new Bag(new Tolerant(open(ArrayList::new, key -> key))), NOT_COMPLETE);
    }

    /** Its data stands in the stream as it is. */
    public static final class Raw implements Externalizable {
        private static final long serialVersionUID = 1L;

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeByte(ObjectStreamConstants.TC_OBJECT);
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            in.readByte();
        }
    }

    @Test
    void shouldRefuseDataThatCouldBeTakenForTypeCodes() throws Exception {
        assertThat(assertReturned(new Raw())[0]).isInstanceOf(Raw.class);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.useProtocolVersion(ObjectStreamConstants.PROTOCOL_VERSION_1);
            out.writeObject(new Raw());
        }
        assertThatThrownBy(() -> codec.decode(message(bytes.toByteArray())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("an Externalizable writes in blocks");
    }

    /** A list is made of an array, which may be complete after it. */
    @Test
    void shouldRefuseAKeyThatIsMadeOfAnArrayThatIsNotComplete() throws Exception {
        List<Object> arrays = new ArrayList<>();
        Object before = new Leaf();
        for (int i = 0; i < DEPTH; i++) {
            Object[] array = new Object[4];
            List<Object> list = Arrays.asList(array);
            Arrays.fill(array, before);
            array[0] = new Object[] {list};
            arrays.add(array);
            before = list;
        }
        assertRefused(new Bag(arrays, setOf(before)), NOT_COMPLETE);
    }

    /**
     * The JDK's own class goes on when what it holds can't be read, and skips to the end of its data, in which the set is. {@code failing} is
     * a description of a class.
     */
    private static String behindAFailure(String failing) throws IOException {
        CodeSource catching = new CodeSource(null, (Certificate[]) null);
        Object first = open(LinkedList::new, key -> key, new HashSet<>(Set.of("named before")), catching);
        String stream = stream(first);
        String behind = stream.replace(hex("770400000000 78 73 71"), hex("770400000000") + failing + hex("73 71"));
        assertThat(behind).isNotEqualTo(stream);
        return behind;
    }

    @Test
    void shouldRefuseWhatComesAfterAClassThatCannotBeRead() throws Exception {
        assertRefused(behindAFailure(hex("73 72 0007") + "Missing" + hex("0000000000000001 02 0000")));
        assertRefused(behindAFailure(hex("73 72 0001 ff"))); // no name is so
    }

    /** The JDK reads and drops what a class has in the stream that it doesn't have here: what comes then has another place. */
    @Test
    void shouldRefuseAHashTableWithAClassAboveItThatIsNone() throws Exception {
        Map<Object, Object> map = new HashMap<>();
        Object first = open(
                LinkedList::new,
                key -> {
                    map.put(new Swapped(key), null);
                    return "none";
                },
                map);
        String stream = stream(first);
        int end = stream.indexOf(hex("78 70"), stream.indexOf("java.util.HashMap"));
        assertRefused(stream.substring(0, end + 1) + hex("72 0013") + "java.util.Hashtable"
                + hex("13bb0f25214ae4b8 03 0000 78 70 70 78") + stream.substring(end + 2));
    }

    private static String stream(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static String hex(String digits) {
        return new String(HexFormat.of().parseHex(digits.replace(" ", "")), StandardCharsets.ISO_8859_1);
    }

    private void assertRefused(String stream) {
        Leaf.hashes = 0;
        assertThatThrownBy(() -> codec.decode(message(stream.getBytes(StandardCharsets.ISO_8859_1))))
                .isInstanceOf(IOException.class);
        assertThat(Leaf.hashes).as("hashed before it was refused").isLessThan(1_000);
    }

    private static byte[] message(byte[] stream) throws IOException {
        ByteSink sink = new ByteSink();
        sink.putByte(Tag.JAVA);
        sink.putInt(stream.length);
        sink.putBytes(stream, 0, stream.length);
        return sink.toByteArray();
    }

    /** Its hash is that of its identity, but what comes twice in a set is named by all that it holds. */
    @Test
    void shouldRefuseAnElementThatCannotBeNamed() throws Exception {
        for (UnaryOperator<Object> level : List.<UnaryOperator<Object>>of(
                inner -> new ArrayDeque<>(List.of(inner, inner)),
                inner -> new AtomicReferenceArray<>(new Object[] {inner, inner}))) {
            Object inner = "x";
            for (int i = 0; i < 2 * DEPTH; i++) {
                inner = level.apply(inner);
            }
            assertRefused(new Bag(Set.of(new Swapped(inner), new Swapped(inner))), TOO_MUCH);
        }
    }

    @Test
    void shouldCountStringsByTheirLength() throws Exception {
        String text = "x".repeat(100_000);
        List<Object> list = new ArrayList<>(Collections.nCopies(1_000, text));
        assertRefused(new Bag(setOf(List.of(list, list, list))), TOO_MUCH);
    }

    /** A list of others over an array of its own, as it is hashed by the JDK. */
    private static final class Others extends AbstractList<Object> implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // the values are serializable
        private final Object[] elements;

        Others(Object... elements) {
            this.elements = elements;
        }

        @Override
        public Object get(int index) {
            return elements[index];
        }

        @Override
        public int size() {
            return elements.length;
        }
    }

    @Test
    void shouldRefuseListsOfOthersThatShareTheirParts() throws Exception {
        Object outer = new Leaf();
        for (int i = 0; i < DEPTH; i++) {
            outer = new Others(outer, outer, outer);
        }
        assertRefused(new Bag(setOf(outer)), TOO_MUCH);
    }

    /** Has the JDK look at what comes behind it. */
    private static final class Peeking implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException {
            in.available();
        }
    }

    /** Else what comes behind would count as held by that, and the next value of the map for a key, and its key for a value. */
    @Test
    void shouldRefuseAClassThatLooksAtWhatComesBehindIt() throws Exception {
        List<Object> key = new ArrayList<>(List.of(new Leaf()));
        for (int i = 0; i < DEPTH; i++) {
            key = new ArrayList<>(List.of(key, key, key));
        }
        for (Object value : Arrays.asList(null, "x")) {
            Map<Object, Object> map = new LinkedHashMap<>();
            map.put(new Peeking(), value);
            map.put(new Swapped(key), "v");
            assertRefused(new Bag(map), "a class of a Java stream writes what its readObject asks for");
        }
    }

    // ---- what is legal

    @ParameterizedTest
    @MethodSource("serializableValues")
    void shouldGiveBackEachValueInAnObject(Object value) throws Exception {
        Object[] back = assertReturned(value, value, List.of(new Bag(value)), "last");
        assertThat(back[1]).isSameAs(back[0]);
        assertThat(back[3]).isEqualTo("last");
        assertThat(codec.encode(back[0])).isEqualTo(codec.encode(value));
    }

    static Stream<Object> serializableValues() {
        return Samples.values().filter(StreamFollowerTest::isSerializable);
    }

    private static boolean isSerializable(Object value) {
        try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
            out.writeObject(value);
            return true;
        } catch (NotSerializableException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of a graph, with a set of those beside it. */
    @SuppressWarnings("serial") // the collections are serializable
    private static final class Entity implements Serializable {
        private static final long serialVersionUID = 1L;

        final Set<Entity> beside = new LinkedHashSet<>();
        final Map<Entity, List<Entity>> by = new HashMap<>();
        final List<Entity> all;

        Entity(List<Entity> all) {
            this.all = new ArrayList<>(all);
        }
    }

    @Test
    void shouldGiveBackGraphsWhoseKeysReferToEachOther() throws Exception {
        List<Entity> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Entity next = new Entity(all);
            for (Entity other : all) {
                other.beside.add(next);
                next.beside.add(other);
                next.by.put(other, other.all);
                other.by.put(next, all);
            }
            all.add(next);
        }
        Object[] back = assertReturned(all);
        List<?> entities = (List<?>) back[0];
        assertThat(entities).hasSize(40);
        assertThat(((Entity) entities.get(7)).beside).hasSize(39);
        assertThat(((Entity) entities.get(7)).by.values()).anyMatch(list -> list == entities);
    }

    /** A tree of maps that name the one above. */
    @Test
    void shouldGiveBackMapsThatHoldThemselvesByValue() throws Exception {
        for (Supplier<Map<String, Object>> map : List.<Supplier<Map<String, Object>>>of(
                HashMap::new,
                LinkedHashMap::new,
                Hashtable::new,
                TreeMap::new,
                () -> new TreeMap<>(Comparator.<String>naturalOrder().reversed()),
                ConcurrentHashMap::new,
                ConcurrentSkipListMap::new)) {
            Map<String, Object> root = map.get();
            List<Object> children = new ArrayList<>();
            root.put("children", children);
            for (int i = 0; i < 100; i++) {
                Map<String, Object> child = map.get();
                child.put("parent", root);
                child.put("siblings", children);
                child.put("keys", Set.of(i, "x"));
                children.add(child);
            }
            Map<?, ?> back = (Map<?, ?>) assertReturned(root)[0];
            assertThat(back.getClass()).isEqualTo(root.getClass());
            List<?> childrenBack = (List<?>) back.get("children");
            assertThat(childrenBack).hasSize(100);
            assertThat(((Map<?, ?>) childrenBack.get(99)).get("parent")).isSameAs(back);
        }
    }

    @Test
    void shouldGiveBackWhatHashesNothingThoughItHoldsWhatIsNotComplete() throws Exception {
        for (UnaryOperator<Object> holder : List.<UnaryOperator<Object>>of(
                List::of,
                root -> Map.of("parent", root),
                root -> Stream.of(root).toList(),
                root -> Stream.of(root, null).toList(),
                root -> new CopyOnWriteArraySet<>(List.of(new Swapped(root))),
                root -> new ConcurrentHashMap<>(Map.of("parent", root)).keySet("x"),
                root -> new TreeMap<>(Map.of("parent", root)).headMap("q"),
                root -> new ConcurrentSkipListMap<>(Map.of("parent", root)).headMap("q"),
                root -> new HashMap<>(Map.of(new Bag(root), root)),
                root -> new Owned(root))) {
            List<Object> root = new ArrayList<>();
            root.add(holder.apply(root));
            Object[] back = assertReturned(root);
            assertThat(((List<?>) back[0]).get(0)).isNotNull();
        }
    }

    /** Has a field after what the set holds. */
    private static final class Owned extends HashSet<Object> {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // the value is serializable
        private final Object owner;

        Owned(Object owner) {
            this.owner = owner;
        }
    }

    private record Tree(String name, Object children) implements Serializable {}

    /** Large, deep, and shared by nobody: as keys. */
    @Test
    void shouldGiveBackTreesAsKeys() throws Exception {
        for (Function<List<Tree>, Object> children : List.<Function<List<Tree>, Object>>of(
                ArrayList::new,
                HashSet::new,
                Set::copyOf,
                list -> Collections.unmodifiableList(new ArrayList<>(list)),
                list -> Collections.synchronizedSet(new HashSet<>(list)),
                list -> Map.of("children", new HashSet<>(list)),
                list -> new HashMap<>(Map.of("children", Set.copyOf(list))))) {
            List<Tree> level = new ArrayList<>();
            for (int i = 0; i < 1 << 12; i++) {
                level.add(new Tree("leaf" + i, List.of()));
            }
            while (level.size() > 1) {
                List<Tree> above = new ArrayList<>();
                for (int i = 0; i < level.size(); i += 2) {
                    above.add(new Tree("tree" + i, children.apply(level.subList(i, i + 2))));
                }
                level = above;
            }
            Tree chain = level.get(0);
            for (int i = 0; i < 40; i++) {
                chain = new Tree("chain", children.apply(List.of(chain)));
            }
            HashSet<Object> keys = new HashSet<>(List.of(level.get(0), chain));
            assertThat((Set<?>) assertReturned(keys)[0]).hasSize(2);
            assertThat((Set<?>) codec.decode(codec.encode(keys))).hasSize(2);
        }
    }

    @Test
    void shouldGiveBackLargeValuesThatAreShared() throws Exception {
        List<Object> large = new ArrayList<>(Collections.nCopies(10_000, 1));
        Object[] array = large.toArray();
        Map<Object, Object> map = new HashMap<>();
        Set<Object> set = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            map.put("x" + i, large);
            set.add(Arrays.asList(i, array));
        }
        Object[] back = assertReturned(map, set);
        assertThat(((Map<?, ?>) back[0]).get("x1")).isSameAs(((Map<?, ?>) back[0]).get("x2"));
        assertThat((Set<?>) back[1]).hasSize(10_000);
    }

    /** Has its own fields after those of the map. */
    private static final class Named extends HashMap<Object, Object> {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // the values are serializable
        private final Object name;

        private final TimeUnit unit = TimeUnit.DAYS;

        Named(Object name) {
            this.name = name;
        }
    }

    @Test
    void shouldGiveBackWhatHashesInOtherWays() throws Exception {
        Named named = new Named(List.of("a"));
        named.put(List.of(1), named);
        IdentityHashMap<Object, Object> identities = new IdentityHashMap<>();
        identities.put(identities, identities);
        Collection<Object> synchronizedSet = Collections.synchronizedSet(new HashSet<>(List.of(1, List.of(2))));
        Map<Object, Object> synchronizedMap = Collections.synchronizedMap(new HashMap<>(Map.of(List.of(3), 4)));
        Properties properties = new Properties(new Properties());
        properties.setProperty("key", "value");
        EnumMap<TimeUnit, Object> enums = new EnumMap<>(TimeUnit.class);
        enums.put(TimeUnit.DAYS, enums);
        Set<Object> view = ConcurrentHashMap.newKeySet();
        view.add(Collections.synchronizedList(new ArrayList<>(List.of(synchronizedSet))));
        Object[] back = assertReturned(named, identities, synchronizedSet, synchronizedMap, properties, enums, view);
        assertThat(((Named) back[0]).get(List.of(1))).isSameAs(back[0]);
        assertThat(((Named) back[0]).name).isEqualTo(List.of("a"));
        assertThat((Map<?, ?>) back[1]).hasSize(1);
        assertThat(back[2]).hasToString(synchronizedSet.toString());
        assertThat(back[3]).isEqualTo(synchronizedMap);
        assertThat(back[4]).isEqualTo(properties);
        assertThat(((Map<?, ?>) back[5]).get(TimeUnit.DAYS)).isSameAs(back[5]);
        assertThat(back[6]).isEqualTo(view);
    }

    /** Reads until there is no more, as was the custom before lists; is another once it was read. */
    private static final class Old implements Serializable {
        private static final long serialVersionUID = 1L;

        private transient List<Object> held = new ArrayList<>();

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            for (Object each : held) {
                out.writeObject(each);
            }
            out.writeInt(held.size());
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            held = new ArrayList<>();
            try {
                while (true) {
                    held.add(in.readObject());
                }
            } catch (OptionalDataException e) {
                held.add(in.readInt());
            }
            try {
                held.add(in.readObject());
            } catch (OptionalDataException e) {
                held.add(e.eof);
            }
        }

        private @Nullable Object readResolve() {
            return held.size() == 2 ? null : held;
        }
    }

    @Test
    void shouldGiveBackWhatReadsItselfUntilItsEnd() throws Exception {
        Old old = new Old();
        old.held.addAll(List.of("a", new HashSet<>(List.of(List.of(1))), TimeUnit.DAYS));
        Object[] back = assertReturned(old, new Old(), old, List.of(old, "z"));
        assertThat(back[0]).isEqualTo(List.of("a", Set.of(List.of(1)), TimeUnit.DAYS, 3, true));
        assertThat(back[1]).isNull();
        assertThat(back[2]).isSameAs(back[0]);
        assertThat((List<?>) back[3]).hasSize(2);
    }

    @Test
    void shouldGiveBackExceptionsWithWhatTheyHold() throws Exception {
        Exception failure = new IllegalStateException("outer", new IOException("cause"));
        failure.addSuppressed(new Exception("suppressed"));
        Object[] back =
                assertReturned(failure, Thread.State.RUNNABLE, int[].class, new HashSet<>(List.of(String.class)));
        assertThat(((Exception) back[0]).getSuppressed()).hasSize(1);
        assertThat(back[2]).isEqualTo(int[].class);
    }

    @Test
    void shouldSayWhichClassIsNotFoundWhetherOrNotSomethingHashes() throws Exception {
        for (Object beside : List.of("x", new HashMap<>(Map.of(List.of(1), 2)))) {
            byte[] message = codec.encode(new Bag(beside, new Holder("y"), beside));
            String text = new String(message, StandardCharsets.ISO_8859_1).replace("Test$Holder", "Test$Hidden");
            assertThatThrownBy(() -> codec.decode(text.getBytes(StandardCharsets.ISO_8859_1)))
                    .isInstanceOf(ClassNotFoundException.class)
                    .hasMessageContaining("Hidden");
        }
    }
}
