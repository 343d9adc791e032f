package dev.ringwork.examples;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Has the JVM collect garbage until something is seen. A program doesn't: here it shows what happens some time anyway. */
final class GarbageCollection {
    private static final long LOOK_NANOS = Duration.ofMillis(10).toNanos();
    private static final long LIMIT_NANOS = Duration.ofSeconds(30).toNanos();

    private GarbageCollection() {}

    /** Returns once {@code seen} is true; {@code rule} says what was expected when it never is. */
    static void until(BooleanSupplier seen, String rule) {
        long start = System.nanoTime();
        do {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new IllegalStateException(rule);
            }
            System.gc();
            LockSupport.parkNanos(LOOK_NANOS);
        } while (!seen.getAsBoolean());
    }
}
