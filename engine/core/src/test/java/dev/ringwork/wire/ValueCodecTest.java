package dev.ringwork.wire;

import static dev.ringwork.wire.Samples.roundTrip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.wire.Samples.Color;
import dev.ringwork.wire.Samples.Everything;
import dev.ringwork.wire.Samples.OwnList;
import dev.ringwork.wire.Samples.Plain;
import dev.ringwork.wire.Samples.Range;
import dev.ringwork.wire.Samples.Trade;
import dev.ringwork.wire.Samples.Varargs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ValueCodecTest {
    @ParameterizedTest
    @MethodSource("dev.ringwork.wire.Samples#values")
    void shouldGiveBackAnEqualValueOfTheSameClass(Object value) throws Exception {
        Object back = roundTrip(value);
        assertThat(back).isEqualTo(value).hasSameClassAs(value);
    }

    @Test
    void shouldGiveBackNull() throws Exception {
        assertThat(Samples.codec().encode(null)).hasSize(Tag.NULL_SIZE).containsExactly(Tag.NULL);
        assertThat(roundTrip(null)).isNull();
    }

    @Test
    void shouldKeepTheDocumentedSizesOfImmediates() throws Exception {
        for (Object value : new Object[] {true, 1, 1L, 1.0}) {
            byte[] bytes = Samples.codec().encode(value);
            assertThat(bytes).hasSize(Tag.immediateSize(bytes[0])).hasSizeLessThanOrEqualTo(Tag.MAX_IMMEDIATE_SIZE);
        }
        assertThat(Tag.immediateSize(Tag.STRING)).isEqualTo(-1);
    }

    @Test
    void shouldKeepEveryBitOfNaNs() throws Exception {
        double quiet = Double.longBitsToDouble(0x7FF8_0000_0000_1234L);
        Object back = roundTrip(quiet);
        assertThat(Double.doubleToRawLongBits((Double) back)).isEqualTo(0x7FF8_0000_0000_1234L);
        float small = Float.intBitsToFloat(0x7FC0_1234);
        assertThat(Float.floatToRawIntBits((Float) roundTrip(small))).isEqualTo(0x7FC0_1234);
    }

    @Test
    void shouldGiveBackArraysOfEveryTypeAndSize() throws Exception {
        for (int size : new int[] {0, 1, 31, 32, 33, 10_000}) {
            int[] ints = IntStream.range(0, size).toArray();
            assertThat((int[]) roundTrip(ints)).isEqualTo(ints);
            long[] longs = LongStream.range(0, size).toArray();
            assertThat((long[]) roundTrip(longs)).isEqualTo(longs);
            double[] doubles = IntStream.range(0, size).asDoubleStream().toArray();
            assertThat((double[]) roundTrip(doubles)).isEqualTo(doubles);
            byte[] bytes = new byte[size];
            short[] shorts = new short[size];
            char[] chars = new char[size];
            float[] floats = new float[size];
            boolean[] booleans = new boolean[size];
            for (int i = 0; i < size; i++) {
                bytes[i] = (byte) i;
                shorts[i] = (short) -i;
                chars[i] = (char) i;
                floats[i] = -i;
                booleans[i] = i % 3 == 0;
            }
            assertThat((byte[]) roundTrip(bytes)).isEqualTo(bytes);
            assertThat((short[]) roundTrip(shorts)).isEqualTo(shorts);
            assertThat((char[]) roundTrip(chars)).isEqualTo(chars);
            assertThat((float[]) roundTrip(floats)).isEqualTo(floats);
            assertThat((boolean[]) roundTrip(booleans)).isEqualTo(booleans);
        }
    }

    @Test
    void shouldKeepTheComponentTypeOfObjectArrays() throws Exception {
        Object[] arrays = {
            new String[] {"a", null},
            new Object[] {1, "x", null},
            new Integer[] {1, null},
            new Range[][] {{new Range(1, 2)}, {}, null},
            new int[][] {{1}, {2, 3}},
            new Color[] {Color.GREEN},
            new Comparable<?>[] {1, "x"},
            new Object[0]
        };
        for (Object array : arrays) {
            Object back = roundTrip(array);
            assertThat(back).hasSameClassAs(array);
            assertThat(Arrays.deepEquals((Object[]) back, (Object[]) array)).isTrue();
        }
    }

    @Test
    void shouldKeepImmutableCollectionsImmutable() throws Exception {
        for (Object list : List.of(
                List.of(), List.of(1), List.of(1, 2, 3), Stream.of(1, null, 2).toList())) {
            List<?> back = (List<?>) roundTrip(list);
            assertThatThrownBy(back::clear).isInstanceOf(UnsupportedOperationException.class);
        }
        assertThatThrownBy(((Set<?>) roundTrip(Set.of(1, 2)))::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(((Map<?, ?>) roundTrip(Map.of(1, 2)))::clear)
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void shouldTellListOfFromStreamToList() throws Exception {
        List<?> strict = (List<?>) roundTrip(List.of(1, 2, 3));
        assertThatThrownBy(() -> strict.contains(null)).isInstanceOf(NullPointerException.class);
        List<?> lenient = (List<?>) roundTrip(Stream.of(1, 2, 3).toList());
        assertThat(lenient.contains(null)).isFalse();
    }

    @Test
    void shouldKeepOrder() throws Exception {
        Map<String, Integer> map = new LinkedHashMap<>();
        for (String key : List.of("z", "a", "m", "b")) {
            map.put(key, key.length());
        }
        assertThat(((Map<?, ?>) roundTrip(map)).keySet().toArray()).containsExactly("z", "a", "m", "b");
        ArrayDeque<?> deque = (ArrayDeque<?>) roundTrip(new ArrayDeque<>(List.of(3, 1, 2)));
        assertThat(deque.toArray()).containsExactly(3, 1, 2);
        TreeSet<String> backwards = new TreeSet<>(Comparator.reverseOrder());
        backwards.addAll(List.of("a", "b"));
        assertThat(((TreeSet<?>) roundTrip(backwards)).toArray()).containsExactly("b", "a");
        TreeMap<String, Integer> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.put("Key", 1);
        assertThat(((TreeMap<?, ?>) roundTrip(anyCase)).comparator()).isSameAs(String.CASE_INSENSITIVE_ORDER);
    }

    @Test
    void shouldGiveBackRecords() throws Exception {
        Trade trade = new Trade(7, 2.25, "ACME", new int[] {1, 2, 3});
        Trade back = (Trade) roundTrip(trade);
        assertThat(back.id()).isEqualTo(7);
        assertThat(back.price()).isEqualTo(2.25);
        assertThat(back.symbol()).isEqualTo("ACME");
        assertThat(back.sizes()).containsExactly(1, 2, 3);
        assertThat(((Varargs) roundTrip(new Varargs("a", "b"))).names()).containsExactly("a", "b");
        Everything nested = Samples.everything(null, Samples.everything("x", null));
        assertThat(roundTrip(nested)).isEqualTo(nested);
    }

    @Test
    void shouldNameEachClassOncePerMessage() throws Exception {
        List<Object> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            many.add(new Range(i, i));
            many.add(Color.RED);
        }
        String text = new String(Samples.codec().encode(many), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(text.split("Samples\\$Range", -1)).hasSize(2);
        assertThat(text.split("Samples\\$Color", -1)).hasSize(2);
        assertThat(roundTrip(many)).isEqualTo(many);
    }

    @Test
    void shouldGiveBackMoreClassesThanTheShortListHolds() throws Exception {
        Object[] classes = {
            Color.RED,
            new Range(1, 2),
            new Samples.Empty(),
            Thread.State.NEW,
            java.util.concurrent.TimeUnit.DAYS,
            java.math.RoundingMode.UP,
            java.time.DayOfWeek.MONDAY,
            java.time.Month.MAY,
            java.time.format.TextStyle.FULL,
            java.nio.file.AccessMode.READ,
            java.nio.file.LinkOption.NOFOLLOW_LINKS
        };
        List<Object> twice = new ArrayList<>(List.of(classes));
        twice.addAll(List.of(classes));
        assertThat(roundTrip(twice)).isEqualTo(twice);
    }

    @Test
    void shouldGiveBackAMillionElements() throws Exception {
        List<Object> large = new ArrayList<>();
        for (int i = 0; i < 1_000_000; i++) {
            large.add(i % 2 == 0 ? (Object) i : (Object) (i + "th"));
        }
        assertThat(roundTrip(large).equals(large)).isTrue();
    }

    @Test
    void shouldLeaveSubclassesToJavaSerialization() throws Exception {
        OwnList own = new OwnList();
        own.add("x");
        assertThat(roundTrip(own)).isEqualTo(own).isExactlyInstanceOf(OwnList.class);
    }

    @Test
    void shouldKeepIdentityBetweenJavaSerializedParts() throws Exception {
        Plain first = new Plain("first");
        Plain second = new Plain("second");
        first.other = second;
        second.other = first;
        List<?> back = (List<?>) roundTrip(new ArrayList<>(List.of(first, "between", second, first)));
        Plain one = (Plain) back.get(0);
        assertThat(back.get(3)).isSameAs(one);
        assertThat(one.other).isSameAs(back.get(2));
        assertThat(one.name).isEqualTo("first");
    }

    @Test
    void shouldGiveBackCyclesAndDeepValues() throws Exception {
        List<Object> cycle = new ArrayList<>();
        cycle.add("x");
        cycle.add(cycle);
        List<?> back = (List<?>) roundTrip(cycle);
        assertThat(back.get(1)).isSameAs(back);
        Object deep = "core";
        for (int i = 0; i < 300; i++) {
            deep = new ArrayList<>(Collections.singletonList(deep));
        }
        assertThat(roundTrip(deep)).isEqualTo(deep);
    }

    @Test
    void shouldNotGrowExponentiallyWhenPartsAreReachedAgain() throws Exception {
        List<Object> doubled = new ArrayList<>(List.of("core"));
        for (int i = 0; i < 40; i++) {
            doubled = new ArrayList<>(List.of(doubled, doubled));
        }
        byte[] bytes = Samples.codec().encode(doubled);
        assertThat(bytes.length).isLessThan(1000);
        List<?> back = (List<?>) Samples.codec().decode(bytes);
        assertThat(back.get(0)).isSameAs(back.get(1));
    }

    @Test
    void shouldGiveBackMoreNestedValuesThanAreLeftUntracked() throws Exception {
        List<Object> many = new ArrayList<>();
        TreeSet<Integer> sorted = new TreeSet<>(Comparator.reverseOrder());
        for (int i = 0; i <= ValueCodecTest.more(); i++) {
            many.add(i % 2 == 0 ? List.of() : new Object[0]);
        }
        many.add(sorted);
        many.add(many.get(1));
        List<?> back = (List<?>) roundTrip(many);
        assertThat(back).hasSize(many.size());
        assertThat(back.get(back.size() - 1)).isSameAs(back.get(1));
        assertThat(back.get(back.size() - 2)).isEqualTo(sorted);
    }

    private static int more() {
        return ValueWriter.MAX_UNTRACKED;
    }

    @Test
    void shouldWriteSeveralValuesIntoOneSink() throws Exception {
        ValueCodec codec = Samples.codec();
        ByteSink sink = new ByteSink();
        sink.putInt(42);
        codec.write(sink, new Range(1, 2));
        codec.write(sink, new Plain("p"));
        codec.write(sink, new Range(3, 4));
        ByteSource source = new ByteSource(sink.array(), 0, sink.length());
        assertThat(source.takeInt()).isEqualTo(42);
        assertThat(codec.read(source)).isEqualTo(new Range(1, 2));
        assertThat(((Plain) codec.read(source)).name).isEqualTo("p");
        assertThat(codec.read(source)).isEqualTo(new Range(3, 4));
        source.expectEnd();
    }

    @Test
    void shouldServeManyThreadsAtOnce() throws Exception {
        ValueCodec codec = Samples.codec();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> rounds = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int thread = t;
                rounds.add(threads.submit(() -> {
                    boolean same = true;
                    for (int i = 0; i < 5_000; i++) {
                        Map<String, Object> value = new HashMap<>();
                        value.put("range", new Range(thread, i + thread));
                        value.put("color", Color.GREEN);
                        same &= value.equals(codec.decode(codec.encode(value)));
                    }
                    return same;
                }));
            }
            for (Future<Boolean> round : rounds) {
                assertThat(round.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
