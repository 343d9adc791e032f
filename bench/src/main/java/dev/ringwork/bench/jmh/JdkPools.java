package dev.ringwork.bench.jmh;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What the JDK at hand has. */
public final class JdkPools {
    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    private JdkPools() {}

    /** Whether this JDK has virtual threads. */
    public static boolean haveVirtualThreads() {
        return haveVirtualThreads(Runtime.version().feature());
    }

    /** Whether a version of Java has virtual threads. */
    public static boolean haveVirtualThreads(int version) {
        return version >= FIRST_WITH_VIRTUAL_THREADS;
    }

    /** A virtual thread a task; by reflection, since the suite is compiled for 17. */
    static ExecutorService virtualThreads() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(
                    "virtual threads need Java 21 or later: version=" + Runtime.version() + "; leave them away", e);
        }
    }
}
