package dev.ringwork.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.PoolExecutor;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.PoolContract;
import dev.ringwork.contract.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
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

    /** The JDK's own service, with nothing but the execution left to the pool. */
    private static AbstractExecutorService over(PoolExecutor pool) {
        return new AbstractExecutorService() {
            @Override
            public void execute(Runnable command) {
                pool.execute(command);
            }

            @Override
            public void shutdown() {
                pool.shutdown();
            }

            @Override
            public List<Runnable> shutdownNow() {
                return pool.shutdownNow();
            }

            @Override
            public boolean isShutdown() {
                return pool.isShutdown();
            }

            @Override
            public boolean isTerminated() {
                return pool.isTerminated();
            }

            @Override
            public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
                return pool.awaitTermination(timeout, unit);
            }
        };
    }

    @Test
    void shouldServeAnAbstractExecutorService() throws Exception {
        AbstractExecutorService service = over(own(source().make(3)));
        List<Callable<Integer>> tasks = List.of(() -> Tasks.twice(1), () -> Tasks.twice(2), () -> Tasks.twice(3));

        List<Integer> values = new ArrayList<>();
        for (Future<Integer> done : service.invokeAll(tasks)) {
            values.add(done.get());
        }

        assertThat(values).containsExactly(2, 4, 6);
        assertThat(service.invokeAny(tasks)).isIn(2, 4, 6);
        assertThatThrownBy(() -> service.submit(() -> Tasks.fail(7)).get()).isInstanceOf(ExecutionException.class);
        service.shutdown();
        assertThat(service.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> service.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
    }

    /** What never began comes back as the JDK's own future, which can be run elsewhere and is not cancelled. */
    @Test
    void shouldGiveBackTheFutureTasksOfAnAbstractExecutorServiceWhenTheyNeverBegan() throws Exception {
        PoolExecutor one = own(source().make(1));
        AbstractExecutorService service = over(one);
        Gate gate = gate();
        service.submit(() -> Tasks.passThen(gate, 1));
        gate.awaitArrival();
        Future<Integer> waiting = service.submit(() -> Tasks.twice(2));

        List<Runnable> neverBegun = service.shutdownNow();

        assertThat(neverBegun).hasSize(1).first().isSameAs(waiting);
        neverBegun.get(0).run();
        assertThat(waiting.get()).isEqualTo(4);
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
