package dev.ringwork.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.MapOptions;
import dev.ringwork.PoolExecutor;
import dev.ringwork.ReturnWhen;
import dev.ringwork.TaskFuture;
import dev.ringwork.TaskFutures;
import dev.ringwork.WhenFull;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.PoolContract;
import dev.ringwork.contract.Tasks;
import dev.ringwork.function.SerializableCallable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tasks that wait for tasks of their own pool. In a pool of one thread each of these would stand still for ever. */
class ThreadPoolOwnTasksTest extends PoolContract {
    ThreadPoolOwnTasksTest() {
        super(new ThreadSource(1));
    }

    private int inTask(SerializableCallable<Integer> task) throws Exception {
        return pool().submit(task).get(30, TimeUnit.SECONDS);
    }

    @Test
    void shouldNotStarveWhenATaskGetsTheResultOfAnother() throws Exception {
        PoolExecutor pool = pool();

        assertThat(inTask(() -> pool.submit(Tasks::twice, 1).get())).isEqualTo(2);
        assertThat(inTask(() -> pool.submit(Tasks::twice, 1).get(20, TimeUnit.SECONDS)))
                .isEqualTo(2);
        assertThat(inTask(() -> pool.submit(Tasks::twice, 1).result())).isEqualTo(2);
        assertThat(inTask(() -> pool.submit(Tasks::fail, 1).exception() == null ? 0 : 1))
                .isEqualTo(1);
        assertThat(inTask(
                        () -> pool.submit(Tasks::twice, 1).toCompletableFuture().join()))
                .isEqualTo(2);
        assertThat(inTask(() -> pool.submit(Tasks::twice, 1)
                        .toCompletableFuture()
                        .thenApply(Tasks::twice)
                        .thenApply(Tasks::twice)
                        .join()))
                .isEqualTo(8);
    }

    @Test
    void shouldNotStarveWhenATaskWaitsForSeveral() throws Exception {
        PoolExecutor pool = pool();
        for (ReturnWhen when : ReturnWhen.values()) {
            int done = inTask(() ->
                    TaskFutures.waitFor(submit(pool, 5), LONG, when).done().size());
            assertThat(done).isEqualTo(when == ReturnWhen.FIRST_COMPLETED ? 1 : 5);
        }
    }

    @Test
    void shouldNotStarveWhenATaskTakesThemAsTheyComplete() throws Exception {
        PoolExecutor pool = pool();

        int sum = inTask(() -> {
            int total = 0;
            for (TaskFuture<Integer> future : TaskFutures.<Integer>asCompleted(submit(pool, 5), LONG)) {
                total += future.result();
            }
            return total;
        });

        assertThat(sum).isEqualTo(20);
    }

    @Test
    void shouldNotStarveWhenATaskMaps() throws Exception {
        PoolExecutor pool = pool();
        List<Integer> inputs = List.of(1, 2, 3, 4);
        for (MapOptions options : List.of(
                MapOptions.defaults(),
                MapOptions.defaults().chunkSize(3),
                MapOptions.defaults().bufferSize(2),
                MapOptions.defaults().unordered(),
                MapOptions.defaults().unordered().bufferSize(2),
                MapOptions.defaults().timeout(LONG))) {
            assertThat(inTask(() -> pool.map(Tasks::twice, inputs, options).stream()
                            .mapToInt(i -> i)
                            .sum()))
                    .isEqualTo(20);
        }
    }

    @Test
    void shouldNotStarveWhenATaskInvokes() throws Exception {
        PoolExecutor pool = pool();
        List<Callable<Integer>> tasks = List.of(() -> 1, () -> 2);

        int sum = inTask(() -> {
            int total = 0;
            for (Future<Integer> future : pool.invokeAll(tasks)) {
                total += future.get();
            }
            return total;
        });

        assertThat(sum).isEqualTo(3);
        assertThat(inTask(() -> pool.invokeAny(tasks))).isBetween(1, 2);
    }

    private static int fibonacci(PoolExecutor pool, int n) {
        if (n < 2) {
            return n;
        }
        TaskFuture<Integer> one = pool.submit(() -> fibonacci(pool, n - 1));
        TaskFuture<Integer> other = pool.submit(() -> fibonacci(pool, n - 2));
        return one.result() + other.result();
    }

    @Test
    void shouldNotStarveWhenTasksForkDeep() {
        assertThat(fibonacci(pool(), 15)).isEqualTo(610);
        assertThat(fibonacci(own(source().make(3)), 15)).isEqualTo(610);
    }

    @Test
    void shouldSubmitFromTasksWhenNestedAHundredDeep() throws Exception {
        assertThat(nested(pool(), 100)).isEqualTo(100);
    }

    private static int nested(PoolExecutor pool, int depth) throws Exception {
        return depth == 0 ? 0 : 1 + pool.submit(() -> nested(pool, depth - 1)).get();
    }

    @Test
    void shouldRunWhatFindsNoRoomWhenItsOwnThreadWouldHaveToWait() throws Exception {
        PoolExecutor pool = own(source().bounded(1, 1, WhenFull.BLOCK));

        int sum = pool.submit(() -> {
                    List<TaskFuture<Integer>> futures = new ArrayList<>(submit(pool, 10));
                    int total = 0;
                    for (TaskFuture<Integer> future : futures) {
                        total += future.get();
                    }
                    return total;
                })
                .get(30, TimeUnit.SECONDS);

        assertThat(sum).isEqualTo(IntStream.range(0, 10).map(Tasks::twice).sum());
    }

    @Test
    void shouldEndWhenATaskClosesItsPool() throws Exception {
        PoolExecutor pool = newPool();

        assertThat(pool.submit(() -> {
                            pool.close();
                            return pool.isShutdown();
                        })
                        .get(20, TimeUnit.SECONDS))
                .isTrue();
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldEndWhenATaskThatTheCallerRunsClosesItsPool() throws Exception {
        PoolExecutor pool = own(source().bounded(1, 0, WhenFull.CALLER_RUNS));
        Gate gate = gate();
        occupy(pool, gate);

        assertThat(pool.submit(() -> {
                            pool.close();
                            return 5;
                        })
                        .get())
                .isEqualTo(5);
        gate.open();
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldLeaveItToThePoolWhenTheWaitingThreadIsAnother() throws Exception {
        PoolExecutor pool = pool();
        Gate gate = gate();
        occupy(pool, gate);
        TaskFuture<Thread> waiting = pool.submit(Thread::currentThread);

        assertThatThrownBy(() -> waiting.get(1, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        gate.open();
        assertThat(waiting.get()).isNotSameAs(Thread.currentThread());
    }

    @Test
    void shouldInterruptOnlyTheTaskThatIsMeantWhenItRunsAnotherOnItsThread() throws Exception {
        PoolExecutor pool = pool();
        CountDownLatch within = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicReference<TaskFuture<Boolean>> inner = new AtomicReference<>();
        AtomicBoolean outerInterrupted = new AtomicBoolean();
        TaskFuture<Boolean> outer = pool.submit(() -> {
            TaskFuture<Boolean> task = pool.submit(() -> {
                within.countDown();
                awaitUninterruptibly(release);
                return Thread.interrupted();
            });
            inner.set(task);
            boolean value = task.get(); // done when the thread comes back, so nothing to be interrupted in
            outerInterrupted.set(Thread.currentThread().isInterrupted());
            return value;
        });
        assertThat(within.await(30, TimeUnit.SECONDS)).isTrue();

        assertThat(outer.cancel(true)).isTrue();
        release.countDown();

        assertThat(inner.get().get(30, TimeUnit.SECONDS))
                .as("the inner one was interrupted")
                .isFalse();
        assertThat(outer.awaitStopped(LONG)).isTrue();
        assertThat(outerInterrupted).isTrue();
        assertThat(pool.submit(() -> Thread.interrupted()).get(30, TimeUnit.SECONDS))
                .as("nothing of it reaches the next task")
                .isFalse();
    }

    /** Waits and keeps the status of an interrupt. */
    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            interrupted |= Thread.interrupted();
            LockSupport.parkNanos(1_000_000);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
