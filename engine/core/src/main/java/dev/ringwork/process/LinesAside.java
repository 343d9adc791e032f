package dev.ringwork.process;

import dev.ringwork.run.ErrorLog;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes lines on from a thread that must never wait, by a thread that is there while there are lines. When it can't keep up
 * lines are dropped and counted; when no thread can be had they wait for the next line, which tries again.
 */
final class LinesAside {
    private static final int MOST_LINES = 1024;
    private static final long LINGER_MILLIS = 100;

    private static final ErrorLog.Report NO_THREAD = new ErrorLog.Report(
            "no thread can be had to pass on what native code of a worker writes; the next line tries again");
    private static final ErrorLog.Report LOST =
            new ErrorLog.Report("a line of what native code of a worker writes is lost");

    private final String worker;
    private final Consumer<WorkerLine> lines;
    private final ThreadFactory threads;
    private final LinkedBlockingQueue<WorkerLine> queue = new LinkedBlockingQueue<>(MOST_LINES);
    private final AtomicInteger dropped = new AtomicInteger();
    /** Whether the thread is there. Guarded by this. */
    private boolean running;

    LinesAside(String worker, Consumer<WorkerLine> lines) {
        this(worker, lines, work -> {
            Thread thread = new Thread(null, work, worker + " native output", 0, false);
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

    /** Never throws. */
    void offer(WorkerLine line) {
        try {
            if (!queue.offer(line)) {
                dropped.getAndIncrement();
            }
        } catch (OutOfMemoryError e) {
            dropped.getAndIncrement();
        }
        try {
            startUnlessRunning();
        } catch (OutOfMemoryError e) {
            NO_THREAD.warning(e);
        }
    }

    private synchronized void startUnlessRunning() {
        if (!running) {
            threads.newThread(this::run).start();
            running = true; // else the next line starts one
        }
    }

    private void run() {
        while (true) {
            WorkerLine line = next();
            if (line != null) {
                pass(line);
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

    private @Nullable WorkerLine next() {
        try {
            return queue.poll(LINGER_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException | OutOfMemoryError e) {
            return null; // the user's code interrupted this thread, or has filled the heap; it goes on
        }
    }

    private synchronized boolean mayEnd() {
        running = !queue.isEmpty();
        return !running;
    }
}
