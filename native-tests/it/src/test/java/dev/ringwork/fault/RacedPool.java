package dev.ringwork.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.PoolStats;
import dev.ringwork.ReturnWhen;
import dev.ringwork.TaskFuture;
import dev.ringwork.TaskFutures;
import dev.ringwork.WorkerDiedException;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.WorkerInfo;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A pool to which calls are submitted while its workers are killed and it is resized, and what became of those calls when it has ended:
 *
 * <ul>
 *   <li>a value: it ran once;
 *   <li>cancelled, by an end that cancels: it did not run;
 *   <li>died: with a worker that was killed here, the only one for that worker, which began none after it;
 *   <li>broken, by an end that breaks the pool: it was running, so there is one a worker at most, which began none after it.
 * </ul>
 */
final class RacedPool {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int MOST_CALLS = 1 << 22;
    private static final int LONGEST_CALL_MICROS = 2_000;
    private static final int WAIT_ONE_IN = 10;
    private static final int RESIZE_ONE_IN = 4;
    private static final int MOST_WORKERS = 3;
    private static final int LONGEST_PAUSE_MILLIS = 100;
    /** Enough for a life of less than a second; on a busy machine no worker would ever do anything if it went on. */
    private static final int MOST_KILLS = 6;

    /** Of workers that are coming up one in so many is killed: a pool of which none ever is up gives up. */
    private static final int STARTING_SPARED = 8;

    private static @Nullable RunLog workersLog;

    private final ProcessPool pool;
    private final Path logFile;
    private final RunLog log;
    private final AtomicInteger numbers = new AtomicInteger();
    private final ConcurrentLinkedQueue<Accepted> accepted = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Integer> refused = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    /** Pids of those killed: they are of one short round, in which none is used twice. Written by the disturber. */
    private final Set<Long> killed = new HashSet<>();

    /** Pids of the workers with which calls died. Of the check, as the next one. */
    private final List<Long> died = new ArrayList<>();

    private final List<Accepted> broken = new ArrayList<>();

    /** What a worker is to do. */
    record Call(int number, int micros, String logFile) {}

    private record Accepted(Call call, TaskFuture<Integer> future) {}

    RacedPool(ProcessPool pool, Path logFile) throws IOException {
        this.pool = pool;
        this.logFile = logFile;
        this.log = RunLog.create(logFile, MOST_CALLS);
    }

    /** Begins to submit, until the pool refuses. */
    void submit(SplittableRandom random) {
        start(() -> submitAll(random));
    }

    /** Begins to kill and to resize, until {@link #join}. */
    void disturb(SplittableRandom random) {
        start(() -> disturbAll(random));
    }

    private interface Work {
        void run() throws Exception;
    }

    private void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Throwable t) {
                failures.add(t);
            }
        });
        threads.add(thread);
        thread.start();
    }

    void join() throws InterruptedException {
        over.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    int calls() {
        return numbers.get();
    }

    private void submitAll(SplittableRandom random) throws InterruptedException {
        while (true) {
            Call call = new Call(numbers.getAndIncrement(), random.nextInt(LONGEST_CALL_MICROS), logFile.toString());
            TaskFuture<Integer> future;
            try {
                future = pool.submit(RacedPool::work, call);
            } catch (RejectedExecutionException e) {
                refused.add(call.number());
                return;
            }
            accepted.add(new Accepted(call, future));
            if (random.nextInt(WAIT_ONE_IN) == 0) {
                assertThat(TaskFutures.waitFor(List.of(future), LONGEST, ReturnWhen.ALL_COMPLETED)
                                .notDone())
                        .isEmpty();
            }
        }
    }

    private void disturbAll(SplittableRandom random) throws InterruptedException {
        while (!over.await(random.nextInt(LONGEST_PAUSE_MILLIS), TimeUnit.MILLISECONDS)) {
            List<WorkerInfo> workers = pool.workers();
            if (random.nextInt(RESIZE_ONE_IN) == 0) {
                pool.resize(1 + random.nextInt(MOST_WORKERS));
            } else if (!workers.isEmpty() && killed.size() < MOST_KILLS) {
                WorkerInfo victim = workers.get(random.nextInt(workers.size()));
                if (victim.state() != WorkerInfo.State.STARTING || random.nextInt(STARTING_SPARED) == 0) {
                    kill(victim.pid());
                }
            }
        }
    }

    private void kill(long pid) {
        ProcessHandle.of(pid).filter(ProcessHandle::destroyForcibly).ifPresent(worker -> killed.add(pid));
    }

    static int work(Call call) throws IOException {
        RunLog open = workersLog;
        if (open == null) {
            open = RunLog.register(Path.of(call.logFile()));
            workersLog = open;
        }
        open.begun(call.number());
        try {
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(call.micros()));
            return call.micros();
        } finally {
            open.ended(call.number());
        }
    }

    /** Once the pool has ended so. */
    void check(PoolEnd how) {
        assertThat(failures).isEmpty();
        PoolStats stats = pool.stats();
        assertThat(stats.submitted())
                .as("%s", stats)
                .isEqualTo(stats.succeeded() + stats.failed() + stats.cancelled())
                .isEqualTo(accepted.size());
        assertThat(refused).as("calls that were refused").allMatch(call -> log.runs(call) == 0);
        for (Accepted one : accepted) {
            assertThat(one.future().isDone()).as("%s", one).isTrue();
            check(one, how);
        }
        assertThat(died).as("a death costs one call").doesNotHaveDuplicates();
        assertThat(killed).as("who is not killed does not die").containsAll(died);
        assertThat(broken).as("calls that fail with the pool: one a worker").hasSizeLessThanOrEqualTo(MOST_WORKERS);
    }

    private void check(Accepted one, PoolEnd how) {
        Call call = one.call();
        int runs = log.runs(call.number());
        if (one.future().isCancelled()) {
            assertThat(how.cancels()).as("nobody cancels: %s", one).isTrue();
            assertThat(runs).as("runs of what was cancelled: %s", one).isZero();
            return;
        }
        Throwable cause = one.future().exception();
        if (cause == null) {
            assertThat(one.future().result()).isEqualTo(call.micros());
            assertThat(runs).as("runs of what succeeded: %s", one).isEqualTo(1);
        } else if (cause instanceof WorkerDiedException death) {
            died.add(death.pid());
            assertThat(runs == 0 || log.isLast(call.number()))
                    .as("died as its worker's last: %s", one)
                    .isTrue();
            assertThat(runs).as("runs of what died: %s", one).isLessThanOrEqualTo(1);
        } else if (cause instanceof BrokenExecutorException) {
            broken.add(one);
            assertThat(how.breaks()).as("nobody breaks the pool: %s", one).isTrue();
            assertThat(cause.getCause()).as("%s", one).hasMessage(how.words());
            assertThat(runs == 0 || log.isLast(call.number()))
                    .as("broken as its worker's last: %s", one)
                    .isTrue();
            assertThat(runs).as("runs of what failed with the pool: %s", one).isLessThanOrEqualTo(1);
        } else {
            assertThat(cause)
                    .as("an interrupt may hit the opening of the log: %s", one)
                    .isInstanceOf(ClosedByInterruptException.class);
            assertThat(how.interrupts()).as("nobody interrupts: %s", one).isTrue();
            assertThat(runs).as("runs before the log was opened: %s", one).isZero();
        }
    }
}
