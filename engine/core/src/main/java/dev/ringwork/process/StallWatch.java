package dev.ringwork.process;

import dev.ringwork.link.Doorbell;
import dev.ringwork.link.Link;
import org.agrona.concurrent.ringbuffer.RingBuffer;

/**
 * Finds a link in which calls wait and nothing moves, which in a healthy one does not last: a wake-up was lost, or something
 * has spoilt the shared memory so that one side looks in the wrong place. For the supervisor, which looks about once a second.
 *
 * <pre>
 * NONE ──two looks: records lie or calls wait, none runs, nothing has moved──► LOST_WAKEUP if a bell was due, else SILENT
 *   ▲                                                                        │
 *   └── something moves ─────────────────────────────────────────────────────┤
 *                                     {@value #LOOKS_UNTIL_BROKEN} looks, in which the worker's heart has beaten ──► BROKEN
 * </pre>
 *
 * <p>A call that runs for long is no stall, nor is a worker that the system has stopped: its heart does not beat.
 */
final class StallWatch {
    /** What a look has found. */
    enum Finding {
        /** All is well, or it is too early to say, or all was done that can be done for a worker that stands still. */
        NONE,
        /** Records lie in a ring whose consumer is parked: a bug, which a bell mends. */
        LOST_WAKEUP,
        /** Nothing moves though the worker has nothing to do: a bell may mend it. */
        SILENT,
        /** Bells were in vain: what this side put into the link does not reach the other. */
        BROKEN
    }

    private static final int LOOKS_UNTIL_BROKEN = 4;
    /** So many bells lie in the pipe of a worker that is stopped for long, and more would fill it one day. */
    private static final int MOST_BELLS = 60;
    /** The heart of a worker that was rung beats at least so often in as many looks, while the process is given time. */
    private static final long LEAST_BEATS = 6;

    private static final long UNKNOWN = -1;

    private final Link link;
    private final RingBuffer calls;
    private final RingBuffer results;
    private final Doorbell workerDoor;
    private final Doorbell ownDoor;

    private long position = UNKNOWN;
    private int looks;
    private long firstBeat;

    StallWatch(Link link) {
        this.link = link;
        this.calls = link.calls();
        this.results = link.results();
        this.workerDoor = link.workerDoor();
        this.ownDoor = link.coordinatorDoor();
    }

    /**
     * Looks once.
     *
     * @param waiting whether calls are in flight
     * @param running whether one of them runs, as the claim table says
     * @param watched whether a thread polls the result ring
     * @param taken results taken so far
     */
    Finding look(boolean waiting, boolean running, boolean watched, long taken) {
        boolean resultsLie = results.size() > 0;
        boolean callsLie = calls.size() > 0;
        boolean parked = workerDoor.isParkedVolatile();
        if (!resultsLie && !(parked && callsLie) && !(waiting && (parked || !running))) {
            position = UNKNOWN;
            return Finding.NONE;
        }
        long now = results.consumerPosition() + calls.consumerPosition() + taken;
        if (now != position) {
            position = now;
            looks = 0;
            firstBeat = link.heartbeatAcquire();
            return Finding.NONE;
        }
        if (++looks >= LOOKS_UNTIL_BROKEN && link.heartbeatAcquire() - firstBeat >= LEAST_BEATS) {
            return Finding.BROKEN;
        }
        if (looks > MOST_BELLS) {
            return Finding.NONE;
        }
        boolean bellDue = resultsLie && !watched && ownDoor.isParkedVolatile() || callsLie && parked;
        return bellDue && looks == 1 ? Finding.LOST_WAKEUP : Finding.SILENT;
    }
}
