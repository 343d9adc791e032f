package dev.ringwork;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Shared memory holds something that breaks the protocol: a wrong length, type, id or epoch, or a record that isn't what was
 * written. The worker is ended and replaced; the call that it was running fails, others go on in another worker.
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
