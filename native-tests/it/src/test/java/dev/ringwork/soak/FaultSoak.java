package dev.ringwork.soak;

import dev.ringwork.PoolStats;
import dev.ringwork.TaskFuture;
import dev.ringwork.WorkerDiedException;
import dev.ringwork.fault.Incarnation;
import dev.ringwork.fault.RunLog;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.WorkerOutput;
import dev.ringwork.soak.SoakTasks.Answer;
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
import java.util.Set;
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
import org.jspecify.annotations.Nullable;

/**
 * Submits calls from several threads to several pools while workers are killed, stopped and continued, exit, halt and fill their
 * heaps, calls are cancelled, callers interrupted, pools resized, shut down and replaced; then holds what the futures say
 * against what really ran.
 *
 * <p>The oracles stand outside the engine: a {@link RunLog}, {@link Deaths}, and an answer that follows from the call's
 * number. A call that succeeded ran once; one that was cancelled before it began never ran; none ran twice; none is left. One that
 * failed did so for its own reason, or died with a worker that died, one for each death. One that has ended, however that was, has
 * run as often when all pools are closed as when it was said to have stopped: what moves to another worker while it is cancelled doesn't
 * begin there. And no worker was lost but those of which the soak knows why.
 */
final class FaultSoak {
    private static final int MOST_CALLS = 1 << 27;
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
    /** How much longer it may go on, on a busy machine, until it has seen a call succeed, one cancelled, and one die with its worker. */
    private static final Duration MOST_EXTRA = Duration.ofMinutes(2);

    private static final Duration BETWEEN_PROGRESS = Duration.ofMinutes(1);
    /** A future that isn't done after this is lost, if nothing has moved in its pool meanwhile. */
    static final Duration LOST = Duration.ofSeconds(60);

    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicLong succeeded = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong outOfMemory = new AtomicLong();
    private final AtomicLong cancelled = new AtomicLong();
    private final AtomicLong interrupted = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    /** Workers that the pools say they lost. */
    private final AtomicLong lost = new AtomicLong();

    private final AtomicReferenceArray<ProcessPool> pools = new AtomicReferenceArray<>(POOLS);
    /** Calls that may not begin any more. */
    private final Queue<Stopped> stopped = new ConcurrentLinkedQueue<>();

    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final long seed;
    private final SoakPlan plan;
    private final long startNanos = System.nanoTime();
    private final Path logFile;
    private final RunLog log;
    private final Deaths deaths;
    private final int ringBytes;

    /**
     * What a soak saw.
     *
     * @param died calls that failed because their worker died
     * @param diedNotRun of those, calls that had not run so far as the log says
     * @param outOfMemory calls that failed because the heap was full
     * @param deaths workers that were killed, or ended themselves
     * @param lost workers that the pools say they lost
     */
    record Report(
            long seed,
            long calls,
            long succeeded,
            long failed,
            long died,
            long diedNotRun,
            long outOfMemory,
            long deaths,
            long lost,
            long cancelled,
            long cancelledRunning,
            long interrupted,
            long rejected,
            Disturber.Counts disturbed,
            List<String> violations) {}

    /** A call that did not succeed, and how often it had run when it was said not to run any more. */
    private record Stopped(int number, int runs, boolean cancelled) {}

    private FaultSoak(long seed, SoakPlan plan, int ringBytes, Path logFile) throws IOException {
        this.seed = seed;
        this.ringBytes = ringBytes;
        this.plan = plan;
        this.logFile = logFile;
        this.log = RunLog.create(logFile, MOST_CALLS);
        this.deaths = new Deaths(log);
    }

    /** Soaks pools whose rings have {@code ringBytes} bytes; {@code directory} holds the log meanwhile. */
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
        boolean enough = numbers.get() >= plan.calls() && deaths.kills() >= plan.kills();
        boolean seen = deaths.hasCalls() && succeeded.get() > 0 && cancelled.get() > 0;
        boolean longEnough = (late >= 0 || plan.endsEarly() && enough) && seen || late >= MOST_EXTRA.toNanos();
        return longEnough || !violations.isEmpty() || numbers.get() > MOST_CALLS - SUBMITTERS * plan.largestBatch();
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
        StoppedWorkers stops = new StoppedWorkers(violations::add);
        Disturber disturber = new Disturber(
                new SplittableRandom(seed),
                pools,
                this::newPool,
                this::closed,
                submitters,
                this::isOver,
                deaths,
                stops,
                violations::add);
        Thread disturbing = new Thread(disturber, "disturber");
        submitters.forEach(Thread::start);
        disturbing.start();
        while (disturbing.isAlive()) {
            disturbing.join(BETWEEN_PROGRESS.toMillis());
            System.out.println("soak so far: seconds="
                    + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos) + " calls=" + numbers.get()
                    + " kills=" + deaths.kills() + " died=" + deaths.calls() + " lost=" + lost.get());
        }
        for (Thread thread : submitters) {
            thread.join();
        }
        for (int i = 0; i < POOLS; i++) {
            if (!violations.isEmpty()) {
                pools.get(i).killWorkers(); // what is broken may never end by itself
            }
            pools.get(i).close();
            closed(pools.get(i));
        }
        stops.awaitAll();
        return report(disturber.counts(), checkDeaths());
    }

    /** Once all is over; returns how many workers died. */
    private int checkDeaths() {
        stopped.forEach(this::checkStayedStopped);
        for (int call = 0; call < numbers.get(); call++) {
            if (log.runs(call) > 1) {
                violations.add("a call ran more than once: call=" + call + " runs=" + log.runs(call));
            }
        }
        List<Integer> cancelledCalls =
                stopped.stream().filter(Stopped::cancelled).map(Stopped::number).toList();
        Set<Incarnation> all = deaths.all(cancelledCalls);
        deaths.violations(all).forEach(violations::add);
        if (lost.get() > all.size() && violations.isEmpty()) { // else the pools were killed
            violations.add("no worker dies of itself: lost=" + lost + " killed or ended by a call=" + all.size());
        }
        return all.size();
    }

    private Report report(Disturber.Counts disturbed, int dead) {
        return new Report(
                seed,
                numbers.get(),
                succeeded.get(),
                failed.get(),
                deaths.calls(),
                deaths.callsNotRun(),
                outOfMemory.get(),
                dead,
                lost.get(),
                cancelled.get(),
                stopped.stream()
                        .filter(call -> call.cancelled() && call.runs() > 0)
                        .count(),
                interrupted.get(),
                rejected.get(),
                disturbed,
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
        lost.getAndAdd(stats.workersLost());
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
            deaths.submitted(job);
            try {
                futures.add(pool.submit(SoakTasks::run, job));
                jobs.add(job);
            } catch (RejectedExecutionException e) {
                rejected.getAndIncrement();
                if (!pool.isShutdown()) {
                    violations.add("an open pool refused a call: " + e);
                }
                stopped.add(new Stopped(job.number(), 0, false));
                return;
            }
        }
    }

    private Answer await(Job job, TaskFuture<Answer> future, ProcessPool pool)
            throws ExecutionException, TimeoutException {
        Progress progress = new Progress(pool);
        while (true) {
            try {
                return future.get(LOST.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted.getAndIncrement();
            } catch (TimeoutException e) {
                if (!progress.isSeen() || !violations.isEmpty() || log.runs(job.number()) > 1) {
                    throw e;
                }
            }
        }
    }

    private Job job(SplittableRandom random) {
        byte[] payload = new byte
                [random.nextInt(
                        random.nextInt(plan.largestBatch() / LARGE_A_BATCH) == 0 ? LARGE_PAYLOAD : SMALL_PAYLOAD)];
        random.nextBytes(payload);
        Fate fate = Fate.random(random, DICE_A_BATCH * plan.largestBatch());
        return new Job(numbers.getAndIncrement(), logFile.toString(), fate, payload);
    }

    /** A call that was cancelled while it may have run has run once at most, and is over before long. */
    private void checkStops(Job job, TaskFuture<Answer> future) {
        if (awaitStopped(future)) {
            stopped.add(new Stopped(job.number(), log.runs(job.number()), true));
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
        int runs = log.runs(call.number());
        if (runs != call.runs()) {
            violations.add(
                    "a call that was cancelled, refused or failed ran after that: call=" + call + " runs=" + runs);
        }
    }

    private void check(Job job, TaskFuture<Answer> future, boolean interruptible, ProcessPool pool) {
        int leastRuns = 1;
        int mostRuns = 1;
        try {
            Answer answer = await(job, future, pool);
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
            } else {
                stopped.add(new Stopped(job.number(), 0, true));
            }
        } catch (ExecutionException e) {
            failed.getAndIncrement();
            leastRuns = checkCause(job, e.getCause(), pool);
            stopped.add(new Stopped(job.number(), log.runs(job.number()), false));
        } catch (TimeoutException e) {
            if (violations.isEmpty()) { // else it may be slow, and the soak has failed anyhow
                violations.add("a lost future: " + future + " runs=" + log.runs(job.number()) + " " + pool.stats() + " "
                        + pool.workers());
            }
            return;
        }
        int runs = log.runs(job.number());
        if (runs < leastRuns || runs > mostRuns) {
            violations.add("runs of call " + job.number() + " that ended as " + future + ": runs=" + runs);
        }
    }

    /** Returns how often a call that failed so has run at least. */
    private int checkCause(Job job, @Nullable Throwable cause, ProcessPool pool) {
        if (cause instanceof WorkerDiedException death) {
            deaths.died(job, death);
            return 0; // begun, perhaps killed before its first instruction
        }
        if (pool.isShutdown() && cause instanceof ClosedByInterruptException && log.runs(job.number()) == 0) {
            return 0; // shutdownNow interrupts; that may hit the opening of the log
        }
        boolean asked = job.fate() == Fate.THROW
                && cause instanceof IllegalStateException
                && SoakTasks.ASKED_FOR.equals(cause.getMessage());
        if (job.fate().isOutOfMemory() && cause instanceof OutOfMemoryError) {
            outOfMemory.getAndIncrement();
        } else if (!asked) {
            violations.add("an unexpected failure: call=" + job.number() + " fate=" + job.fate() + " cause=" + cause);
        }
        return 1;
    }
}
