package dev.ringwork.examples;

import dev.ringwork.thread.ThreadPool;
import java.util.concurrent.CountDownLatch;

/**
 * Daemon threads: the JVM waits for a thread that is none, and not for one that is. Threads of a pool are daemons, so a
 * forgotten idle pool doesn't keep the program alive; its accepted work does.
 */
public final class DaemonThreads {
    private DaemonThreads() {}

    public static void main(String[] args) {
        ThreadPool idle = ThreadPool.create(1);
        System.out.println("a pool's thread is a daemon: "
                + idle.submit(() -> Thread.currentThread().isDaemon()).result());

        CountDownLatch never = new CountDownLatch(1);
        Thread daemon = new Thread(() -> await(never), "daemon");
        daemon.setDaemon(true);
        daemon.start();

        CountDownLatch mainIsOver = new CountDownLatch(1);
        Thread worker = new Thread(() -> {
            await(mainIsOver);
            System.out.println("the thread that is no daemon ends");
        });
        worker.start();
        System.out.println("main returns");
        mainIsOver.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }
}
