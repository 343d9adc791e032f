package dev.ringwork.worker;

import dev.ringwork.link.Link;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The worker's ties to its coordinator: stdin, on which doorbells come and whose end means that the coordinator is dead, and
 * a thread that looks after what the main thread can't see to while it runs a task.
 *
 * <p>Only the main thread reads stdin, when it parks. So a doorbell wakes it without a hop, but the end of file is not seen
 * while a task runs; for that time the watch thread looks whether this process still has the parent that greeted it:
 * an orphan is given another one by the kernel. It also raises the heartbeat and carries out interrupts, every
 * {@value #BUSY_LOOK_MILLIS} ms while calls run, every {@value #IDLE_LOOK_MILLIS} ms otherwise.
 *
 * <p>Once the main thread has waited at the door for a second or so there is nothing to see to, and the watch rests: it raises the
 * heartbeat and looks for its parent only as often as the handshake says, which costs an idle worker as good as nothing. The main thread ends the rest when it wakes.
 */
final class StdinWatch implements Runnable {
    private static final long BUSY_LOOK_MILLIS = 20;
    private static final long IDLE_LOOK_MILLIS = 50;
    private static final int STILL_LOOKS_BEFORE_REST = 20;
    /** So many looks in a row for which there was no memory, over so long a time, and the heap counts as lost. */
    private static final int MOST_IN_VAIN = 4;

    private static final long LONGEST_IN_VAIN_NANOS = 1_000_000_000;

    private static final int MOST_BELLS = 64;

    /** What the main thread is doing, as the watch thread needs to know it. */
    interface Progress {
        /** The id of the call that runs, 0 for none. */
        long runningCall();

        /** Interrupts the main thread if it still runs this call. */
        void interrupt(long callId);
    }

    private final InputStream stdin;
    private final Link link;
    private final long coordinatorPid;
    private final long beatNanos;
    private final Runnable onEnd;
    private @Nullable Progress progress;
    private @Nullable Thread thread;
    /** Raised by the main thread when it comes to the door and when it leaves: odd while it waits. */
    private final AtomicInteger turns = new AtomicInteger();
    /** Whether the watch is about to rest or rests. Written by it before it reads {@code turns}; by the main thread read after. */
    private volatile boolean resting;
    // The watch thread's own:
    private int seenTurns;
    private int stillLooks;
    private final ParentPid parent = new ParentPid();

    StdinWatch(InputStream stdin, Link link, long coordinatorPid, long beatNanos, Runnable onEnd) {
        this.stdin = stdin;
        this.link = link;
        this.coordinatorPid = coordinatorPid;
        this.beatNanos = beatNanos;
        this.onEnd = onEnd;
    }

    /** Looks after a main thread. Before the start. */
    void progress(Progress mainProgress) {
        progress = mainProgress;
    }

    void start() {
        Thread watch = new Thread(this, "ringwork-worker-watch");
        watch.setDaemon(true);
        thread = watch;
        watch.start();
    }

    /** Blocks the main thread until a doorbell rings, perhaps for nothing. */
    void awaitBell() {
        turns.getAndIncrement();
        try {
            if (stdin.read(new byte[MOST_BELLS]) < 0) {
                onEnd.run();
            }
        } catch (IOException e) {
            onEnd.run(); // a broken pipe is its end
        } finally {
            turns.getAndIncrement();
            if (resting) {
                LockSupport.unpark(thread);
            }
        }
    }

    @Override
    public void run() {
        int inVain = 0;
        long lastGood = System.nanoTime();
        while (true) {
            try {
                look();
                inVain = 0;
                lastGood = System.nanoTime();
            } catch (OutOfMemoryError e) { // a task fills the heap, perhaps for a moment only
                if (++inVain > MOST_IN_VAIN && System.nanoTime() - lastGood > LONGEST_IN_VAIN_NANOS) {
                    WorkerMain.haltOutOfMemory(link);
                }
            }
            pause();
        }
    }

    boolean isResting() {
        return resting;
    }

    private void look() {
        link.beatRelease();
        carryOutInterrupt();
        if (isOrphan()) {
            onEnd.run();
        }
    }

    private void pause() {
        int now = turns.get();
        boolean busy = progress != null && progress.runningCall() != 0;
        boolean still = now == seenTurns && now % 2 != 0 && !busy;
        seenTurns = now;
        stillLooks = still ? stillLooks + 1 : 0;
        if (stillLooks < STILL_LOOKS_BEFORE_REST) {
            LockSupport.parkNanos(this, (busy ? BUSY_LOOK_MILLIS : IDLE_LOOK_MILLIS) * 1_000_000);
            return;
        }
        resting = true;
        if (turns.get() == now) {
            LockSupport.parkNanos(this, beatNanos);
        }
        resting = false;
    }

    /**
     * A parent that can't be seen, as one outside of this pid namespace, says nothing; then the end of stdin has to do. Asking takes a
     * little memory, and so finds a heap that is full.
     */
    private boolean isOrphan() {
        long now = parent.get();
        return now != 0 && now != coordinatorPid;
    }

    private void carryOutInterrupt() {
        Progress main = progress;
        long running = main == null ? 0 : main.runningCall();
        if (main != null && running != 0 && link.isInterruptRequestedVolatile(running)) {
            main.interrupt(running);
        }
    }
}
