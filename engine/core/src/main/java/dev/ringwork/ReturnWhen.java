package dev.ringwork;

/** What {@link TaskFutures#waitFor} waits for. */
public enum ReturnWhen {
    /** Return as soon as any future is done, a cancelled one included. */
    FIRST_COMPLETED,
    /**
     * Return as soon as any future has failed with an exception, else when all are done. A cancel is not a failure. A result that
     * can't be decoded is found out by whoever asks for it, so it does not end a wait that began before it came.
     */
    FIRST_EXCEPTION,
    /** Return when all are done. */
    ALL_COMPLETED
}
