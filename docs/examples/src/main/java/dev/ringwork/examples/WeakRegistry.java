package dev.ringwork.examples;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * A registry that keeps its entries alive, and one that doesn't: a {@code HashMap} and a {@code WeakHashMap}. The notes do
 * this with Python's {@code WeakValueDictionary}, which lets go of its values; a {@code WeakHashMap} lets go of its keys. No
 * pool is involved: it is what {@link DroppedPool} rests on.
 */
public final class WeakRegistry {
    private WeakRegistry() {}

    /** A key with identity, not equality. */
    private static final class Man {
        private final String name;

        Man(String name) {
            this.name = name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    public static void main(String[] args) {
        demo("HashMap", new HashMap<>(), 3);
        demo("WeakHashMap", new WeakHashMap<>(), 0);
    }

    private static void demo(String kind, Map<Man, Boolean> registry, int left) {
        List<Man> strong = new ArrayList<>();
        for (String name : List.of("Jim", "Tom", "Green")) {
            Man man = new Man(name);
            strong.add(man);
            registry.put(man, true);
        }
        System.out.println(kind + " while referred to: " + registry.size());
        strong.clear();
        GarbageCollection.until(() -> registry.size() <= left, "what only a weak registry refers to is collected");
        System.out.println(kind + " after that: " + registry.size());
    }
}
