package dev.ringwork.run;

import java.util.concurrent.atomic.AtomicLong;

/** Where threads of ours report what has no caller to go to. It never throws. */
public final class ErrorLog {
    private static final System.Logger LOGGER = System.getLogger("dev.ringwork");

    private static final AtomicLong UNREPORTED = new AtomicLong();

    private ErrorLog() {}

    /** Logs an error with its exception. */
    public static void error(String what, Throwable t) {
        log(System.Logger.Level.ERROR, what, t);
    }

    /** Logs what a user may want to know but nothing failed for. */
    public static void warning(String what, Throwable t) {
        log(System.Logger.Level.WARNING, what, t);
    }

    /** Logs what only someone who looks for it wants to know. */
    public static void debug(String what, Throwable t) {
        log(System.Logger.Level.DEBUG, what, t);
    }

    private static void log(System.Logger.Level level, String what, Throwable t) {
        try {
            LOGGER.log(level, what, t);
        } catch (Throwable broken) {
            // A logger that throws (or an exception whose toString does) leaves one place to say so.
            print(what, t, broken);
        }
    }

    private static void print(String what, Throwable t, Throwable broken) {
        try {
            System.err.println("dev.ringwork: " + what + " (" + t.getClass().getName() + ", logging it failed with "
                    + broken.getClass().getName() + ")");
        } catch (Throwable noPlaceLeft) {
            // Want of memory as a rule, or a stream of the application's. What threads of ours do next matters more.
            UNREPORTED.getAndIncrement();
        }
    }

    /** How many reports found no place at all. */
    static long unreported() {
        return UNREPORTED.get();
    }
}
