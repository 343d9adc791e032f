package dev.ringwork.run;

import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** No room came in a full queue for a submitter that waited for it: its time ran out, or it was interrupted. */
final class NoRoomException extends RejectedExecutionException {
    private static final long serialVersionUID = 1L;

    /** The time ran out. */
    NoRoomException(String message) {
        super(message);
    }

    /** The thread was interrupted, and has that status still. */
    NoRoomException(String message, InterruptedException interrupt) {
        super(message, interrupt);
    }

    /** The interrupt that ended the wait, null when the time ran out. */
    @Nullable
    InterruptedException interrupt() {
        return (InterruptedException) getCause();
    }
}
