package dev.ringwork.run;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Where threads of ours report what has no caller to go to. It never throws. */
public final class ErrorLog {
    private static final String NAME = "dev.ringwork";
    // Seen to here, since it takes memory to use them for the first time.
    private static final System.Logger.Level ERROR = System.Logger.Level.ERROR;
    private static final System.Logger.Level WARNING = System.Logger.Level.WARNING;
    private static final System.Logger.Level DEBUG = System.Logger.Level.DEBUG;

    private static final AtomicLong UNREPORTED = new AtomicLong();
    /** Got by the first who needs it, who can miss it: a class whose own making fails can never be used again. */
    private static volatile System.@Nullable Logger logger;

    private ErrorLog() {}

    /**
     * What a thread may have to say where others depend on its going on, and where memory is wanting as a rule: made beforehand,
     * since even a literal takes memory when it is used for the first time. Telling it never throws.
     */
    public static final class Report {
        private final String what;

        /** Makes one. */
        public Report(String what) {
            this.what = loaded(what);
        }

        /** {@link ErrorLog#error} with this. */
        public void error(Throwable t) {
            ErrorLog.error(what, t);
        }

        /** {@link ErrorLog#warning} with this. */
        public void warning(Throwable t) {
            ErrorLog.warning(what, t);
        }

        /** {@link ErrorLog#debug} with this. */
        public void debug(Throwable t) {
            ErrorLog.debug(what, t);
        }
    }

    /** For a report, which is of no use before this class is there. */
    private static String loaded(String what) {
        return what;
    }

    /** Logs an error with its exception. */
    public static void error(String what, Throwable t) {
        log(ERROR, what, t);
    }

    /** Logs what a user may want to know but nothing failed for. */
    public static void warning(String what, Throwable t) {
        log(WARNING, what, t);
    }

    /** Logs what only someone who looks for it wants to know. */
    public static void debug(String what, Throwable t) {
        log(DEBUG, what, t);
    }

    private static void log(System.Logger.Level level, String what, Throwable t) {
        try {
            logger().log(level, what, t);
        } catch (Throwable broken) {
            // A logger that throws (or an exception whose toString does) leaves one place to say so.
            print(what, t, broken);
        }
    }

    private static System.Logger logger() {
        System.Logger known = logger;
        if (known == null) {
            known = System.getLogger(NAME);
            logger = known;
        }
        return known;
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
