package dev.ringwork;

import java.io.Serial;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The pool can't run tasks any more: its initializer failed, its workers keep dying or can't be started, one died or broke the
 * rules of shared memory under {@code BREAK_POOL}, or they were ended by {@code terminateWorkers} or {@code killWorkers}. It is thrown by
 * {@code submit} and is the failure of the futures that were pending; its cause says why.
 */
public class BrokenExecutorException extends RejectedExecutionException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what broke and what to do
     * @param cause why, if known
     */
    public BrokenExecutorException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
