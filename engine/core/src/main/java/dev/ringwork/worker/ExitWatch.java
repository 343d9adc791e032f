package dev.ringwork.worker;

import java.util.concurrent.TimeUnit;

/**
 * A shutdown hook: once this JVM has begun to exit, no further call begins, and if another hook blocks the JVM is halted, so
 * that whoever waits for the call that asked for the exit soon hears of it.
 */
final class ExitWatch implements Runnable {
    /** Within two seconds the coordinator has seen the death, too. */
    private static final long LONGEST_EXIT_MILLIS = 1500;

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
        Thread halter = new Thread(ExitWatch::haltLate, "ringwork-worker-halt");
        halter.setDaemon(true); // the exit itself doesn't wait for it
        halter.start();
    }

    private static void haltLate() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LONGEST_EXIT_MILLIS);
        long left;
        while ((left = end - System.nanoTime()) > 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(left);
            } catch (InterruptedException e) {
                System.err.println("ringwork worker: interrupted while exiting; it goes on: " + e);
            }
        }
        System.err.println("ringwork worker: a shutdown hook has blocked for " + LONGEST_EXIT_MILLIS
                + " ms; halting, so the exit code is not the one asked for");
        Runtime.getRuntime().halt(WorkerMain.EXIT_BLOCKED);
    }
}
