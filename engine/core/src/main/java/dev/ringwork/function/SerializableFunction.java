package dev.ringwork.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of one argument whose lambdas and method references can cross into a worker JVM.
 *
 * <p>What it captures crosses with it, by value, and must serialize. One that captures nothing is sent to each worker once
 * and is named by a number from then on.
 *
 * @param <A> the argument
 * @param <V> the result
 */
@FunctionalInterface
public interface SerializableFunction<A extends @Nullable Object, V extends @Nullable Object> extends Serializable {

    /**
     * Applies the function.
     *
     * @param argument the argument
     * @return the result
     * @throws Exception whatever the task wants to fail with
     */
    V apply(A argument) throws Exception;
}
