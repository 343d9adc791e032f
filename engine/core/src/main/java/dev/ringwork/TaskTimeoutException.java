package dev.ringwork;

import java.io.Serial;

/**
 * A time limit of ours ran out: that of {@link TaskFuture#result(java.time.Duration)}, of a {@code map}, of
 * {@link TaskFutures#asCompleted}, or a call's own {@code callTimeout}.
 *
 * <p>Only in the last case is the future done, and when a task throws one of its own. A
 * {@link java.util.concurrent.TimeoutException} that a task throws is the task's own failure and never looks like this one.
 */
public class TaskTimeoutException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was not done in what time
     */
    public TaskTimeoutException(String message) {
        super(message);
    }
}
