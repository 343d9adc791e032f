package dev.ringwork;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * An exception of a task that ran in another process, as data: class name, message and stack as they were there.
 *
 * <p>When the task's own exception can be rebuilt here, that one is the failure and this one is its innermost cause,
 * to show where it came from. When it can't (its class is unknown here, it doesn't serialize, its
 * deserialization fails), this one is the failure; what to set, if its class is unknown or the pool's
 * {@code deserializationFilter} refuses it, is said by an exception suppressed in it.
 */
public final class RemoteTaskException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The class name of the exception that was thrown. */
    private final String remoteClassName;
    /** The message of the exception that was thrown. */
    private final @Nullable String remoteMessage;
    /** The worker it was thrown in. */
    private final String where;

    /**
     * Makes one.
     *
     * @param remoteClassName the class name of the exception that was thrown
     * @param remoteMessage its message
     * @param where the worker it was thrown in, for people
     * @param remoteStack its stack there, which becomes the stack of this exception
     * @param cause its cause, as data too
     */
    public RemoteTaskException(
            String remoteClassName,
            @Nullable String remoteMessage,
            String where,
            StackTraceElement[] remoteStack,
            @Nullable Throwable cause) {
        super(describe(remoteClassName, remoteMessage, where), cause, true, true);
        this.remoteClassName = remoteClassName;
        this.remoteMessage = remoteMessage;
        this.where = where;
        super.setStackTrace(remoteStack);
    }

    private static String describe(String className, @Nullable String message, String where) {
        return (message == null ? className : className + ": " + message) + " (thrown in " + where + ")";
    }

    /**
     * The class name of the exception that was thrown.
     *
     * @return the binary name
     */
    public String remoteClassName() {
        return remoteClassName;
    }

    /**
     * The message of the exception that was thrown.
     *
     * @return the message, null when it had none
     */
    public @Nullable String remoteMessage() {
        return remoteMessage;
    }

    /**
     * The worker that it was thrown in.
     *
     * @return a text for people, such as {@code worker 2 (pid 4711)}
     */
    public String where() {
        return where;
    }
}
