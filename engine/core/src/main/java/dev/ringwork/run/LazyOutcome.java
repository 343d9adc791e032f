package dev.ringwork.run;

import org.jspecify.annotations.Nullable;

/**
 * A value or a failure that is still in its encoded form. Decoding may run foreign code, so it is left to the thread that
 * asks for the value.
 */
public interface LazyOutcome {

    /** Whether the task failed, known without decoding. */
    boolean isFailure();

    /**
     * Decodes the value.
     *
     * @throws Throwable the task's failure, or why the value can't be decoded
     */
    @Nullable
    Object decode() throws Throwable;
}
