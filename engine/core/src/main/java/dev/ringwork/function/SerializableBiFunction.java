package dev.ringwork.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of two arguments whose lambdas and method references can cross into a worker JVM.
 *
 * <p>What it captures crosses with it, by value, and must serialize. One that captures nothing is sent to each worker once
 * and is named by a number from then on.
 *
 * @param <A> the first argument
 * @param <B> the second argument
 * @param <V> the result
 */
@FunctionalInterface
public interface SerializableBiFunction<
                A extends @Nullable Object, B extends @Nullable Object, V extends @Nullable Object>
        extends Serializable {

    /**
     * Applies the function.
     *
     * @param first the first argument
     * @param second the second argument
     * @return the result
     * @throws Exception whatever the task wants to fail with
     */
    V apply(A first, B second) throws Exception;
}
