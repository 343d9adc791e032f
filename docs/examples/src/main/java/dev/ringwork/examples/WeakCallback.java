package dev.ringwork.examples;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/**
 * A weak reference with a callback: it yields the object while someone refers to it strongly, and tells when it is gone. On
 * the JVM the collector doesn't call back: it puts the reference into a queue, from which whoever waits for it takes it.
 */
public final class WeakCallback {
    private WeakCallback() {}

    private record Man(String name) {}

    public static void main(String[] args) {
        ReferenceQueue<Man> dead = new ReferenceQueue<>();
        WeakReference<Man> reference = referToWhileAlive(dead);
        GarbageCollection.until(() -> dead.poll() == reference, "a reference to a dead object comes into its queue");
        System.out.println("dead");
    }

    private static WeakReference<Man> referToWhileAlive(ReferenceQueue<Man> dead) {
        Man man = new Man("Jim");
        WeakReference<Man> reference = new WeakReference<>(man, dead);
        System.gc();
        System.out.println("while referred to: " + reference.get());
        Reference.reachabilityFence(man);
        return reference;
    }
}
