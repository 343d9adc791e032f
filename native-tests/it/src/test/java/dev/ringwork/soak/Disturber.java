package dev.ringwork.soak;

import dev.ringwork.fault.Incarnation;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.WorkerInfo;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does to pools, their workers and their callers what a soak must survive, at random; all of it in one thread, but for what makes
 * stopped workers go on: they may be killed, sent away or waited for by a pool that is shut down while they are stopped.
 */
final class Disturber implements Runnable {
    private static final int PERCENT = 100;
    private static final int LEAST_PAUSE_MILLIS = 50;
    private static final int MORE_PAUSE_MILLIS = 250;
    /** Of those workers that are coming up one in so many is killed: on a busy machine none would ever be up otherwise. */
    private static final int STARTING_SPARED = 8;

    /** Of the kills one in so many comes while this process stands still. */
    private static final int STALLS_ONE_IN = 8;

    /** Stops the coordinator, kills a worker after a while, has the coordinator go on. */
    private static final String KILL_AMID_STALL =
            "kill -STOP $1; sleep 0.05; kill -KILL $2; code=$?; kill -CONT $1; exit $code";

    private static final int MOST_WORKERS = 3;
    private static final int LEAST_STOP_MILLIS = 100;
    private static final int MORE_STOP_MILLIS = 300;
    /** Long enough to be suspected. */
    private static final int LONG_STOP_MILLIS = 5000;

    private static final int LONG_STOPS_ONE_IN = 8;

    private final SplittableRandom random;
    private final AtomicReferenceArray<ProcessPool> pools;
    private final Supplier<ProcessPool> newPool;
    private final Consumer<ProcessPool> onTerminated;
    private final List<Thread> callers;
    private final BooleanSupplier over;
    private final Deaths deaths;
    private final StoppedWorkers stopped;
    private final Consumer<String> onViolation;
    private long stops;
    private long resizes;
    private long interrupts;
    private long replacements;
    private long killsAmidStall;
    private long killsOfStopped;
    private long resizesAmidStop;
    private long endsAmidStop;

    /**
     * How often each was done.
     *
     * @param killsAmidStall kills while this process itself was stopped
     * @param killsOfStopped kills of a worker that was stopped
     * @param resizesAmidStop resizes of a pool of which a worker was stopped
     * @param endsAmidStop ends of such a pool
     */
    record Counts(
            long kills,
            long stops,
            long resizes,
            long interrupts,
            long replacements,
            long killsAmidStall,
            long killsOfStopped,
            long resizesAmidStop,
            long endsAmidStop) {}

    Disturber(
            SplittableRandom random,
            AtomicReferenceArray<ProcessPool> pools,
            Supplier<ProcessPool> newPool,
            Consumer<ProcessPool> onTerminated,
            List<Thread> callers,
            BooleanSupplier over,
            Deaths deaths,
            StoppedWorkers stopped,
            Consumer<String> onViolation) {
        this.random = random;
        this.pools = pools;
        this.newPool = newPool;
        this.onTerminated = onTerminated;
        this.callers = callers;
        this.over = over;
        this.deaths = deaths;
        this.stopped = stopped;
        this.onViolation = onViolation;
    }

    /** Once {@link #run} has returned. */
    Counts counts() {
        return new Counts(
                deaths.kills(),
                stops,
                resizes,
                interrupts,
                replacements,
                killsAmidStall,
                killsOfStopped,
                resizesAmidStop,
                endsAmidStop);
    }

    @Override
    public void run() {
        try {
            while (!over.getAsBoolean()) {
                pause();
                disturb(random.nextInt(pools.length()));
            }
        } catch (Throwable t) {
            onViolation.accept("the disturber failed: " + t);
        }
    }

    private void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LEAST_PAUSE_MILLIS + random.nextInt(MORE_PAUSE_MILLIS)));
    }

    private void disturb(int index) throws Exception {
        ProcessPool pool = pools.get(index);
        int dice = random.nextInt(PERCENT);
        if (dice < 75) {
            killAny(pool);
        } else if (dice < 88) {
            stop(index, pool);
        } else if (dice < 93) {
            resize(pool);
        } else if (dice < 98) {
            callers.get(random.nextInt(callers.size())).interrupt();
            interrupts++;
        } else {
            replace(index, pool);
        }
    }

    private void killAny(ProcessPool pool) throws IOException, InterruptedException {
        WorkerInfo victim = anyWorker(pool);
        if (victim != null && (victim.state() != WorkerInfo.State.STARTING || random.nextInt(STARTING_SPARED) == 0)) {
            Optional<Incarnation> worker = Incarnation.of(victim.pid());
            if (worker.isPresent() && random.nextInt(STALLS_ONE_IN) == 0) {
                killAmidStall(worker.get());
            } else if (worker.isPresent()) {
                kill(worker.get());
            }
        }
    }

    private void kill(Incarnation worker) {
        if (ProcessHandle.of(worker.pid())
                .filter(ProcessHandle::destroyForcibly)
                .isPresent()) {
            deaths.killed(worker);
            killsOfStopped += stopped.killed(worker) ? 1 : 0;
        }
    }

    /**
     * Kills a worker while this process stands still, as in a long collection of garbage: what the worker has published meanwhile lies in
     * its ring when its death is seen.
     */
    private void killAmidStall(Incarnation worker) throws IOException, InterruptedException {
        String self = Long.toString(ProcessHandle.current().pid());
        Process killer = new ProcessBuilder("/bin/sh", "-c", KILL_AMID_STALL, "kill", self, Long.toString(worker.pid()))
                .inheritIO()
                .start();
        if (killer.waitFor() == 0) {
            deaths.killed(worker);
            stopped.killed(worker);
            killsAmidStall++;
        }
    }

    private void stop(int index, ProcessPool pool) throws IOException, InterruptedException {
        WorkerInfo victim = anyWorker(pool);
        Incarnation worker =
                victim == null ? null : Incarnation.of(victim.pid()).orElse(null);
        int more = random.nextInt(LONG_STOPS_ONE_IN) == 0 ? LONG_STOP_MILLIS : MORE_STOP_MILLIS;
        if (worker == null || !stopped.stop(pool, worker, LEAST_STOP_MILLIS + random.nextInt(more))) {
            return;
        }
        // Every other stop is followed at once by what meets it, each kind in its turn.
        switch ((int) (stops++ % 6)) {
            case 0 -> kill(worker);
            case 2 -> resize(pool);
            case 4 -> replace(index, pool);
            default -> {}
        }
    }

    private void resize(ProcessPool pool) {
        resizesAmidStop += stopped.hasAnyOf(pool) ? 1 : 0;
        pool.resize(1 + random.nextInt(MOST_WORKERS));
        resizes++;
    }

    private void replace(int index, ProcessPool pool) throws InterruptedException {
        pools.set(index, newPool.get());
        replacements++;
        endsAmidStop += stopped.hasAnyOf(pool) ? 1 : 0;
        if (random.nextBoolean()) {
            pool.shutdown(random.nextBoolean());
        } else {
            pool.shutdownNow();
        }
        Progress progress = new Progress(pool);
        while (!pool.awaitTermination(FaultSoak.LOST.toSeconds(), TimeUnit.SECONDS)) {
            if (!progress.isSeen()) {
                onViolation.accept("a pool doesn't terminate: " + pool + " " + pool.workers());
                return;
            }
        }
        onTerminated.accept(pool);
    }

    private @Nullable WorkerInfo anyWorker(ProcessPool pool) {
        List<WorkerInfo> workers = pool.workers();
        return workers.isEmpty() ? null : workers.get(random.nextInt(workers.size()));
    }
}
