package dev.ringwork.examples;

import dev.ringwork.TaskFuture;
import dev.ringwork.process.ProcessPool;
import java.lang.ref.WeakReference;

/**
 * Weak references: nothing inside a pool refers to its handle. A pool that the program drops finishes what it accepted, then
 * its workers end, as if it had been shut down.
 */
public final class DroppedPool {
    private DroppedPool() {}

    public static void main(String[] args) {
        Dropped dropped = submitAndDrop();
        System.out.println("result of a dropped pool: " + dropped.future().result());

        GarbageCollection.until(
                () -> dropped.pool().get() == null && !hasWorkers(), "the workers of a dropped pool end");
        System.out.println("pool collected, workers gone");
    }

    private record Dropped(WeakReference<ProcessPool> pool, TaskFuture<Integer> future) {}

    private static Dropped submitAndDrop() {
        ProcessPool pool = ProcessPool.create(1);
        return new Dropped(new WeakReference<>(pool), pool.submit(Numbers::gcd, Numbers.PAIRS.get(1)));
    }

    private static boolean hasWorkers() {
        return ProcessHandle.current().children().anyMatch(ProcessHandle::isAlive);
    }
}
