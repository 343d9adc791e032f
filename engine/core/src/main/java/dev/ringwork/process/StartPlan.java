package dev.ringwork.process;

import java.util.BitSet;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Says when a place of a pool is given its worker: at once, after a pause, or once it is known what becomes of others. For the
 * supervisor only.
 *
 * <pre>
 * a start failed ──none tries for all──► this place does, after a pause
 *               ├──one tries──► held back until a worker is ready, or none comes up and none tries
 *               └──too often──► held back while others come up, else the pool gives up
 * </pre>
 *
 * The place of a barren worker tries by itself, and once that was too often is held back likewise. No place waits for ever for a
 * worker that neither comes up nor fails, since it is stopped perhaps: after {@value #MOST_LOOKS} looks it tries, too.
 */
final class StartPlan {
    private static final int NONE = -1;
    /** A JVM has come up by then, or doesn't; a look is about a second. */
    static final int MOST_LOOKS = 30;

    private final CrashLoop crashes;
    /** The crew's: null while a place has no worker. */
    private final @Nullable WorkerHandle[] workers;

    private final Supervisor supervisor;
    private final IntConsumer start;
    /** Places whose worker will be started later. */
    private final BitSet starting;
    /** Those of them that wait for what becomes of others. */
    private final BitSet heldBack;
    /** The place that tries for all whether starts still fail. */
    private int retrying = NONE;
    /** Looks since something happened to those that come up. */
    private int looks;
    /** The number of each place's attempt to have a worker. */
    private final int[] attempts;

    StartPlan(CrashLoop crashes, @Nullable WorkerHandle[] workers, Supervisor supervisor, IntConsumer start) {
        this.crashes = crashes;
        this.workers = workers;
        this.supervisor = supervisor;
        this.start = start;
        this.attempts = new int[workers.length];
        this.starting = new BitSet(workers.length); // which then never has to grow
        this.heldBack = new BitSet(workers.length);
    }

    /** Whether a place without a worker will be given one. */
    boolean isTaken(int index) {
        return starting.get(index);
    }

    /** The start of a place's worker begins; false when that was done, by a command that was run again or came twice. */
    boolean begins(int index) {
        boolean planned = starting.get(index);
        starting.clear(index);
        return planned;
    }

    /** A worker became ready. */
    void ready() {
        crashes.ready();
        retrying = NONE;
        startHeldBack();
    }

    /** Looks, now and then, after those that wait for others which were sent away, or of which nothing is heard. */
    void look() {
        if (!anyComesUp() && !isRetrying() || ++looks >= MOST_LOOKS) {
            retrying = NONE;
            startHeldBack();
        }
    }

    /** Starts a worker where none was: at once, unless what has just failed elsewhere would fail here. */
    void startSoon(int index) {
        if (crashes.failedStarts().pauseNanos() > 0) {
            retry(index);
        } else {
            attempts[index] = crashes.decide();
            starting.set(index);
            start.accept(index);
        }
    }

    /** Takes note of a failure; false when the pool has to give up. */
    boolean failed(int index, CrashLoop.Record record, boolean killed) {
        boolean isStart = record == crashes.failedStarts();
        looks = 0;
        boolean goOn = record.mayRetry(attempts[index], killed) || anyServes();
        if (goOn && isStart) {
            retry(index);
        } else if (goOn) {
            startLater(index, record.pauseNanos());
        } else if (anyComesUp()) {
            holdBack(index);
        } else {
            return false;
        }
        return true;
    }

    /** A ready worker died without having had anything to do: another takes its place, as a rule at once. */
    void diedInVain(int index) {
        startLater(index, crashes.diedInVain(attempts[index]));
    }

    /** Starts a worker after all deaths known by then are settled. */
    void startLater(int index, long pauseNanos) {
        starting.set(index);
        attempts[index] = crashes.decide();
        boolean told = false;
        try {
            if (pauseNanos == 0) {
                supervisor.tell(() -> start.accept(index));
            } else {
                supervisor.schedule(pauseNanos, () -> start.accept(index));
            }
            told = true;
        } finally {
            if (!told) {
                heldBack.set(index); // for want of memory; it is looked again
            }
        }
    }

    /** Starts fail: one place tries for all, after a pause, so that many places make no storm of processes. */
    private void retry(int index) {
        if (isRetrying() && retrying != index) {
            holdBack(index);
        } else {
            retrying = index;
            startLater(index, crashes.failedStarts().pauseNanos());
        }
    }

    private boolean isRetrying() {
        if (retrying == NONE) {
            return false;
        }
        WorkerHandle worker = workers[retrying];
        return worker != null ? !worker.isReady() : starting.get(retrying) && !heldBack.get(retrying);
    }

    private void holdBack(int index) {
        starting.set(index);
        heldBack.set(index);
    }

    /** To be called once one that came up is ready, or none comes up and none tries any more. */
    private void startHeldBack() {
        looks = 0;
        for (int i = heldBack.nextSetBit(0); i >= 0; i = heldBack.nextSetBit(i + 1)) {
            heldBack.clear(i);
            starting.clear(i);
            if (crashes.failedStarts().pauseNanos() > 0) {
                retry(i);
            } else {
                startLater(i, crashes.barren().pauseNanos());
            }
        }
    }

    /** A pool goes on with fewer workers than it should have as long as there are any. */
    private boolean anyServes() {
        for (WorkerHandle worker : workers) {
            if (worker != null && worker.isReady() && !worker.isStopping()) {
                return true;
            }
        }
        return false;
    }

    private boolean anyComesUp() {
        for (WorkerHandle worker : workers) {
            if (worker != null && !worker.isReady() && !worker.isStopping()) {
                return true;
            }
        }
        return false;
    }
}
