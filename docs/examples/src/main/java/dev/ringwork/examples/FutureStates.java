package dev.ringwork.examples;

import dev.ringwork.TaskFuture;
import dev.ringwork.TaskFutures;
import dev.ringwork.TaskTimeoutException;
import dev.ringwork.process.ProcessPool;
import java.time.Duration;
import java.util.List;

/** Futures: their states, and as they complete, with a time limit that is too short and with one that is not. */
public final class FutureStates {
    private static final Duration TOO_SHORT = Duration.ofNanos(100_000);
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(10);

    private FutureStates() {}

    public static void main(String[] args) {
        try (ProcessPool pool = ProcessPool.create(2)) {
            List<TaskFuture<Integer>> futures = Numbers.PAIRS.stream()
                    .map(pair -> pool.submit(Numbers::gcd, pair))
                    .toList();
            futures.forEach(FutureStates::print);
            try {
                TaskFutures.asCompleted(futures, TOO_SHORT).forEach(FutureStates::print);
            } catch (TaskTimeoutException e) {
                System.out.println(e.getMessage());
            }
            for (TaskFuture<Integer> future : TaskFutures.asCompleted(futures, LONG_ENOUGH)) {
                print(future);
            }
        }
    }

    private static void print(TaskFuture<Integer> future) {
        System.out.println(future.isRunning() + ", " + future.isDone());
    }
}
