package dev.ringwork.soak;

import dev.ringwork.WorkerDiedException;
import dev.ringwork.fault.Incarnation;
import dev.ringwork.fault.RunLog;
import dev.ringwork.fault.RunLog.Worker;
import dev.ringwork.soak.SoakTasks.Job;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Holds the calls that are said to have died with their workers against the deaths that there were. Of those it hears from who
 * kills, and from the run log; the engine's word is what is judged.
 *
 * <p>A worker's death costs the one call that it ran: the one that it began last, or when that one had come to its end, one that it had
 * claimed and not yet begun. All else that it had been given moves on.
 */
final class Deaths {
    private static final int KILLED = 128 + 9;
    /** An exit that took longer than it may, as when the worker was stopped meanwhile. */
    private static final int EXIT_BLOCKED = 73;

    private final RunLog runs;
    private final Set<Incarnation> killed = ConcurrentHashMap.newKeySet();
    /** Numbers of the calls that end the worker that begins them. */
    private final Queue<Integer> fatal = new ConcurrentLinkedQueue<>();

    private final Queue<Died> died = new ConcurrentLinkedQueue<>();

    /** A call that died, as its future says, with a worker. */
    private record Died(int number, Fate fate, long pid, int exitCode) {}

    Deaths(RunLog runs) {
        this.runs = runs;
    }

    /** The soak has killed a worker. */
    void killed(Incarnation worker) {
        killed.add(worker);
    }

    /** Workers that the soak has killed so far. */
    long kills() {
        return killed.size();
    }

    /** A call is submitted. */
    void submitted(Job job) {
        if (job.fate().endsWorker()) {
            fatal.add(job.number());
        }
    }

    /** A call failed because its worker died, says its future. */
    void died(Job job, WorkerDiedException how) {
        died.add(new Died(job.number(), job.fate(), how.pid(), how.exitCode()));
    }

    /** Whether a call died so far. */
    boolean hasCalls() {
        return !died.isEmpty();
    }

    long calls() {
        return died.size();
    }

    /** Of those, calls that their worker had not begun to run, so far as is known outside of the engine. */
    long callsNotRun() {
        return died.stream().filter(call -> runs.runs(call.number()) == 0).count();
    }

    /**
     * The workers that were killed or ended themselves, once all are gone. A call that was cancelled while it ran and never came to its
     * end was one that did not stop, for which the pool kills.
     */
    Set<Incarnation> all(List<Integer> cancelled) {
        Set<Incarnation> all = new HashSet<>(killed);
        for (int call : fatal) {
            runs.workerOf(call).map(Worker::process).ifPresent(all::add);
        }
        for (int call : cancelled) {
            if (!runs.hasEnded(call)) {
                runs.workerOf(call).map(Worker::process).ifPresent(all::add);
            }
        }
        return all;
    }

    /** What is wrong with the calls that died, or should have ended their worker, once all workers are gone. */
    List<String> violations(Set<Incarnation> deaths) {
        List<String> violations = new ArrayList<>();
        Map<Incarnation, Worker> workers = new HashMap<>();
        runs.workers().forEach(worker -> workers.put(worker.process(), worker));
        Map<Long, List<Incarnation>> byPid = new HashMap<>();
        deaths.forEach(worker ->
                byPid.computeIfAbsent(worker.pid(), pid -> new ArrayList<>()).add(worker));
        Map<Long, Integer> diedOf = new HashMap<>();
        for (Died call : died) {
            List<Incarnation> dead = byPid.getOrDefault(call.pid(), List.of());
            if (diedOf.merge(call.pid(), 1, Integer::sum) > dead.size()) {
                violations.add("a death costs one call, and only who is killed dies: " + call + " deaths=" + dead);
            }
            if (dead.stream().noneMatch(worker -> mayHaveRun(worker, workers.get(worker), call.number()))) {
                violations.add("a call dies with the worker that ran it: " + call + " deaths=" + dead + " began="
                        + runs.workerOf(call.number()) + " last="
                        + dead.stream().map(workers::get).toList());
            }
            if (!isEndOf(call, dead)) {
                violations.add("the exit code tells how the worker ended: " + call);
            }
        }
        for (int call : fatal) {
            if (runs.runs(call) > 0 && !runs.isLast(call)) {
                violations.add("who exits or has filled its heap begins no other call: call=" + call + " by="
                        + runs.workerOf(call));
            }
        }
        return violations;
    }

    /** Whether a call that died may have been what this worker ran; {@code as} is null when it never began any. */
    private boolean mayHaveRun(Incarnation worker, @Nullable Worker as, int call) {
        Incarnation by = runs.workerOf(call).map(Worker::process).orElse(null);
        if (by != null) {
            return by.equals(worker) && as != null && as.lastCall() == call;
        }
        return as == null || as.lastCall() < 0 || as.lastCall() == call || runs.hasEnded(as.lastCall());
    }

    private boolean isEndOf(Died call, List<Incarnation> dead) {
        boolean endedItself = (call.fate() == Fate.EXIT || call.fate() == Fate.HALT) && runs.runs(call.number()) > 0;
        if (call.exitCode() == KILLED) {
            return dead.stream().anyMatch(killed::contains);
        }
        return endedItself
                && (call.exitCode() == SoakTasks.exitCodeOf(call.number())
                        || call.fate() == Fate.EXIT && call.exitCode() == EXIT_BLOCKED);
    }
}
