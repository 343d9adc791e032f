package dev.ringwork.process;

import dev.ringwork.run.ErrorLog;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes lines on from the threads that read a worker's pipes, by a thread that is there while there are lines: so what a worker has written is
 * read whoever takes his time with a line. There is room for so much text, and no more than that is kept of a worker. Once its writer is gone there is
 * room for what that has left, so its pipe is read to the end.
 *
 * <p>When no thread can be had lines wait for the next one, which tries again.
 */
final class LinesAside {
    /** Of all lines that wait or are being passed on, each counted with what it takes besides. The longest fits. */
    private static final int MOST_CHARS = 1 << 17;
    /** Of those that wait for no room, so that the others need not wait for them. */
    private static final int MOST_OFFERED_CHARS = 1 << 16;
    /** What a line takes in memory besides its characters. */
    private static final int CHARS_A_LINE = 64;
    /** A pipe holds 64 KiB; what was read of it and is no line yet is less. */
    private static final int LEFT_CHARS = 1 << 18;

    private static final long TRY_AGAIN_MILLIS = 100;
    private static final long LINGER_MILLIS = 100;

    private static final ErrorLog.Report NO_THREAD =
            new ErrorLog.Report("no thread can be had to pass on what a worker writes; the next line tries again");
    private static final ErrorLog.Report LOST = new ErrorLog.Report("a line of what a worker writes is lost");

    private final String worker;
    private final Consumer<WorkerLine> lines;
    private final ThreadFactory threads;
    private final Semaphore room = new Semaphore(MOST_CHARS);
    private final Semaphore offeredRoom = new Semaphore(MOST_OFFERED_CHARS + CHARS_A_LINE);
    private final LinkedBlockingQueue<Held> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger dropped = new AtomicInteger();
    /** The thread, while it is there. Written under this. */
    private volatile @Nullable Thread running;
    /** Whether {@link #writerIsGone}. Guarded by this. */
    private boolean gone;

    /** A line, and whose room it takes. */
    private record Held(WorkerLine line, Semaphore room) {}

    LinesAside(String worker, Consumer<WorkerLine> lines) {
        this(worker, lines, work -> {
            Thread thread = new Thread(null, work, worker + " workerOutput", 0, false);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** With threads of the caller's choice. */
    LinesAside(String worker, Consumer<WorkerLine> lines, ThreadFactory threads) {
        this.worker = worker;
        this.lines = lines;
        this.threads = threads;
    }

    /** Waits for room. */
    void put(WorkerLine line) {
        while (!awaitRoom(charsOf(line))) {
            startUnlessRunning();
        }
        add(line, room);
    }

    /** Waits for nothing: where there is no room the line is dropped and counted. Never throws. */
    void offer(WorkerLine line) {
        if (offeredRoom.tryAcquire(charsOf(line))) {
            add(line, offeredRoom);
        } else {
            dropped.getAndIncrement();
            startUnlessRunning();
        }
    }

    /** The worker is gone: whoever puts what it has left need not wait. Idempotent. */
    synchronized void writerIsGone() {
        if (!gone) {
            gone = true;
            room.release(LEFT_CHARS);
        }
    }

    /** After {@link #writerIsGone}: waits until what was put is passed on, but not for longer than that. */
    void awaitPassed(long nanos) throws InterruptedException {
        int all = MOST_CHARS + LEFT_CHARS;
        if (room.tryAcquire(all, nanos, TimeUnit.NANOSECONDS)) {
            room.release(all);
        }
    }

    boolean isOwnThread(Thread thread) {
        return running == thread;
    }

    private static int charsOf(WorkerLine line) {
        return line.text().length() + CHARS_A_LINE;
    }

    private boolean awaitRoom(int chars) {
        try {
            return room.tryAcquire(chars, TRY_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return false; // by nobody who has to do with this thread; it goes on
        }
    }

    private void add(WorkerLine line, Semaphore taken) {
        try {
            queue.add(new Held(line, taken));
        } catch (OutOfMemoryError e) {
            taken.release(charsOf(line));
            dropped.getAndIncrement();
        }
        startUnlessRunning();
    }

    private synchronized void startUnlessRunning() {
        if (running != null) {
            return;
        }
        try {
            Thread thread = threads.newThread(this::run);
            running = thread; // it may be asked for at once
            thread.start();
        } catch (OutOfMemoryError e) {
            running = null;
            NO_THREAD.warning(e);
        }
    }

    private void run() {
        while (true) {
            Held held = next();
            if (held != null) {
                pass(held.line());
                held.room().release(charsOf(held.line()));
            } else if (mayEnd()) {
                return;
            }
        }
    }

    /** Whatever goes wrong, want of memory as a rule, that line is dropped and the thread stays for the next. */
    private void pass(WorkerLine line) {
        boolean passed = false;
        int lost = 0;
        try {
            lines.accept(line);
            passed = true;
            lost = dropped.getAndSet(0);
            if (lost > 0) {
                lines.accept(new WorkerLine(
                        worker, 0, false, "(" + lost + " lines were lost: workerOutput is slower than their writer)"));
            }
            lost = 0;
        } catch (Throwable t) {
            dropped.getAndAdd(passed ? lost : 1);
            LOST.error(t);
        }
    }

    private @Nullable Held next() {
        try {
            return queue.poll(LINGER_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException | OutOfMemoryError e) {
            return null; // the user's code interrupted this thread, or has filled the heap; it goes on
        }
    }

    private synchronized boolean mayEnd() {
        if (queue.isEmpty()) {
            running = null;
        }
        return running == null;
    }
}
