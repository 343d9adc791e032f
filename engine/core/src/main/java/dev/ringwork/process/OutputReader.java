package dev.ringwork.process;

import dev.ringwork.run.ErrorLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads one of a worker's output pipes until its end. On stdout a NUL byte is a doorbell; all other bytes are output, made
 * into lines.
 */
final class OutputReader implements Runnable {
    private static final int BUFFER_BYTES = 8192;
    private static final int LONGEST_LINE = 1 << 16;
    private static final int TAIL_LINES = 20;
    private static final int NUL = 0;

    private final InputStream pipe;
    private final String worker;
    private final boolean stderr;
    private final WorkerOutput output;
    private final @Nullable Runnable onBell;
    private final Runnable onEnd;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    /** The last lines. Guarded by itself. */
    private final ArrayDeque<String> tail = new ArrayDeque<>();
    /** Doorbells seen. */
    private final AtomicLong bells = new AtomicLong();

    OutputReader(
            InputStream pipe,
            String worker,
            boolean stderr,
            WorkerOutput output,
            @Nullable Runnable onBell,
            Runnable onEnd) {
        this.pipe = pipe;
        this.worker = worker;
        this.stderr = stderr;
        this.output = output;
        this.onBell = onBell;
        this.onEnd = onEnd;
    }

    long bells() {
        return bells.get();
    }

    String tail() {
        synchronized (tail) {
            return String.join("\n", tail);
        }
    }

    @Override
    public void run() {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            int count;
            while ((count = pipe.read(buffer)) >= 0) {
                take(buffer, count);
            }
        } catch (IOException e) {
            ErrorLog.debug("the pipe of a worker ended: " + worker, e); // as good as its end
        } catch (Throwable t) {
            ErrorLog.error("reading the output of a worker failed: " + worker, t);
        } finally {
            endLine();
            onEnd.run();
        }
    }

    private void take(byte[] buffer, int count) {
        boolean rung = false;
        for (int i = 0; i < count; i++) {
            byte b = buffer[i];
            if (b == NUL && onBell != null) {
                rung = true;
                bells.getAndIncrement();
            } else if (b == '\n') {
                endLine();
            } else {
                line.write(b);
                if (line.size() >= LONGEST_LINE) {
                    endLine();
                }
            }
        }
        if (rung && onBell != null) {
            onBell.run();
        }
    }

    private void endLine() {
        if (line.size() == 0) {
            return;
        }
        String text = line.toString(Charset.defaultCharset()).stripTrailing();
        line.reset();
        synchronized (tail) {
            tail.addLast(text);
            if (tail.size() > TAIL_LINES) {
                tail.removeFirst();
            }
        }
        try {
            output.line(worker, stderr, text);
        } catch (Throwable t) {
            ErrorLog.error("workerOutput threw; the line is lost", t);
        }
    }
}
