package dev.ringwork.examples;

import dev.ringwork.process.ProcessPool;
import dev.ringwork.thread.ThreadPool;

/** Basic use: the same work without concurrency, on threads, on worker JVMs. */
public final class Basic {
    private Basic() {}

    public static void main(String[] args) {
        System.out.println(Numbers.PAIRS.stream().map(Numbers::gcd).toList());

        try (ThreadPool pool = ThreadPool.create(2)) {
            System.out.println(pool.map(Numbers::gcd, Numbers.PAIRS).toList());
        }

        try (ProcessPool pool = ProcessPool.create(2)) {
            System.out.println(pool.map(Numbers::gcd, Numbers.PAIRS).toList());
        }
    }
}
