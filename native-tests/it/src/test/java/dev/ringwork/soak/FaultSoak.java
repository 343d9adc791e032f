package dev.ringwork.soak;

import dev.ringwork.PoolStats;
import dev.ringwork.TaskFuture;
import dev.ringwork.WorkerDiedException;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.WorkerInfo;
import dev.ringwork.process.WorkerOutput;
import dev.ringwork.soak.SoakTasks.Answer;
import dev.ringwork.soak.SoakTasks.Fate;
import dev.ringwork.soak.SoakTasks.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Submits calls from several threads while workers are killed, exit, halt and run out of memory, and calls are cancelled; then
 * holds what the futures say against what really ran.
 *
 * <p>The oracles stand outside the engine: a byte a call that counts its runs, and an answer that follows from the call's
 * number. A call that succeeded ran once; one that was cancelled before it began never ran; none ran twice; none is left.
 */
final class FaultSoak {
    private static final int MOST_CALLS = 1 << 26;
    private static final int SUBMITTERS = 3;
    private static final int LARGEST_BATCH = 300;
    private static final int LARGE_PAYLOAD = 300_000;
    private static final int SMALL_PAYLOAD = 64;
    private static final int WORKERS = 2;
    /** Of so many workers that are starting one is killed. */
    private static final int STARTING_SPARED = 4;
    /** How much longer it may go on, on a busy machine, until a call has died with its worker. */
    private static final Duration MOST_EXTRA = Duration.ofMinutes(2);
    /** A future that isn't done after this is lost. */
    private static final Duration LOST = Duration.ofSeconds(60);

    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicLong succeeded = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong died = new AtomicLong();
    private final AtomicLong cancelled = new AtomicLong();
    private final AtomicLong kills = new AtomicLong();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final long seed;
    private final long endNanos;
    private final Path countsFile;
    private final RunCounts counts;

    /** What a soak saw. */
    record Report(
            long seed,
            long calls,
            long succeeded,
            long failed,
            long died,
            long cancelled,
            long kills,
            PoolStats stats,
            List<String> violations) {}

    private FaultSoak(long seed, Duration length, Path countsFile) throws IOException {
        this.seed = seed;
        this.endNanos = System.nanoTime() + length.toNanos();
        this.countsFile = countsFile;
        this.counts = RunCounts.create(countsFile, MOST_CALLS);
    }

    /** Soaks one pool whose rings have {@code ringBytes} bytes; {@code directory} holds the counts meanwhile. */
    static Report run(long seed, Duration length, int ringBytes, Path directory) throws Exception {
        Path file = directory.resolve("runs-" + seed);
        try {
            return new FaultSoak(seed, length, file).run(ringBytes);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private boolean isOver() {
        long late = System.nanoTime() - endNanos;
        boolean longEnough = late >= 0 && died.get() > 0 || late >= MOST_EXTRA.toNanos();
        return longEnough || numbers.get() > MOST_CALLS - SUBMITTERS * LARGEST_BATCH;
    }

    private Report run(int ringBytes) throws Exception {
        ProcessPool pool = ProcessPool.builder()
                .maxWorkers(WORKERS)
                .workerHeap("32m")
                .ringCapacity(ringBytes)
                .workerOutput(WorkerOutput.discard())
                .build();
        try (pool) {
            List<Thread> threads = new ArrayList<>();
            threads.add(new Thread(() -> killNowAndThen(pool), "killer"));
            for (int i = 0; i < SUBMITTERS; i++) {
                SplittableRandom random = new SplittableRandom(seed + i + 1);
                threads.add(new Thread(() -> submitAndCheck(pool, random), "submitter " + i));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        PoolStats stats = pool.stats();
        long ends = stats.succeeded() + stats.failed() + stats.cancelled();
        if (stats.submitted() != ends || stats.pending() != 0 || stats.lostWakeups() != 0) {
            violations.add("the counts of a closed pool add up and no wake-up is lost: " + stats);
        }
        return new Report(
                seed,
                numbers.get(),
                succeeded.get(),
                failed.get(),
                died.get(),
                cancelled.get(),
                kills.get(),
                stats,
                List.copyOf(violations));
    }

    private void killNowAndThen(ProcessPool pool) {
        SplittableRandom random = new SplittableRandom(seed);
        while (!isOver()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50 + random.nextInt(250)));
            List<WorkerInfo> workers = pool.workers();
            if (!workers.isEmpty()) {
                WorkerInfo victim = workers.get(random.nextInt(workers.size()));
                if (victim.state() == WorkerInfo.State.STARTING && random.nextInt(STARTING_SPARED) != 0) {
                    continue; // on a busy machine none would ever be up, and the pool would rightly give up
                }
                long pid = victim.pid();
                ProcessHandle.of(pid).ifPresent(process -> {
                    if (process.destroyForcibly()) {
                        kills.getAndIncrement();
                    }
                });
            }
        }
    }

    private void submitAndCheck(ProcessPool pool, SplittableRandom random) {
        try {
            while (!isOver()) {
                List<Job> jobs = new ArrayList<>();
                List<TaskFuture<Answer>> futures = new ArrayList<>();
                int size = 1 + random.nextInt(LARGEST_BATCH);
                for (int i = 0; i < size; i++) {
                    Job job = job(random);
                    jobs.add(job);
                    futures.add(pool.submit(SoakTasks::run, job));
                }
                for (TaskFuture<Answer> future : futures) {
                    if (random.nextInt(20) == 0) {
                        future.cancel(false);
                    }
                }
                for (int i = 0; i < size; i++) {
                    check(jobs.get(i), futures.get(i), pool);
                }
            }
        } catch (Throwable t) {
            violations.add("a submitter failed: " + t);
        }
    }

    private Job job(SplittableRandom random) {
        byte[] payload = new byte[random.nextInt(random.nextInt(20) == 0 ? LARGE_PAYLOAD : SMALL_PAYLOAD)];
        random.nextBytes(payload);
        int dice = random.nextInt(10_000);
        Fate fate = dice < 2
                ? Fate.EXIT
                : dice < 4 ? Fate.HALT : dice < 6 ? Fate.EXHAUST_HEAP : dice < 100 ? Fate.THROW : Fate.RETURN;
        return new Job(numbers.getAndIncrement(), countsFile.toString(), fate, payload);
    }

    private void check(Job job, TaskFuture<Answer> future, ProcessPool pool) throws InterruptedException {
        int leastRuns = 1;
        int mostRuns = 1;
        try {
            Answer answer = future.get(LOST.toSeconds(), TimeUnit.SECONDS);
            succeeded.getAndIncrement();
            if (answer.value() != SoakTasks.answerOf(job.number()) || !Arrays.equals(answer.payload(), job.payload())) {
                violations.add("a wrong answer: call=" + job.number());
            }
        } catch (CancellationException e) {
            cancelled.getAndIncrement();
            leastRuns = 0;
            mostRuns = 0;
        } catch (ExecutionException e) {
            failed.getAndIncrement();
            if (e.getCause() instanceof WorkerDiedException) {
                died.getAndIncrement();
                leastRuns = 0; // begun, perhaps killed before its first instruction
            } else if (job.fate() != Fate.THROW && job.fate() != Fate.EXHAUST_HEAP) {
                violations.add("an unexpected failure: call=" + job.number() + " " + e.getCause());
            }
        } catch (TimeoutException e) {
            violations.add("a lost future: " + future + " " + pool.stats() + " " + pool.workers());
            return;
        }
        int runs = counts.of(job.number());
        if (runs < leastRuns || runs > mostRuns) {
            violations.add("runs of call " + job.number() + " that ended as " + future + ": runs=" + runs);
        }
    }
}
