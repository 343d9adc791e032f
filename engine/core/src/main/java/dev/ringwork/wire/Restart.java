package dev.ringwork.wire;

import java.io.IOException;
import java.io.Serial;

/** Signals that a value must be encoded anew in another way. Never leaves {@link ValueCodec}. */
final class Restart extends IOException {
    /** The value is deeper than {@link ValueCodec#MAX_DEPTH}, or cyclic. */
    static final Restart DEEP = new Restart("deep");
    /** The value has so many parts that some may be reached many times over. */
    static final Restart SHARED = new Restart("shared");

    @Serial
    private static final long serialVersionUID = 1L;

    private Restart(String message) {
        super(message);
        // Shared by all threads for ever: no stack of whoever came first.
        setStackTrace(new StackTraceElement[0]);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
