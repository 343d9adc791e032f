package dev.ringwork.examples;

import dev.ringwork.ReturnWhen;
import dev.ringwork.TaskFuture;
import dev.ringwork.TaskFutures;
import dev.ringwork.WaitResult;
import dev.ringwork.process.ProcessPool;
import java.time.Duration;
import java.util.List;

/** Wait for the first of several futures, at most so long. */
public final class WaitFirst {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private WaitFirst() {}

    public static void main(String[] args) throws InterruptedException {
        try (ProcessPool pool = ProcessPool.create(2)) {
            List<TaskFuture<Integer>> futures = Numbers.PAIRS.stream()
                    .map(pair -> pool.submit(Numbers::gcd, pair))
                    .toList();
            WaitResult<TaskFuture<Integer>> result = TaskFutures.waitFor(futures, LIMIT, ReturnWhen.FIRST_COMPLETED);
            System.out.println("at least one is done: " + !result.done().isEmpty());
            System.out.println(
                    "all together: " + (result.done().size() + result.notDone().size()));
        }
    }
}
