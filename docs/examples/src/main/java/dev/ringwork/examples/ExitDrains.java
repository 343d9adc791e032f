package dev.ringwork.examples;

import dev.ringwork.process.ProcessPool;
import dev.ringwork.thread.ThreadPool;

/**
 * The end of a program: main returns with work under way and pools open. The JVM completes what was accepted, then runs the
 * shutdown hooks and ends; neither pool has to be closed for that.
 */
public final class ExitDrains {
    private ExitDrains() {}

    public static void main(String[] args) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("shutdown hook")));
        ThreadPool threads = ThreadPool.create(1);
        ProcessPool processes = ProcessPool.create(1);
        threads.submit(() -> Numbers.gcd(Numbers.PAIRS.get(4)))
                .onDone(f -> System.out.println("threads: " + f.result()));
        processes
                .submit(Numbers::gcd, Numbers.PAIRS.get(5))
                .onDone(f -> System.out.println("processes: " + f.result()));
        System.out.println("main returns");
    }
}
