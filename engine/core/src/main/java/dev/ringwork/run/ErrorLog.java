package dev.ringwork.run;

/** Where threads of ours report what has no caller to go to. It never throws. */
public final class ErrorLog {
    private static final System.Logger LOGGER = System.getLogger("dev.ringwork");

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
            System.err.println("dev.ringwork: " + what + " (" + t.getClass().getName() + ", logging it failed with "
                    + broken.getClass().getName() + ")");
        }
    }
}
