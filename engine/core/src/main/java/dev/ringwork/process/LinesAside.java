package dev.ringwork.process;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes lines on from a thread that must never wait, by a thread that is there while there are lines. When it can't keep up
 * lines are dropped and counted.
 */
final class LinesAside {
    private static final int MOST_LINES = 1024;
    private static final long LINGER_MILLIS = 100;

    private final String worker;
    private final Consumer<WorkerLine> lines;
    private final LinkedBlockingQueue<WorkerLine> queue = new LinkedBlockingQueue<>(MOST_LINES);
    private final AtomicInteger dropped = new AtomicInteger();
    /** Whether the thread is there. Guarded by this. */
    private boolean running;

    LinesAside(String worker, Consumer<WorkerLine> lines) {
        this.worker = worker;
        this.lines = lines;
    }

    void offer(WorkerLine line) {
        if (!queue.offer(line)) {
            dropped.getAndIncrement();
        }
        synchronized (this) {
            if (!running) {
                running = true;
                Thread thread = new Thread(null, this::run, worker + " native output", 0, false);
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    private void run() {
        while (true) {
            WorkerLine line = next();
            if (line != null) {
                lines.accept(line);
                int lost = dropped.getAndSet(0);
                if (lost > 0) {
                    lines.accept(new WorkerLine(
                            worker,
                            0,
                            false,
                            "(" + lost + " lines were lost: workerOutput is slower than their writer)"));
                }
            } else if (mayEnd()) {
                return;
            }
        }
    }

    private @Nullable WorkerLine next() {
        try {
            return queue.poll(LINGER_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return null; // the user's code interrupted this thread; it goes on
        }
    }

    private synchronized boolean mayEnd() {
        running = !queue.isEmpty();
        return !running;
    }
}
