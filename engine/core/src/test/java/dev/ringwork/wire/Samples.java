package dev.ringwork.wire;

import dev.ringwork.function.SerializableFunction;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Values that the tests of this package encode. */
final class Samples {
    /** A record of everyday shape. */
    record Trade(long id, double price, String symbol, int[] sizes) {}

    /** Every primitive, and itself inside itself. */
    record Everything(
            boolean a,
            byte b,
            short c,
            char d,
            int e,
            long f,
            float g,
            double h,
            @Nullable Object i,
            @Nullable Everything inner) {}

    record Empty() {}

    record Varargs(String... names) {}

    record Range(int from, int to) {
        Range {
            if (from > to) {
                throw new IllegalArgumentException("from > to");
            }
        }
    }

    enum Color {
        RED,
        GREEN {
            @Override
            int wavelength() {
                return 530;
            }
        };

        int wavelength() {
            return 700;
        }
    }

    /** Goes through Java serialization. */
    static final class Plain implements Serializable {
        private static final long serialVersionUID = 1L;

        final String name;

        @Nullable
        Plain other;

        Plain(String name) {
            this.name = name;
        }
    }

    /** A list that isn't an {@code ArrayList} in every respect. */
    static final class OwnList extends ArrayList<String> {
        private static final long serialVersionUID = 1L;
    }

    private Samples() {}

    /** Keeps a value in the Java stream. */
    static class Bag implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // the values are serializable
        final Object[] contents;

        Bag(Object... contents) {
            this.contents = contents;
        }
    }

    /** Counts how often it is hashed. */
    static final class Leaf implements Serializable {
        private static final long serialVersionUID = 1L;

        static int hashes;

        @Override
        public boolean equals(Object other) {
            return other instanceof Leaf;
        }

        @Override
        public int hashCode() {
            return ++hashes;
        }
    }

    static ValueCodec codec() {
        return new ValueCodec(Samples.class.getClassLoader(), ValueCodec.defaultFilter(), List.of());
    }

    static @Nullable Object roundTrip(@Nullable Object value) throws IOException, ClassNotFoundException {
        ValueCodec codec = codec();
        return codec.decode(codec.encode(value));
    }

    static Everything everything(@Nullable Object part, @Nullable Everything inner) {
        return new Everything(true, (byte) -3, (short) -300, '\u20AC', -70_000, 1L << 40, 1.5f, -0.0, part, inner);
    }

    /** Values with {@code equals}, of every form. */
    static Stream<Object> values() {
        return Stream.of(scalars(), times(), collections(), maps(), composed()).flatMap(Collection::stream);
    }

    private static List<Object> scalars() {
        return List.of(
                true,
                false,
                (byte) -1,
                Short.MIN_VALUE,
                'x',
                Integer.MIN_VALUE,
                Long.MIN_VALUE,
                -0.0f,
                Float.NaN,
                Double.MIN_VALUE,
                Double.NaN,
                "",
                "plain",
                "é".repeat(100),
                "€",
                "\u4E2D".repeat(1000),
                "\uD83D\uDE00 and half of one: \uD83D",
                "\u0000",
                BigInteger.ZERO,
                BigInteger.TWO.pow(5000).negate(),
                new BigDecimal("-1.2300"),
                new BigDecimal(BigInteger.ONE, Integer.MAX_VALUE),
                new UUID(1, -1),
                Path.of("some", "file"),
                Optional.empty(),
                Optional.of(Optional.of("x")),
                OptionalInt.empty(),
                OptionalInt.of(-1),
                OptionalLong.of(Long.MAX_VALUE),
                OptionalLong.empty(),
                OptionalDouble.of(Double.NaN),
                OptionalDouble.empty(),
                Color.RED,
                Color.GREEN,
                TimeUnit.DAYS);
    }

    private static List<Object> times() {
        LocalDateTime twice = LocalDateTime.of(2024, 10, 27, 2, 30);
        ZoneId paris = ZoneId.of("Europe/Paris");
        return List.of(
                Duration.ofSeconds(-1, 999_999_999),
                Instant.MIN,
                Instant.MAX,
                LocalDate.MIN,
                LocalDate.MAX,
                LocalTime.MAX,
                LocalDateTime.MIN,
                OffsetTime.MIN,
                OffsetDateTime.MAX,
                ZonedDateTime.ofLocal(twice, paris, ZoneOffset.ofHours(1)),
                ZonedDateTime.ofLocal(twice, paris, ZoneOffset.ofHours(2)),
                ZonedDateTime.of(twice, ZoneOffset.UTC),
                ZoneOffset.ofTotalSeconds(-3723),
                paris,
                ZoneId.of("UTC+01:00"),
                Period.of(-1, 20, -300),
                Year.of(-5),
                YearMonth.of(2024, 2),
                MonthDay.of(2, 29));
    }

    private static List<Object> collections() {
        List<Object> values = new ArrayList<>();
        for (List<String> content : List.of(List.<String>of(), List.of("a"), List.of("c", "a", "b"))) {
            values.add(new ArrayList<>(content));
            values.add(new LinkedList<>(content));
            values.add(List.copyOf(content));
            values.add(content.stream().toList());
            values.add(Arrays.asList(content.toArray()));
            values.add(new HashSet<>(content));
            values.add(new LinkedHashSet<>(content));
            values.add(new TreeSet<>(content));
            values.add(Set.copyOf(content));
        }
        values.add(Collections.emptyList());
        values.add(Collections.emptySet());
        values.add(Collections.unmodifiableList(new ArrayList<>(List.of(1))));
        values.add(Stream.of("x", null).toList());
        values.add(new ArrayList<>(Arrays.asList(null, 1, null)));
        values.add(new HashSet<>(Arrays.asList(null, 1L)));
        return values;
    }

    private static List<Object> maps() {
        Map<@Nullable String, @Nullable Object> withNulls = new HashMap<>();
        withNulls.put(null, 1);
        withNulls.put("none", null);
        Map<Object, Object> many = new LinkedHashMap<>();
        for (int i = 100; i > 0; i--) {
            many.put(i, "v" + i);
        }
        return List.of(
                new HashMap<>(),
                withNulls,
                many,
                new TreeMap<>(many),
                new ConcurrentHashMap<>(many),
                Map.of(),
                Map.of("one", 1),
                Map.of("one", 1, "two", 2, "three", 3),
                Collections.emptyMap(),
                Map.entry("k", List.of()),
                new AbstractMap.SimpleEntry<>("k", null),
                new AbstractMap.SimpleImmutableEntry<>(null, "v"));
    }

    private static List<Object> composed() {
        BitSet bits = new BitSet();
        bits.set(77);
        return List.of(
                new Empty(),
                everything("outer", everything(List.of(Color.RED, new Empty()), null)),
                List.of(new Range(1, 2), new Range(3, 4), Color.GREEN, Color.GREEN, new Empty()),
                Map.of(new Range(1, 2), Optional.of(new Range(5, 6))),
                bits,
                List.of(bits, new Range(0, 0), bits, "end"),
                String.class,
                int[].class);
    }

    /** One message of each form, small enough to be damaged in every way. */
    static Stream<Object> messages() {
        return Stream.concat(
                values().filter(value -> !(value instanceof String s && s.length() > 200)
                        && !(value instanceof BigInteger big && big.bitLength() > 1000)
                        && !(value instanceof Map<?, ?> map && map.size() > 50)),
                Stream.of(
                        new boolean[] {true, false},
                        new byte[] {1, 2},
                        new short[] {3},
                        new char[] {'c'},
                        new int[] {4, 5},
                        new long[] {6},
                        new float[] {7},
                        new double[] {8, 9},
                        new @Nullable String[] {"s", null},
                        new Object[] {1, "x", new Range[] {new Range(1, 2)}},
                        new int[][] {{1}, {}, {2, 3}},
                        new Trade(1, 2.5, "ACME", new int[] {1, 2, 3}),
                        lambda(41),
                        new Plain("java")));
    }

    private static Object lambda(int captured) {
        SerializableFunction<Integer, Integer> function = x -> x + captured;
        return function;
    }
}
