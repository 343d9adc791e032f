package dev.ringwork.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.PoolExecutor;
import dev.ringwork.TaskFuture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a future does for those who want to be called. */
public abstract class CallbackContract extends PoolContract {
    private static final int RACES = 1000;

    protected CallbackContract(PoolSource source) {
        super(source);
    }

    @Test
    void shouldCallBackInOrderAndOnceWhenDone() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> future = blocked(pool(), gate, 9);
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch last = new CountDownLatch(1);
        for (int i = 0; i < 10; i++) {
            int number = i;
            future.onDone(done -> {
                order.add(number);
                if (number % 3 == 0) {
                    throw new AssertionError("a callback may throw anything; the next runs: " + number);
                }
            });
        }
        future.onDone(done -> last.countDown());

        gate.open();

        assertThat(last.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void shouldCallBackAtOnceWhenDoneBefore() {
        TaskFuture<Integer> future = pool().submit(Tasks::twice, 2);
        future.result();
        AtomicInteger seen = new AtomicInteger();

        future.onDone(done -> seen.addAndGet(done.result()));

        assertThat(seen).hasValue(4);
    }

    @Test
    void shouldCallBackOnTheExecutorWhenGivenOne() throws Exception {
        AtomicReference<Thread> where = new AtomicReference<>();
        CountDownLatch called = new CountDownLatch(1);
        Thread[] mine = new Thread[1];

        pool().submit(Tasks::twice, 2)
                .onDone(
                        done -> {
                            where.set(Thread.currentThread());
                            called.countDown();
                        },
                        work -> {
                            mine[0] = new Thread(work);
                            mine[0].start();
                        });

        assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(where.get()).isSameAs(mine[0]);
    }

    @Test
    void shouldCallBackInsideCancelWhenCancelled() throws Exception {
        PoolExecutor pool = pool();
        Gate gate = gate();
        occupy(pool, gate);
        TaskFuture<Integer> waiting = pool.submit(Tasks::twice, 2);
        AtomicInteger seen = new AtomicInteger();
        waiting.onDone(done -> seen.addAndGet(done.isCancelled() ? 1 : 100));

        waiting.cancel(false);

        assertThat(seen).hasValue(1);
        gate.open();
    }

    @Test
    void shouldSubmitFromCallbacksWhenNestedDeep() throws Exception {
        PoolExecutor pool = pool();
        CountDownLatch end = new CountDownLatch(100);

        again(pool, end);

        assertThat(end.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private static void again(PoolExecutor pool, CountDownLatch end) {
        pool.submit(Tasks::twice, 1).onDone(done -> {
            end.countDown();
            if (end.getCount() > 0) {
                again(pool, end);
            }
        });
    }

    @Test
    void shouldKeepTheOrderOnAnExecutorWhenItHasManyThreads() throws Exception {
        ExecutorService where = Executors.newFixedThreadPool(4);
        try {
            Gate gate = gate();
            TaskFuture<Integer> future = blocked(pool(), gate, 9);
            List<Integer> order = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch last = new CountDownLatch(200);
            for (int i = 0; i < 200; i++) {
                int number = i;
                future.onDone(
                        done -> {
                            order.add(number);
                            last.countDown();
                            if (number % 7 == 0) {
                                throw new AssertionError("the next runs: " + number);
                            }
                        },
                        where);
            }

            gate.open();

            assertThat(last.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(order).isEqualTo(IntStream.range(0, 200).boxed().toList());
        } finally {
            where.shutdown();
        }
    }

    @Test
    void shouldGoOnWhenAnExecutorRefuses() throws Exception {
        Gate gate = gate();
        TaskFuture<Integer> future = blocked(pool(), gate, 9);
        AtomicInteger refused = new AtomicInteger();
        CountDownLatch last = new CountDownLatch(1);
        future.onDone(done -> refused.addAndGet(100), work -> {
            refused.getAndIncrement();
            throw new RejectedExecutionException("not here");
        });
        future.onDone(done -> last.countDown());

        gate.open();

        assertThat(last.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(refused).hasValue(1);
    }

    @Test
    void shouldNotWaitForAnExecutorWhenTheNextCallbackNeedsNone() throws Exception {
        TaskFuture<Integer> future = pool().submit(Tasks::twice, 2);
        List<Runnable> later = new ArrayList<>();
        Executor laterOn = later::add;
        AtomicInteger seen = new AtomicInteger();
        future.result();

        future.onDone(done -> seen.getAndIncrement(), laterOn);
        future.onDone(done -> seen.getAndIncrement(), laterOn);
        future.onDone(done -> seen.addAndGet(10));

        assertThat(seen).hasValue(10);
        assertThat(later).hasSize(1);
        later.get(0).run();
        assertThat(seen).hasValue(12);
    }

    @Test
    void shouldRunAfterTheOneItIsAddedInWhenNested() {
        TaskFuture<Integer> future = pool().submit(Tasks::twice, 2);
        future.result();
        List<String> order = new ArrayList<>();

        future.onDone(done -> {
            done.onDone(again -> order.add("inner"));
            order.add("outer");
        });

        assertThat(order).containsExactly("outer", "inner");
    }

    @Test
    void shouldCallBackOnceWhenAddingRacesTheEnd() throws Exception {
        PoolExecutor pool = newPool();
        AtomicIntegerArray calls = new AtomicIntegerArray(2 * source().rounds(RACES));
        CountDownLatch all = new CountDownLatch(calls.length());
        for (int round = 0; round < calls.length() / 2; round++) {
            TaskFuture<Integer> future = pool.submit(Tasks::twice, round);
            for (int number = 2 * round; number < 2 * round + 2; number++) {
                int callback = number;
                future.onDone(done -> {
                    if (calls.getAndIncrement(callback) == 0) {
                        all.countDown();
                    }
                });
            }
        }

        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        pool.close(); // none is left that could be called once more
        for (int callback = 0; callback < calls.length(); callback++) {
            assertThat(calls.get(callback)).as("calls of callback %d", callback).isEqualTo(1);
        }
    }

    @Test
    void shouldHaveCalledBackWhenThePoolIsClosed() throws Exception {
        PoolExecutor pool = newPool();
        Gate gate = gate();
        Gate callback = gate();
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        blocked(pool, gate, 1).onDone(done -> seen.add(Tasks.passOrInterrupted(callback)));
        gate.open();
        callback.awaitArrival();

        Caller<List<String>> closer = Caller.start(() -> {
            pool.close();
            return List.copyOf(seen);
        });

        assertThat(closer.goesOnWaiting()).isTrue();
        assertThat(pool.isTerminated()).isFalse();
        callback.open();
        assertThat(closer.result()).containsExactly("passed");
    }

    @Test
    void shouldCallBackForEachEndWhenTheTaskFails() throws Exception {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        CountDownLatch called = new CountDownLatch(1);

        pool().submit(Tasks::fail, 5).onDone(done -> {
            seen.set(done.exception());
            called.countDown();
        });

        assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(seen.get()).hasMessage("number 5");
    }

    @Test
    void shouldRefuseNullCallbacks() {
        TaskFuture<Integer> future = pool().submit(Tasks::twice, 2);

        assertThatThrownBy(() -> future.onDone(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> future.onDone(done -> {}, null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void shouldWaitForOtherTasksWhenACallbackDoes() throws Exception {
        PoolExecutor pool = pool();
        AtomicInteger seen = new AtomicInteger();
        CountDownLatch called = new CountDownLatch(1);

        pool.submit(Tasks::twice, 2).onDone(done -> {
            seen.set(pool.submit(Tasks::twice, done.result()).result());
            called.countDown();
        });

        assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(seen).hasValue(8);
    }
}
