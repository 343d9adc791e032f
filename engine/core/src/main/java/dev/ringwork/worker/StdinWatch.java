package dev.ringwork.worker;

import dev.ringwork.link.Link;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads the worker's stdin, on which doorbells come and whose end means that the coordinator is dead.
 *
 * <p>Two threads take turns, so that a doorbell wakes the main thread without a hop, and yet the end of file is seen while it
 * runs a long task:
 *
 * <pre>
 * NOBODY ──main parks──► MAIN ──a byte──► NOBODY
 * NOBODY ──main has run one task since the last look──► WATCH ──a byte──► NOBODY, main is unparked
 * </pre>
 *
 * The watch thread looks every {@value #LOOK_MILLIS} ms. It also raises the heartbeat and carries out interrupts, for which the
 * coordinator writes a byte, too.
 */
final class StdinWatch implements Runnable {
    private static final long LOOK_MILLIS = 50;
    private static final int NOBODY = 0;
    private static final int MAIN = 1;
    private static final int WATCH = 2;
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
    private final Runnable onEnd;
    private final AtomicInteger reader = new AtomicInteger(NOBODY);
    private @Nullable Thread main;
    private @Nullable Progress progress;

    StdinWatch(InputStream stdin, Link link, Runnable onEnd) {
        this.stdin = stdin;
        this.link = link;
        this.onEnd = onEnd;
    }

    void start(Thread mainThread, Progress mainProgress) {
        main = mainThread;
        progress = mainProgress;
        Thread watch = new Thread(this, "ringwork-worker-watch");
        watch.setDaemon(true);
        watch.start();
    }

    /** Blocks the main thread until a doorbell rings, perhaps for nothing. */
    void awaitBell() {
        if (reader.compareAndSet(NOBODY, MAIN)) {
            try {
                read();
            } finally {
                reader.set(NOBODY);
            }
        } else {
            while (reader.get() == WATCH && link.workerDoor().isParkedVolatile()) {
                LockSupport.parkNanos(this, LOOK_MILLIS * 1_000_000);
                Thread.interrupted();
            }
        }
    }

    private void read() {
        try {
            if (stdin.read(new byte[MOST_BELLS]) < 0) {
                onEnd.run();
            }
        } catch (IOException e) {
            onEnd.run(); // a broken pipe is its end
        }
    }

    @Override
    public void run() {
        long seen = 0;
        while (true) {
            LockSupport.parkNanos(this, LOOK_MILLIS * 1_000_000);
            link.beatRelease();
            long running = progress == null ? 0 : progress.runningCall();
            carryOutInterrupt();
            if (running != 0 && running == seen && reader.compareAndSet(NOBODY, WATCH)) {
                read();
                carryOutInterrupt();
                reader.set(NOBODY);
                LockSupport.unpark(main);
            }
            seen = running;
        }
    }

    private void carryOutInterrupt() {
        long wanted = link.interruptRequestAcquire();
        if (wanted != 0 && progress != null && progress.runningCall() == wanted) {
            progress.interrupt(wanted);
        }
    }
}
