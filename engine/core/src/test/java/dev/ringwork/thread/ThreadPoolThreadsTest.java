package dev.ringwork.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.PoolExecutor;
import dev.ringwork.TaskFuture;
import dev.ringwork.WhenFull;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.PoolContract;
import dev.ringwork.contract.Tasks;
import dev.ringwork.function.SerializableCallable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The threads of a pool: how many, when, by what name, in what state. */
class ThreadPoolThreadsTest extends PoolContract {
    ThreadPoolThreadsTest() {
        super(new ThreadSource(3));
    }

    private static ThreadPoolBuilder named(String prefix) {
        return ThreadPool.builder().threadNamePrefix(prefix);
    }

    private static List<Thread> alive(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .toList();
    }

    @Test
    void shouldStartNoThreadWhenNothingIsSubmitted() {
        ThreadPool pool = named("lazy").maxWorkers(4).build();
        own(pool);

        assertThat(pool.stats().workers()).isZero();
        assertThat(alive("lazy")).isEmpty();
    }

    @Test
    @DisplayName("test_default_workers")
    void shouldHaveAsManyThreadsAsPythonWhenNothingIsSaid() {
        int processors = Runtime.getRuntime().availableProcessors();

        assertThat(own(ThreadPool.create()).stats().maxWorkers()).isEqualTo(Math.min(32, processors + 4));
    }

    @Test
    void shouldStartNoMoreThreadsThanAskedWhenSaturated() throws Exception {
        ThreadPool pool = named("saturated").maxWorkers(3).build();
        own(pool);
        Gate gate = gate();
        occupy(pool, gate);
        List<TaskFuture<Integer>> waiting = submit(pool, 45);

        assertThat(pool.stats().workers()).isEqualTo(3);
        assertThat(alive("saturated")).hasSize(3).allMatch(Thread::isDaemon);
        gate.open();
        for (TaskFuture<Integer> future : waiting) {
            future.get();
        }
        assertThat(pool.stats().workersStarted()).isEqualTo(3);
    }

    @Test
    @DisplayName("test_idle_thread_reuse")
    void shouldReuseAnIdleThreadWhenThereIsOne() throws Exception {
        ThreadPool pool = named("reuse").maxWorkers(4).spin(Duration.ZERO).build();
        own(pool);
        Set<Thread> used = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            used.add(pool.submit(Thread::currentThread).get());
            eventually(
                    () -> alive("reuse").stream().allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING));
        }

        assertThat(used).hasSize(1);
        assertThat(pool.stats().workersStarted()).isEqualTo(1);
        assertThat(pool.stats().doorbellsSent()).isEqualTo(49);
    }

    @Test
    @DisplayName("test_thread_names_assigned, test_thread_names_default")
    void shouldNameItsThreadsWhenGivenAPrefix() throws Exception {
        ThreadPool pool = named("SpecialPool").maxWorkers(3).build();
        own(pool);
        occupy(pool, gate());

        assertThat(alive("SpecialPool"))
                .extracting(Thread::getName)
                .allMatch(name -> name.matches("SpecialPool_[0-2]"));
        assertThat(own(ThreadPool.create(1))
                        .submit(() -> Thread.currentThread().getName())
                        .get())
                .matches("ThreadPool-\\d+_0");
    }

    @Test
    void shouldEndIdleThreadsAndStartThemAgainWhenToldTo() throws Exception {
        ThreadPool pool =
                named("idle").maxWorkers(2).idleTimeout(Duration.ofMillis(20)).build();
        own(pool);
        for (int round = 0; round < 5; round++) {
            assertThat(pool.submit(Tasks::twice, round).get()).isEqualTo(2 * round);
            eventually(() -> pool.stats().workers() == 0);
        }

        eventually(() -> alive("idle").isEmpty());
        assertThat(pool.stats().workersStarted()).isBetween(5L, 10L);
    }

    @Test
    void shouldLoseNothingWhenIdleThreadsEndAllTheTime() throws Exception {
        ThreadPool pool = named("leaving")
                .maxWorkers(2)
                .idleTimeout(Duration.ofNanos(1))
                .spin(Duration.ZERO)
                .build();
        own(pool);
        for (int round = 0; round < source().rounds(2000); round++) {
            List<TaskFuture<Integer>> futures = submit(pool, 1 + round % 3);
            for (int i = 0; i < futures.size(); i++) {
                assertThat(futures.get(i).get(20, TimeUnit.SECONDS)).isEqualTo(2 * i);
            }
        }
    }

    @Test
    void shouldInitializeEachThreadOnceWhenGivenAnInitializer() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Set<Thread> where = ConcurrentHashMap.newKeySet();
        ThreadPool pool = ThreadPool.builder()
                .maxWorkers(3)
                .initializer(() -> {
                    runs.getAndIncrement();
                    where.add(Thread.currentThread());
                })
                .build();
        own(pool);
        occupy(pool, gate());

        assertThat(runs).hasValue(3);
        assertThat(where).hasSize(3);
    }

    @Test
    void shouldFailEverythingWithTheCauseWhenAnInitializerFails() throws Exception {
        for (int round = 0; round < source().rounds(300); round++) {
            IllegalStateException cause = new IllegalStateException("no licence");
            ThreadPool pool = ThreadPool.builder()
                    .maxWorkers(2)
                    .initializer(() -> {
                        throw cause;
                    })
                    .build();
            own(pool);
            List<TaskFuture<Integer>> accepted = new ArrayList<>();
            try {
                for (int i = 0; i < 5_000; i++) {
                    accepted.add(pool.submit(Tasks::twice, i));
                }
            } catch (BrokenExecutorException e) {
                assertThat(e).hasCause(cause);
            }
            Set<Throwable> failures = Collections.newSetFromMap(new IdentityHashMap<>());
            for (TaskFuture<Integer> future : accepted) {
                Throwable failure = future.exception(LONG);
                assertThat(failure).isInstanceOf(BrokenExecutorException.class).hasCause(cause);
                failures.add(failure);
            }
            assertThat(failures).as("each has its own").hasSize(accepted.size());
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void shouldNotWaitBehindARunningTaskWhenAThreadIsIdle() throws Exception {
        ThreadPool pool = ThreadPool.create(2);
        own(pool);
        for (int round = 0; round < source().rounds(200); round++) {
            Gate gate = gate();
            TaskFuture<Integer> stuck = blocked(pool, gate, 1);
            for (TaskFuture<Integer> future : submit(pool, 20)) {
                future.get(20, TimeUnit.SECONDS);
            }
            gate.open();
            stuck.get();
        }
    }

    @Test
    void shouldNotInheritAnInterruptWhenATaskLeavesOne() throws Exception {
        ThreadPool pool = ThreadPool.create(1);
        own(pool);
        for (int i = 0; i < 100; i++) {
            pool.submit(() -> Thread.currentThread().interrupt()).get();
            assertThat(pool.submit(() -> Thread.currentThread().isInterrupted()).get())
                    .isFalse();
        }
    }

    @Test
    void shouldInterruptOnlyTheTaskThatIsCancelledWhenCancelsRaceItsEnd() throws Exception {
        ThreadPool pool = ThreadPool.create(1);
        own(pool);
        SerializableCallable<Boolean> look = () -> Thread.currentThread().isInterrupted();
        for (int round = 0; round < source().rounds(20_000); round++) {
            TaskFuture<Boolean> victim = pool.submit(look);
            TaskFuture<Boolean> next = pool.submit(look);
            victim.cancel(true);
            assertThat(next.get()).as("round %d", round).isFalse();
        }
    }

    @Test
    void shouldInterruptWhoRunsItWhenAnotherWorkerWaitsForIt() throws Exception {
        ThreadPool pool = ThreadPool.create(2);
        own(pool);
        Gate gate = gate();
        TaskFuture<Integer> running = blocked(pool, gate, 1);
        CountDownLatch waits = new CountDownLatch(1);
        TaskFuture<String> waiter = pool.submit(() -> {
            waits.countDown();
            try {
                running.get();
                return "done";
            } catch (CancellationException e) {
                return "cancelled, interrupted=" + Thread.currentThread().isInterrupted();
            }
        });
        waits.await();

        running.cancel(true);

        assertThat(running.awaitStopped(LONG)).isTrue();
        assertThat(waiter.get()).isEqualTo("cancelled, interrupted=false");
    }

    @Test
    void shouldInterruptTasksThatJustBeginWhenShutDownNow() throws Exception {
        for (int round = 0; round < source().rounds(500); round++) {
            ThreadPool pool = ThreadPool.create(1);
            CountDownLatch never = new CountDownLatch(1);
            TaskFuture<?> future = pool.submit(() -> {
                never.await();
            });
            pool.shutdownNow();
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS))
                    .as("round %d %s", round, future)
                    .isTrue();
        }
    }

    @Test
    void shouldInterruptATaskAgainWhenItIsCancelledAfterShutdownNow() throws Exception {
        ThreadPool pool = ThreadPool.create(1);
        own(pool);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interruptedOnce = new CountDownLatch(1);
        CountDownLatch interruptedTwice = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        TaskFuture<?> future = pool.submit(() -> {
            begun.countDown();
            for (CountDownLatch interrupted : List.of(interruptedOnce, interruptedTwice)) {
                try {
                    never.await();
                } catch (InterruptedException e) { // it has more to do, so it was told once more
                    interrupted.countDown();
                }
            }
        });
        begun.await();

        pool.shutdownNow();
        assertThat(interruptedOnce.await(20, TimeUnit.SECONDS)).isTrue();
        future.cancel(true);

        boolean twice = interruptedTwice.await(20, TimeUnit.SECONDS);
        never.countDown(); // the task ends, whatever was seen
        assertThat(twice).isTrue();
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldCancelWhatItsThreadHasNotBegunWhenTheInitializerIsSlow() throws Exception {
        Gate gate = gate();
        ThreadPool pool =
                ThreadPool.builder().maxWorkers(1).initializer(gate::pass).build();
        own(pool);
        TaskFuture<Integer> given = pool.submit(Tasks::twice, 1);
        gate.awaitArrival();

        assertThat(given.isRunning()).isFalse();
        pool.shutdown(true);

        assertThat(given.isCancelled()).isTrue();
        gate.open();
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldHaveOneWinnerWhenCancelRacesTheTask() throws Exception {
        ThreadPool pool = ThreadPool.create(2);
        own(pool);
        AtomicInteger ran = new AtomicInteger();
        int cancelled = 0;
        int rounds = source().rounds(100_000);
        for (int round = 0; round < rounds; round++) {
            TaskFuture<?> future = pool.submit(() -> {
                ran.getAndIncrement();
            });
            if (round % 2 == 0) {
                Thread.onSpinWait();
            }
            if (future.cancel(false)) {
                cancelled++;
            }
        }
        pool.close();

        assertThat(ran.get() + cancelled).isEqualTo(rounds);
        assertThat(pool.stats().cancelled()).isEqualTo(cancelled);
    }

    private static int recurse(int depth) {
        return depth < 0 ? 0 : recurse(depth + 1) + 1;
    }

    private static int fillTheHeap() {
        return new long[Integer.MAX_VALUE].length;
    }

    @Test
    void shouldFailOnlyTheTaskThatRunsOutOfStackOrHeap() {
        PoolExecutor pool = newPool();

        assertThat(pool.submit(() -> recurse(0)).exception()).isInstanceOf(StackOverflowError.class);
        assertThat(pool.submit(ThreadPoolThreadsTest::fillTheHeap).exception()).isInstanceOf(OutOfMemoryError.class);

        assertThat(pool.submit(Tasks::twice, 1).result()).isEqualTo(2);
        assertThat(pool.stats().failed()).isEqualTo(2);
    }

    @Test
    void shouldRefuseOptionsThatMakeNoSense() {
        ThreadPoolBuilder builder = ThreadPool.builder();

        for (int workers : new int[] {0, -1}) {
            assertThatThrownBy(() -> builder.maxWorkers(workers))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("maxWorkers=" + workers);
        }
        assertThatThrownBy(() -> builder.queueCapacity(-1)).hasMessageContaining("queueCapacity=-1");
        assertThatThrownBy(() -> builder.idleTimeout(Duration.ZERO)).hasMessageContaining("idleTimeout=PT0S");
        assertThatThrownBy(() -> builder.spin(Duration.ofNanos(-1))).hasMessageContaining("spin=");
        assertThatThrownBy(() -> builder.initializer(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> builder.threadNamePrefix(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> builder.whenFull(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> ThreadPool.builder().whenFull(WhenFull.BLOCK).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("whenFull=BLOCK");
        own(builder.idleTimeout(Duration.ofSeconds(Long.MAX_VALUE)).build());
    }
}
