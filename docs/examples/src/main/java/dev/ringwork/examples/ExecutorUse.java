package dev.ringwork.examples;

import dev.ringwork.TaskFuture;
import dev.ringwork.process.ProcessPool;
import java.util.ArrayList;
import java.util.List;

/** The executor: submit, then take the result, one pair after the other. */
public final class ExecutorUse {
    private ExecutorUse() {}

    public static void main(String[] args) {
        List<Integer> results = new ArrayList<>();
        try (ProcessPool pool = ProcessPool.create(2)) {
            for (Numbers.Pair pair : Numbers.PAIRS) {
                TaskFuture<Integer> future = pool.submit(Numbers::gcd, pair);
                results.add(future.result());
            }
        }
        System.out.println(results);
    }
}
