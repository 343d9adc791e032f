package dev.ringwork;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A worker wrote something into shared memory that breaks the protocol: a wrong length, type, id or epoch. The worker
 * is killed and replaced; the calls that it was running fail.
 */
public class WorkerProtocolException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message the rule that was broken, with what was found
     * @param cause the exception that showed it, if any
     */
    public WorkerProtocolException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
