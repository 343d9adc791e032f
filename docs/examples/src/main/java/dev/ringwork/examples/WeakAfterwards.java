package dev.ringwork.examples;

import java.lang.ref.WeakReference;

/** A weak reference asked after its object is gone: null. */
public final class WeakAfterwards {
    private WeakAfterwards() {}

    private record Man(String name) {}

    public static void main(String[] args) {
        WeakReference<Man> reference = new WeakReference<>(new Man("Jim"));
        GarbageCollection.until(() -> reference.get() == null, "an object that nobody refers to is collected");
        System.out.println(reference.get());
    }
}
