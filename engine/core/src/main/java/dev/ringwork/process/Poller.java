package dev.ringwork.process;

import dev.ringwork.link.Doorbell;
import dev.ringwork.link.UseCount;
import dev.ringwork.run.SpinBudget;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.concurrent.ringbuffer.RingBuffer;

/**
 * Decides who polls a result ring: threads in {@code get()} while their spin budget lasts, one at a time, or the pump when
 * the worker rings.
 *
 * <p><b>Assumptions and guarantees.</b> While anyone watches, the word {@code coordinator parked} is 0 and no doorbell rings,
 * but for a needless one when a call is placed as the first watcher comes.
 * When anything is due the last watcher to leave sets it, and takes all that was published until then, or has whoever polls at that moment do so. What
 * comes later finds the word set: its producer rings. So every record is taken, and nobody is kept by results that go on flowing.
 * The pump, once woken, is a watcher too as long as results flow, so that a worker doesn't ring for each.
 *
 * <p>When nothing is due the last watcher leaves the word as it is, {@link #unguarded}, and whoever places the next call sets it,
 * unless somebody watches again. A watcher says that it leaves, then looks for calls; a placer counts its call, then looks for
 * watchers; so one of the two sets the word. The worker has just read it, and who sets it waits for its line of memory: better along
 * with the lines of a call than before a result is handed out.
 */
final class Poller {
    private static final int MOST_YIELDS = 64;
    /** Longer than anybody spins, and small enough to be added to. */
    private static final long LONG = Long.MAX_VALUE / 2;

    private final RingBuffer results;
    private final PollLock lock = new PollLock();
    /** Who watches; closed before shared memory goes, so that a waiter counts itself once and not for each of the two. */
    private final UseCount watchers = new UseCount();
    /** Who is inside shared memory for another reason. */
    private final UseCount uses;

    private final Doorbell door;
    private final SpinBudget spin;
    private final Duty duty;
    /** Whether the word may be 0 though nobody watches. Set before the count of watchers falls, cleared after the word was set. */
    private final AtomicBoolean unguarded = new AtomicBoolean();
    /** Whether the worker was rung and no waiter has yielded since. Plain and raced: a yield too many or too few costs little. */
    private boolean rung;
    /** When the pump took something last, and how long before that it had not. Written by the pump, plain and raced by waiters, as the budget is. */
    private long lastPumped;

    private long silence = LONG;

    /** What is polled for. */
    interface Duty {
        /** One cycle under the lock: takes results, sends parts; returns how much was done. */
        int work();

        /** Whether a cycle would do anything, asked without the lock: all that was published before is seen. */
        boolean hasWork();

        /** Whether the worker may have something to say before another call is placed. */
        boolean isAnythingDue();

        /** Whether workers need the processors that a spinning waiter would take. */
        boolean isCrowded();

        /** Told, without the lock, that something was done. */
        void progressed();
    }

    Poller(RingBuffer results, Doorbell door, UseCount uses, SpinBudget spin, Duty duty) {
        this.results = results;
        this.door = door;
        this.uses = uses;
        this.spin = spin;
        this.duty = duty;
    }

    /** Whether a thread in {@code get()} polls. */
    boolean isWatched() {
        return !watchers.isEmpty();
    }

    /** Whether waiters should spend time on polling at all. */
    boolean isWorthWatching() {
        return spin.nanos() > 0;
    }

    /** Polls for a waiter until its call is done, the channel is gone, or it has spun for long enough. */
    void watch(ProcessCall<?> call, Channel channel, long mostNanos) {
        int others = watchers.enter();
        if (others < 0) {
            return;
        }
        try {
            if (others == 0) {
                door.unparkRelease();
            }
            if (rung && mostNanos > SpinBudget.LEAST_NANOS_TO_YIELD) {
                rung = false;
                // Who writes into a pipe is expected to sleep soon, so the reader is woken on the same processor.
                Thread.yield();
            }
            spin(call, channel, mostNanos);
        } finally {
            leave();
        }
    }

    /** Until it is done, or nothing came for as long as the budget says, or the waiter's own time is over. */
    private void spin(ProcessCall<?> call, Channel channel, long mostNanos) {
        long budget = spin.nanos();
        long begun = 0;
        long since = 0;
        int yields = 0;
        boolean crowded = false;
        boolean late = false;
        for (int round = 1; !call.isDone() && !channel.isGone(); round++) {
            boolean look = round % SpinBudget.ROUNDS_PER_LOOK == 0;
            if ((look || duty.hasWork()) && poll() > 0) {
                late |= yields > 0 && System.nanoTime() - since > budget;
                since = 0;
                yields = 0;
            } else if (crowded) {
                if (++yields > MOST_YIELDS) {
                    return;
                }
                Thread.yield();
                look = true;
            } else {
                Thread.onSpinWait();
            }
            if (look) {
                crowded = duty.isCrowded();
                long now = System.nanoTime();
                begun = begun == 0 ? now : begun;
                since = since == 0 ? now : since;
                boolean inVain = yields == 0 && now - since > budget;
                if (inVain || now - begun > mostNanos || Thread.currentThread().isInterrupted()) {
                    return;
                }
            }
        }
        if (late || yields > 0 && System.nanoTime() - since > budget) {
            spin.parked(budget + 1); // a processor that was yielded comes back late: that is no success of spinning
        } else {
            spin.succeeded();
        }
    }

    /** The worker was rung. */
    void rang() {
        rung = true;
    }

    /**
     * A waiter whose polling was in vain had to park for so long. What counts is the silence before what it waited for: a body that comes in
     * parts, or results of others, keep a spinning waiter there, however long that takes.
     */
    void parkedFor(long nanos) {
        spin.parked(Math.min(nanos, silence) + spin.nanos());
    }

    /** For the pump when the worker rang: it watches from now on, until {@link #pumpEnds}. False when nobody does any more. */
    boolean pumpBegins() {
        return watchers.enter() >= 0;
    }

    /** For the pump while it watches: takes all there is. */
    void pump() {
        boolean took;
        do {
            long now = System.nanoTime();
            long earlier = silence;
            silence = lastPumped == 0 ? LONG : now - lastPumped; // before a waiter is told that it is over
            took = pollWithoutFail() > 0;
            if (took) {
                lastPumped = now;
            } else {
                silence = earlier;
            }
        } while (took);
    }

    /** For the pump when it will wait for the next bell. */
    void pumpEnds() {
        leave();
    }

    /** From now on nobody begins to watch; those who do leave soon, see {@link #isDrained}. */
    void close() {
        watchers.close();
    }

    /** Whether it is closed and the last watcher has left. */
    boolean isDrained() {
        return watchers.isDrained();
    }

    private void leave() {
        boolean nothingDue = false;
        boolean last;
        try {
            nothingDue = !duty.isAnythingDue();
            if (nothingDue) {
                unguarded.setRelease(true);
            }
        } finally {
            last = watchers.leave(); // also when the stack is full: the link's end waits for it
        }
        if (last && !(nothingDue && !duty.isAnythingDue())) {
            park();
        }
    }

    private void park() {
        if (uses.enter() < 0) {
            return; // it was closed meanwhile
        }
        try {
            door.parkVolatile();
            if (!lock.isFree() || duty.hasWork()) { // who locks from now on polls after the word was set
                pollWithoutFail();
            }
        } finally {
            uses.leave();
        }
    }

    /** For who has counted a call and is about to publish it: its result will be watched for or rung for. */
    void expect() {
        if (unguarded.get() && watchers.isEmpty()) {
            door.parkRelease(); // before this is no longer said, so that others' calls are published after it, too
            unguarded.setRelease(false);
        }
    }

    /** Polls once if nobody else does. */
    int poll() {
        return lock.tryLock() ? cycle(false) : 0;
    }

    /** Takes all that is published, or makes the one who polls do so. */
    private int pollWithoutFail() {
        return lock.lockOrAskAgain() ? cycle(true) : 0;
    }

    private int cycle(boolean all) {
        int done = 0;
        boolean held = true;
        boolean asked = all;
        try {
            do {
                done += asked ? takePublished() : duty.work();
                held = !lock.unlock();
                asked = true;
            } while (held);
        } finally {
            while (held) { // something was thrown: who asked for another poll will be answered by the next bell
                held = !lock.unlock();
            }
        }
        if (done > 0) {
            duty.progressed();
        }
        return done;
    }

    /** As a rule there is nothing, and then the producer's position, a line of the worker's cache, is not looked at. */
    private int takePublished() {
        int done = duty.work();
        // A worker that lies about its position gets no more than a ring full.
        long end = done > 0 ? Math.min(results.producerPosition(), results.consumerPosition() + results.capacity()) : 0;
        int now = done;
        while (now > 0 && results.consumerPosition() < end) {
            now = duty.work();
            done += now;
        }
        return done;
    }
}
