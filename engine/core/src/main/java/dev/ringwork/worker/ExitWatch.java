package dev.ringwork.worker;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A shutdown hook: once this JVM has begun to exit, no further call begins, and if another hook blocks the JVM is halted, so
 * that whoever waits for the call that asked for the exit soon hears of it.
 *
 * <p>The halt waits for nobody. What is to be said goes to the descriptor, as a hook or a task may hold {@code System.err} or have put another in
 * its place; and it is said by a thread of its own, as the pipe may be full.
 */
final class ExitWatch implements Runnable {
    /** Within two seconds the coordinator has seen the death, too. */
    private static final long LONGEST_EXIT_MILLIS = 1500;

    private static final long LONGEST_WORD_MILLIS = 400;

    /** Made beforehand: there may be no memory for it then. */
    private static final byte[] LAST_WORD = ("ringwork worker: a shutdown hook has blocked for " + LONGEST_EXIT_MILLIS
                    + " ms; halting, so the exit code is not the one asked for\n")
            .getBytes(StandardCharsets.UTF_8);

    private final Runnable onExit;

    private ExitWatch(Runnable onExit) {
        this.onExit = onExit;
    }

    static void install(Runnable onExit) {
        Runtime.getRuntime().addShutdownHook(new Thread(new ExitWatch(onExit), "ringwork-worker-exit"));
    }

    @Override
    public void run() {
        onExit.run();
        startAside(ExitWatch::haltLate, "ringwork-worker-halt");
    }

    /** The exit itself doesn't wait for it. */
    private static void startAside(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void haltLate() {
        try {
            rest(LONGEST_EXIT_MILLIS);
            startAside(ExitWatch::sayAndHalt, "ringwork-worker-last-word");
            rest(LONGEST_WORD_MILLIS);
        } finally {
            Runtime.getRuntime().halt(WorkerMain.EXIT_BLOCKED);
        }
    }

    private static void sayAndHalt() {
        try {
            new FileOutputStream(FileDescriptor.err).write(LAST_WORD);
        } catch (IOException e) {
            return; // nobody hears it
        } finally {
            Runtime.getRuntime().halt(WorkerMain.EXIT_BLOCKED);
        }
    }

    /** A hook that interrupts every thread there is does not shorten it. */
    private static void rest(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long left;
        while ((left = end - System.nanoTime()) > 0) {
            LockSupport.parkNanos(left);
            Thread.interrupted();
        }
    }
}
