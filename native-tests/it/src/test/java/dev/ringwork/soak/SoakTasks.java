package dev.ringwork.soak;

import dev.ringwork.fault.RunLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What the soak's workers do. */
final class SoakTasks {
    static final String ASKED_FOR = "asked for";

    private static final int FACTOR = 7;
    private static final long LINGER_NANOS = 20_000_000;
    private static final int LARGEST_PIECE = 1 << 20;
    private static final int SMALLEST_PIECE = 16;

    /** What fills the heap to the end of this JVM. */
    private static final List<Object> HOARD = new ArrayList<>();

    private static @Nullable RunLog log;

    private SoakTasks() {}

    /** One call: its number, the file to count its run in, what happens to its worker, and a payload to carry there and back. */
    record Job(int number, String logFile, Fate fate, byte[] payload) {}

    /** A call's answer. */
    record Answer(int value, byte[] payload) {}

    static Answer run(Job job) throws IOException {
        RunLog runs = log(job.logFile());
        runs.begun(job.number());
        try {
            meet(job);
            return new Answer(answerOf(job.number()), job.payload());
        } finally {
            runs.ended(job.number());
        }
    }

    private static void meet(Job job) {
        switch (job.fate()) {
            case RETURN -> {}
            case THROW -> throw new IllegalStateException(ASKED_FOR);
            case EXIT -> System.exit(exitCodeOf(job.number()));
            case HALT -> Runtime.getRuntime().halt(exitCodeOf(job.number()));
            case SAY_OUT_OF_MEMORY -> throw new OutOfMemoryError(ASKED_FOR);
            case FILL_HEAP -> fill(new ArrayList<>());
            case FILL_HEAP_FOR_GOOD -> fill(HOARD);
            case LINGER -> linger();
        }
    }

    /** Fills the heap to the last bytes. */
    private static void fill(List<Object> hoard) {
        for (int size = LARGEST_PIECE; size >= SMALLEST_PIECE; size /= 2) {
            try {
                while (true) {
                    hoard.add(new byte[size]);
                }
            } catch (OutOfMemoryError e) {
                if (size == SMALLEST_PIECE) {
                    throw e;
                }
            }
        }
    }

    /** Leaves the interrupt for whoever comes next, as careless code does. */
    private static void linger() {
        long end = System.nanoTime() + LINGER_NANOS;
        while (System.nanoTime() - end < 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    static int answerOf(int number) {
        return number * FACTOR;
    }

    /** With which a worker ends itself by this call. */
    static int exitCodeOf(int number) {
        return number % 2;
    }

    private static RunLog log(String file) throws IOException {
        RunLog open = log;
        if (open == null) {
            open = RunLog.register(Path.of(file));
            log = open;
        }
        return open;
    }
}
