package dev.ringwork.function;

import dev.ringwork.base.Rethrow;
import java.io.Serializable;

/**
 * A {@link Runnable} whose lambdas can cross into a worker JVM and may throw anything.
 *
 * <p>It extends {@code Runnable} so that {@code submit(() -> …)} is unambiguous beside {@code ExecutorService}'s own
 * overloads.
 */
@FunctionalInterface
public interface SerializableRunnable extends Runnable, Serializable {

    /**
     * Does the work.
     *
     * @throws Exception whatever the task wants to fail with
     */
    void execute() throws Exception;

    /** Calls {@link #execute()} and lets what it throws pass unchanged, checked exceptions included. */
    @Override
    @SuppressWarnings("FunctionalInterfaceMethodChanged") // a Runnable to the JDK, yet its lambdas may throw: meant so
    default void run() {
        try {
            execute();
        } catch (Exception e) {
            throw Rethrow.unchecked(e);
        }
    }
}
