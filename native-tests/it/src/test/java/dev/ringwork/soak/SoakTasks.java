package dev.ringwork.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What the soak's workers do. */
final class SoakTasks {
    private static final int FACTOR = 7;
    private static final long LINGER_NANOS = 20_000_000;
    private static @Nullable RunCounts counts;

    private SoakTasks() {}

    /** One call: its number, the file to count its run in, what happens to its worker, and a payload to carry there and back. */
    record Job(int number, String countsFile, Fate fate, byte[] payload) {}

    /** A call's answer. */
    record Answer(int value, byte[] payload) {}

    /** What a call does to its worker. */
    enum Fate {
        RETURN,
        THROW,
        EXIT,
        HALT,
        EXHAUST_HEAP,
        /** Takes its time unless it is interrupted, and answers. */
        LINGER
    }

    static Answer run(Job job) throws IOException {
        counts(job.countsFile()).ran(job.number());
        switch (job.fate()) {
            case RETURN -> {}
            case THROW -> throw new IllegalStateException("asked for");
            case EXIT -> System.exit(job.number() % 2);
            case HALT -> Runtime.getRuntime().halt(job.number() % 2);
            case EXHAUST_HEAP -> throw new OutOfMemoryError("asked for");
            case LINGER -> linger();
        }
        return new Answer(answerOf(job.number()), job.payload());
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

    private static RunCounts counts(String file) throws IOException {
        RunCounts open = counts;
        if (open == null) {
            open = RunCounts.open(Path.of(file));
            counts = open;
        }
        return open;
    }
}
