package dev.ringwork.run;

import java.lang.ref.Cleaner;

/** Winds up pools whose handle the program has dropped. */
public final class Cleaning {
    private static final Cleaner CLEANER = Cleaner.create();

    private Cleaning() {}

    /** Runs {@code windUp} some time after {@code handle} became unreachable; it must not refer to the handle. */
    public static void whenDropped(Object handle, Runnable windUp) {
        CLEANER.register(handle, windUp);
    }
}
