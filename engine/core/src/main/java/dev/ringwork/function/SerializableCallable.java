package dev.ringwork.function;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Callable} whose lambdas can cross into a worker JVM.
 *
 * <p>What a lambda captures crosses with it, by value, and must serialize: {@code this}, when it uses a field or a method of
 * its class.
 *
 * @param <V> what the task returns
 */
@FunctionalInterface
public interface SerializableCallable<V extends @Nullable Object> extends Callable<V>, Serializable {}
