package dev.ringwork.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.PoolExecutor;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.PoolContract;
import dev.ringwork.contract.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The pool under the JDK's own classes that take an {@code Executor}. */
class ThreadPoolInteropTest extends PoolContract {
    ThreadPoolInteropTest() {
        super(new ThreadSource(3));
    }

    @Test
    void shouldServeAnExecutorCompletionService() throws Exception {
        ExecutorCompletionService<Integer> service = new ExecutorCompletionService<>(pool());
        for (int i = 0; i < 10; i++) {
            int number = i;
            service.submit(() -> Tasks.failOnOdd(number));
        }
        List<Integer> values = new ArrayList<>();
        int failures = 0;
        for (int i = 0; i < 10; i++) {
            Future<Integer> done = service.take();
            try {
                values.add(done.get());
            } catch (ExecutionException e) {
                failures++;
            }
        }

        assertThat(values).containsExactlyInAnyOrder(0, 2, 4, 6, 8);
        assertThat(failures).isEqualTo(5);
    }

    @Test
    void shouldServeCompletableFutures() {
        PoolExecutor pool = pool();
        CompletableFuture<Integer> sum = CompletableFuture.supplyAsync(() -> 20, pool)
                .thenApplyAsync(Tasks::twice, pool)
                .thenCombineAsync(CompletableFuture.supplyAsync(() -> 2, pool), Integer::sum, pool);

        assertThat(sum.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(42);
        assertThatThrownBy(() -> CompletableFuture.runAsync(() -> Tasks.failWithError(1), pool)
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(AssertionError.class);
    }

    @Test
    void shouldRunAFutureTaskAndInterruptItWhenThatIsCancelled() throws Exception {
        Gate gate = gate();
        FutureTask<String> task = new FutureTask<>(() -> Tasks.passOrInterrupted(gate));
        pool().execute(task);
        gate.awaitArrival();

        assertThat(task.cancel(true)).isTrue();

        assertThat(task.isCancelled()).isTrue();
        assertThat(pool().submit(Tasks::twice, 2).get()).isEqualTo(4);
    }
}
