package dev.ringwork.bench.jmh;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Kinds of payload. */
public enum Payload {
    /** One {@code byte[]}. */
    BYTES {
        @Override
        Object make(int size) {
            byte[] bytes = new byte[size];
            for (int i = 0; i < size; i++) {
                bytes[i] = (byte) i;
            }
            return bytes;
        }
    },
    /** One {@code long[]}. */
    LONGS {
        @Override
        Object make(int size) {
            return LongStream.range(0, Math.max(1, size / Long.BYTES)).toArray();
        }
    },
    /** One string of letters. */
    STRING {
        @Override
        Object make(int size) {
            return "a".repeat(size);
        }
    },
    /** A list of records of a long, a double and a short string. */
    RECORDS {
        @Override
        Object make(int size) {
            return IntStream.range(0, Math.max(1, size / 32))
                    .mapToObj(i -> new Point(i, i / 3.0, "p" + i % 100))
                    .toList();
        }
    },
    /** Lists in maps in lists, boxed numbers, and objects of a class that only Java's serialization knows. */
    GRAPH {
        @Override
        Object make(int size) {
            List<Object> nodes = new ArrayList<>();
            for (int i = 0; i < Math.max(1, size / 64); i++) {
                Map<String, Object> node = new HashMap<>();
                node.put("id", (long) i);
                node.put("tags", List.of("even", "odd"));
                node.put("node", new Node(i));
                nodes.add(node);
            }
            return nodes;
        }
    };

    /** A small record. */
    public record Point(long id, double weight, String name) {}

    /** A small object that is no record. */
    static final class Node implements Serializable {
        private static final long serialVersionUID = 1L;
        private final int id;

        Node(int id) {
            this.id = id;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Node node && node.id == id;
        }

        @Override
        public int hashCode() {
            return id;
        }
    }

    abstract Object make(int size);

    /** Whether something has the length and the ends of what was sent: what can be looked at after each call without taking time from it. */
    boolean alike(Object sent, Object received) {
        if (sent instanceof byte[] bytes) {
            return received instanceof byte[] others
                    && others.length == bytes.length
                    && others[0] == bytes[0]
                    && others[others.length - 1] == bytes[bytes.length - 1];
        }
        if (sent instanceof long[] longs) {
            return received instanceof long[] others
                    && others.length == longs.length
                    && others[0] == longs[0]
                    && others[others.length - 1] == longs[longs.length - 1];
        }
        if (sent instanceof String text) {
            return received instanceof String other
                    && other.length() == text.length()
                    && other.charAt(other.length() - 1) == text.charAt(text.length() - 1);
        }
        List<?> list = (List<?>) sent;
        return received instanceof List<?> other
                && other.size() == list.size()
                && other.get(0).equals(list.get(0))
                && other.get(other.size() - 1).equals(list.get(list.size() - 1));
    }

    /** Whether all of it is equal. */
    boolean equal(Object sent, Object received) {
        if (sent instanceof byte[] bytes) {
            return received instanceof byte[] others && Arrays.equals(bytes, others);
        }
        if (sent instanceof long[] longs) {
            return received instanceof long[] others && Arrays.equals(longs, others);
        }
        return Objects.equals(sent, received);
    }
}
