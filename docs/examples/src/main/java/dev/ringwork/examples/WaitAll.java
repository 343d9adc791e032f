package dev.ringwork.examples;

import dev.ringwork.ReturnWhen;
import dev.ringwork.TaskFuture;
import dev.ringwork.TaskFutures;
import dev.ringwork.WaitResult;
import dev.ringwork.process.ProcessPool;
import java.time.Duration;
import java.util.List;

/** Wait for all futures, at most so long. */
public final class WaitAll {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private WaitAll() {}

    public static void main(String[] args) throws InterruptedException {
        try (ProcessPool pool = ProcessPool.create(2)) {
            List<TaskFuture<Integer>> futures = Numbers.PAIRS.stream()
                    .map(pair -> pool.submit(Numbers::gcd, pair))
                    .toList();
            WaitResult<TaskFuture<Integer>> result = TaskFutures.waitFor(futures, LIMIT, ReturnWhen.ALL_COMPLETED);
            result.done().forEach(f -> System.out.println(f.isRunning() + ", " + f.isDone()));
            System.out.println("done " + result.done().size() + ", not done "
                    + result.notDone().size());
        }
    }
}
