package dev.ringwork.base;

/** Throws a checked exception where the signature has no room for it: the language checks, the virtual machine doesn't. */
public final class Rethrow {
    private Rethrow() {}

    /**
     * Throws {@code t} unchanged. Declared to return so that callers can write {@code throw Rethrow.unchecked(t)}.
     */
    public static RuntimeException unchecked(Throwable t) {
        return Rethrow.<RuntimeException>cast(t);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the erased cast is the point
    private static <T extends Throwable> T cast(Throwable t) throws T {
        throw (T) t;
    }
}
