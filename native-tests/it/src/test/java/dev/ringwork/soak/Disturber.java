package dev.ringwork.soak;

import dev.ringwork.fault.Processes;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.WorkerInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Does to pools, their workers and their callers what a soak must survive, at random; all of it in one thread. */
final class Disturber implements Runnable {
    private static final int PERCENT = 100;
    private static final int LEAST_PAUSE_MILLIS = 50;
    private static final int MORE_PAUSE_MILLIS = 250;
    /** Of those workers that are coming up one in so many is killed: on a busy machine none would ever be up otherwise. */
    private static final int STARTING_SPARED = 8;

    private static final int MOST_WORKERS = 3;
    private static final int LONGEST_STOP_MILLIS = 300;
    /** Long enough to be suspected. */
    private static final int LONG_STOP_MILLIS = 3000;

    private static final int LONG_STOPS_ONE_IN = 8;
    private static final long LONGEST_END_SECONDS = 60;

    private final SplittableRandom random;
    private final AtomicReferenceArray<ProcessPool> pools;
    private final Supplier<ProcessPool> newPool;
    private final Consumer<ProcessPool> onTerminated;
    private final List<Thread> callers;
    private final BooleanSupplier over;
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicLong kills;
    private long stops;
    private long resizes;
    private long interrupts;
    private long replacements;

    /** How often each was done. */
    record Counts(long kills, long stops, long resizes, long interrupts, long replacements) {}

    Disturber(
            SplittableRandom random,
            AtomicReferenceArray<ProcessPool> pools,
            Supplier<ProcessPool> newPool,
            Consumer<ProcessPool> onTerminated,
            List<Thread> callers,
            BooleanSupplier over,
            AtomicLong kills) {
        this.random = random;
        this.pools = pools;
        this.newPool = newPool;
        this.onTerminated = onTerminated;
        this.callers = callers;
        this.over = over;
        this.kills = kills;
    }

    /** Once {@link #run} has returned. */
    Counts counts() {
        return new Counts(kills.get(), stops, resizes, interrupts, replacements);
    }

    List<String> violations() {
        return new ArrayList<>(violations);
    }

    @Override
    public void run() {
        try {
            while (!over.getAsBoolean()) {
                pause(LEAST_PAUSE_MILLIS + random.nextInt(MORE_PAUSE_MILLIS));
                disturb(random.nextInt(pools.length()));
            }
        } catch (Throwable t) {
            violations.add("the disturber failed: " + t);
        }
    }

    private void disturb(int index) throws Exception {
        ProcessPool pool = pools.get(index);
        int dice = random.nextInt(PERCENT);
        if (dice < 80) {
            kill(pool);
        } else if (dice < 88) {
            stop(pool);
        } else if (dice < 93) {
            pool.resize(1 + random.nextInt(MOST_WORKERS));
            resizes++;
        } else if (dice < 98) {
            callers.get(random.nextInt(callers.size())).interrupt();
            interrupts++;
        } else {
            replace(index, pool);
        }
    }

    private void kill(ProcessPool pool) {
        WorkerInfo victim = anyWorker(pool);
        if (victim != null && (victim.state() != WorkerInfo.State.STARTING || random.nextInt(STARTING_SPARED) == 0)) {
            ProcessHandle.of(victim.pid())
                    .filter(ProcessHandle::destroyForcibly)
                    .ifPresent(killed -> kills.getAndIncrement());
        }
    }

    private void stop(ProcessPool pool) throws InterruptedException {
        WorkerInfo victim = anyWorker(pool);
        if (victim == null) {
            return;
        }
        try {
            Processes.signal("STOP", victim.pid());
            stops++;
            pause(random.nextInt(random.nextInt(LONG_STOPS_ONE_IN) == 0 ? LONG_STOP_MILLIS : LONGEST_STOP_MILLIS));
            Processes.signal("CONT", victim.pid());
        } catch (IOException e) {
            stops++; // it ended by itself, stopped or not
        }
    }

    private void replace(int index, ProcessPool pool) throws InterruptedException {
        pools.set(index, newPool.get());
        replacements++;
        if (random.nextBoolean()) {
            pool.shutdown(random.nextBoolean());
        } else {
            pool.shutdownNow();
        }
        if (pool.awaitTermination(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
            onTerminated.accept(pool);
        } else {
            violations.add("a pool doesn't terminate: " + pool + " " + pool.workers());
        }
    }

    private WorkerInfo anyWorker(ProcessPool pool) {
        List<WorkerInfo> workers = pool.workers();
        return workers.isEmpty() ? null : workers.get(random.nextInt(workers.size()));
    }

    private static void pause(int millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
