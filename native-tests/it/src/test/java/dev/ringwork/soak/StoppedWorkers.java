package dev.ringwork.soak;

import dev.ringwork.fault.Incarnation;
import dev.ringwork.fault.Processes;
import dev.ringwork.process.ProcessPool;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Stops workers and has them go on after a while, by a thread of its own: whatever else is done meanwhile meets a stopped worker. */
final class StoppedWorkers {
    private static final long LONGEST_SECONDS = 60;

    private final ScheduledExecutorService continuer =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "continuer"));
    private final Map<Incarnation, ProcessPool> stopped = new ConcurrentHashMap<>();
    private final Consumer<String> onViolation;

    StoppedWorkers(Consumer<String> onViolation) {
        this.onViolation = onViolation;
    }

    /** Stops a worker for so long; false when it is gone, or is stopped already. */
    boolean stop(ProcessPool pool, Incarnation worker, int millis) throws IOException, InterruptedException {
        if (stopped.putIfAbsent(worker, pool) != null) {
            return false;
        }
        boolean done = signal("STOP", worker);
        continuer.schedule(() -> goOn(worker), millis, TimeUnit.MILLISECONDS);
        return done;
    }

    /** A worker was killed: returns whether it stood still until then. */
    boolean killed(Incarnation worker) {
        return stopped.remove(worker) != null;
    }

    /** Whether one of the pool's workers stands still. */
    boolean hasAnyOf(ProcessPool pool) {
        return stopped.containsValue(pool);
    }

    private void goOn(Incarnation worker) {
        try {
            signal("CONT", worker);
            stopped.remove(worker);
        } catch (Throwable t) { // else nobody hears of it
            onViolation.accept("a stopped worker can't be made to go on: " + worker + " " + t);
        }
    }

    /** Sends it; false when the process is gone. */
    private static boolean signal(String name, Incarnation worker) throws IOException, InterruptedException {
        if (!worker.isThere()) {
            return false;
        }
        try {
            Processes.signal(name, worker.pid());
            return true;
        } catch (IOException e) {
            if (worker.isThere()) {
                throw e;
            }
            return false; // it ended meanwhile
        }
    }

    /** Waits until all go on. */
    void awaitAll() throws InterruptedException {
        continuer.shutdown(); // what is due later is done all the same
        if (!continuer.awaitTermination(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            onViolation.accept("workers stay stopped: " + stopped.keySet());
        }
    }
}
