package dev.ringwork.soak;

import dev.ringwork.PoolStats;
import dev.ringwork.TaskFuture;
import dev.ringwork.WorkerDiedException;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.WorkerOutput;
import dev.ringwork.soak.SoakTasks.Answer;
import dev.ringwork.soak.SoakTasks.Fate;
import dev.ringwork.soak.SoakTasks.Job;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Submits calls from several threads to several pools while workers are killed, stopped and continued, exit, halt and run out
 * of memory, calls are cancelled, callers interrupted, pools resized, shut down and replaced; then holds what the futures say
 * against what really ran.
 *
 * <p>The oracles stand outside the engine: a byte a call that counts its runs, and an answer that follows from the call's
 * number. A call that succeeded ran once; one that was cancelled before it began never ran; none ran twice; none is left. One that was
 * cancelled, begun or not, has run as often when all pools are closed as when it was said to have stopped: what moves to another
 * worker while it is cancelled doesn't begin there.
 */
final class FaultSoak {
    private static final int MOST_CALLS = 1 << 26;
    private static final int SUBMITTERS = 3;
    private static final int LARGE_PAYLOAD = 300_000;
    /** In the largest batch. */
    private static final int LARGE_A_BATCH = 15;

    private static final int SMALL_PAYLOAD = 64;
    /** With larger batches fewer calls end their worker. */
    private static final int DICE_A_BATCH = 33;

    private static final int CANCEL_ONE_IN = 20;

    private static final int WORKERS = 2;
    private static final int POOLS = 2;
    /** How much longer it may go on, on a busy machine, until a call has died with its worker. */
    private static final Duration MOST_EXTRA = Duration.ofMinutes(2);
    /** A future that isn't done after this is lost. */
    private static final Duration LOST = Duration.ofSeconds(60);

    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicLong succeeded = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong died = new AtomicLong();
    private final AtomicLong cancelled = new AtomicLong();
    private final AtomicLong interrupted = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private final AtomicLong kills = new AtomicLong();
    private final AtomicReferenceArray<ProcessPool> pools = new AtomicReferenceArray<>(POOLS);
    private final Queue<Stopped> stopped = new ConcurrentLinkedQueue<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final long seed;
    private final SoakPlan plan;
    private final long startNanos = System.nanoTime();
    private final Path countsFile;
    private final RunCounts counts;
    private final int ringBytes;

    /** What a soak saw. */
    record Report(
            long seed,
            long calls,
            long succeeded,
            long failed,
            long died,
            long cancelled,
            long cancelledRunning,
            long interrupted,
            long rejected,
            Disturber.Counts disturbed,
            List<String> violations) {}

    /** A call that was cancelled whether it ran or not, and how often it had run when it was said not to run any more. */
    private record Stopped(int number, int runs) {}

    private FaultSoak(long seed, SoakPlan plan, int ringBytes, Path countsFile) throws IOException {
        this.seed = seed;
        this.ringBytes = ringBytes;
        this.plan = plan;
        this.countsFile = countsFile;
        this.counts = RunCounts.create(countsFile, MOST_CALLS);
    }

    /** Soaks pools whose rings have {@code ringBytes} bytes; {@code directory} holds the counts meanwhile. */
    static Report run(long seed, SoakPlan plan, int ringBytes, Path directory) throws Exception {
        Path file = directory.resolve("runs-" + seed);
        try {
            return new FaultSoak(seed, plan, ringBytes, file).run();
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private boolean isOver() {
        long nanos = System.nanoTime() - startNanos;
        long late = nanos - plan.length().toNanos();
        boolean enough = numbers.get() >= plan.calls() && kills.get() >= plan.kills();
        boolean longEnough =
                (late >= 0 || plan.endsEarly() && enough) && died.get() > 0 || late >= MOST_EXTRA.toNanos();
        return longEnough || numbers.get() > MOST_CALLS - SUBMITTERS * plan.largestBatch();
    }

    private Report run() throws Exception {
        for (int i = 0; i < POOLS; i++) {
            pools.set(i, newPool());
        }
        List<Thread> submitters = new ArrayList<>();
        for (int i = 0; i < SUBMITTERS; i++) {
            SplittableRandom random = new SplittableRandom(seed + i + 1);
            submitters.add(new Thread(() -> submitAndCheck(random), "submitter " + i));
        }
        Disturber disturber = new Disturber(
                new SplittableRandom(seed), pools, this::newPool, this::closed, submitters, this::isOver, kills);
        Thread disturbing = new Thread(disturber, "disturber");
        submitters.forEach(Thread::start);
        disturbing.start();
        for (Thread thread : submitters) {
            thread.join();
        }
        disturbing.join();
        for (int i = 0; i < POOLS; i++) {
            pools.get(i).close();
            closed(pools.get(i));
        }
        stopped.forEach(this::checkStayedStopped);
        disturber.violations().forEach(violations::add);
        return new Report(
                seed,
                numbers.get(),
                succeeded.get(),
                failed.get(),
                died.get(),
                cancelled.get(),
                stopped.stream().filter(call -> call.runs() > 0).count(),
                interrupted.get(),
                rejected.get(),
                disturber.counts(),
                List.copyOf(violations));
    }

    private ProcessPool newPool() {
        return ProcessPool.builder()
                .maxWorkers(WORKERS)
                .workerHeap("32m")
                .ringCapacity(ringBytes)
                .workerOutput(WorkerOutput.discard())
                .build();
    }

    /** Holds the counts of a pool that has terminated. */
    private void closed(ProcessPool pool) {
        PoolStats stats = pool.stats();
        long ends = stats.succeeded() + stats.failed() + stats.cancelled();
        if (!pool.isTerminated() || stats.submitted() != ends || stats.pending() != 0 || stats.lostWakeups() != 0) {
            violations.add("the counts of a closed pool add up and no wake-up is lost: " + stats);
        }
    }

    private void submitAndCheck(SplittableRandom random) {
        try {
            while (!isOver()) {
                ProcessPool pool = pools.get(random.nextInt(POOLS));
                List<Job> jobs = new ArrayList<>();
                List<TaskFuture<Answer>> futures = new ArrayList<>();
                submitBatch(pool, random, jobs, futures);
                BitSet interruptible = cancelSome(random, futures);
                for (int i = 0; i < futures.size(); i++) {
                    cancelNow(random, jobs.get(i), i, futures, interruptible);
                    check(jobs.get(i), futures.get(i), interruptible.get(i), pool);
                }
            }
        } catch (Throwable t) {
            violations.add("a submitter failed: " + t);
        }
    }

    /** Returns which of them may have been cancelled while they ran. */
    private static BitSet cancelSome(SplittableRandom random, List<TaskFuture<Answer>> futures) {
        BitSet interruptible = new BitSet();
        for (int i = 0; i < futures.size(); i++) {
            if (random.nextInt(CANCEL_ONE_IN) == 0) {
                cancel(i, random.nextBoolean(), futures, interruptible);
            }
        }
        return interruptible;
    }

    /** Cancels, perhaps, the next call that is waited for, which then runs as a rule, or one that comes later. */
    private static void cancelNow(
            SplittableRandom random, Job next, int index, List<TaskFuture<Answer>> futures, BitSet interruptible) {
        if (next.fate() == Fate.LINGER) {
            cancel(index, true, futures, interruptible);
        } else if (random.nextInt(CANCEL_ONE_IN) == 0) {
            int which = index + random.nextInt(futures.size() - index);
            cancel(which, random.nextBoolean(), futures, interruptible);
        }
    }

    private static void cancel(int index, boolean interrupt, List<TaskFuture<Answer>> futures, BitSet interruptible) {
        if (futures.get(index).cancel(interrupt) && interrupt) {
            interruptible.set(index);
        }
    }

    /** Ends early when the pool is shut down meanwhile; what it refused never runs. */
    private void submitBatch(
            ProcessPool pool, SplittableRandom random, List<Job> jobs, List<TaskFuture<Answer>> futures) {
        int size = 1 + random.nextInt(plan.largestBatch());
        for (int i = 0; i < size; i++) {
            Job job = job(random);
            try {
                futures.add(pool.submit(SoakTasks::run, job));
                jobs.add(job);
            } catch (RejectedExecutionException e) {
                rejected.getAndIncrement();
                if (!pool.isShutdown()) {
                    violations.add("an open pool refused a call: " + e);
                }
                if (counts.of(job.number()) != 0) {
                    violations.add("a refused call ran: call=" + job.number());
                }
                return;
            }
        }
    }

    private Answer await(TaskFuture<Answer> future) throws ExecutionException, TimeoutException {
        while (true) {
            try {
                return future.get(LOST.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted.getAndIncrement();
            }
        }
    }

    private Job job(SplittableRandom random) {
        byte[] payload = new byte
                [random.nextInt(
                        random.nextInt(plan.largestBatch() / LARGE_A_BATCH) == 0 ? LARGE_PAYLOAD : SMALL_PAYLOAD)];
        random.nextBytes(payload);
        int dice = random.nextInt(DICE_A_BATCH * plan.largestBatch());
        Fate fate = dice < 2
                ? Fate.EXIT
                : dice < 4
                        ? Fate.HALT
                        : dice < 6
                                ? Fate.EXHAUST_HEAP
                                : dice < 100 ? Fate.THROW : dice < 166 ? Fate.LINGER : Fate.RETURN;
        return new Job(numbers.getAndIncrement(), countsFile.toString(), fate, payload);
    }

    /** A call that was cancelled while it may have run has run once at most, and is over before long. */
    private void checkStops(Job job, TaskFuture<Answer> future) {
        if (awaitStopped(future)) {
            stopped.add(new Stopped(job.number(), counts.of(job.number())));
        } else {
            violations.add("a cancelled call that doesn't stop: " + future);
        }
    }

    private boolean awaitStopped(TaskFuture<Answer> future) {
        while (true) {
            try {
                return future.awaitStopped(LOST);
            } catch (InterruptedException e) {
                interrupted.getAndIncrement();
            }
        }
    }

    private void checkStayedStopped(Stopped call) {
        int runs = counts.of(call.number());
        if (runs != call.runs()) {
            violations.add("a cancelled call ran after it had stopped, or never begun: call=" + call + " runs=" + runs);
        }
    }

    private void check(Job job, TaskFuture<Answer> future, boolean interruptible, ProcessPool pool) {
        int leastRuns = 1;
        int mostRuns = 1;
        try {
            Answer answer = await(future);
            succeeded.getAndIncrement();
            if (answer.value() != SoakTasks.answerOf(job.number()) || !Arrays.equals(answer.payload(), job.payload())) {
                violations.add("a wrong answer: call=" + job.number());
            }
        } catch (CancellationException e) {
            cancelled.getAndIncrement();
            leastRuns = 0;
            mostRuns = interruptible ? 1 : 0;
            if (interruptible) {
                checkStops(job, future);
            }
        } catch (ExecutionException e) {
            failed.getAndIncrement();
            if (e.getCause() instanceof WorkerDiedException) {
                died.getAndIncrement();
                leastRuns = 0; // begun, perhaps killed before its first instruction
            } else if (pool.isShutdown() && e.getCause() instanceof ClosedByInterruptException) {
                leastRuns = 0; // shutdownNow interrupts; that may hit the opening of the counts
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
