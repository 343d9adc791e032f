package dev.ringwork.base;

/** What an exception says of itself, which is foreign code as a rule: it may throw, and it may block. */
public final class Message {
    private Message() {}

    /** The message, or the class name when there is none or asking for it fails. For a thread that may wait. */
    public static String of(Throwable thrown) {
        String message;
        try {
            message = thrown.getMessage();
        } catch (Throwable hostile) {
            return thrown.getClass().getName() + " (its getMessage() threw "
                    + hostile.getClass().getName() + ")";
        }
        return message == null ? thrown.getClass().getName() : message;
    }
}
