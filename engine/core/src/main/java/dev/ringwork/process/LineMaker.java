package dev.ringwork.process;

import dev.ringwork.run.ErrorLog;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Makes lines of bytes. A line has bytes of one call only: where the next call's begin, the line ends. One that can't be made, or
 * not be passed on, for want of memory as a rule, is lost, and what comes after it is not.
 */
final class LineMaker {
    private static final int LONGEST_LINE = 1 << 16;

    private final String worker;
    private final boolean stderr;
    private final Consumer<WorkerLine> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ErrorLog.Report lost;
    private long call;

    LineMaker(String worker, boolean stderr, Consumer<WorkerLine> lines) {
        this.worker = worker;
        this.stderr = stderr;
        this.lines = lines;
        this.lost = new ErrorLog.Report("a line of a worker's output is lost: " + worker);
    }

    void take(long callId, byte b) {
        if (callId != call) {
            endUnfinished();
            call = callId;
        }
        if (b == '\n') {
            end();
        } else {
            add(b);
            if (line.size() >= LONGEST_LINE) {
                end();
            }
        }
    }

    private void add(byte b) {
        try {
            line.write(b);
        } catch (OutOfMemoryError e) {
            lost.error(e);
            line.reset();
        }
    }

    /** Ends a line of which there is something. */
    void endUnfinished() {
        if (line.size() > 0) {
            end();
        }
    }

    private void end() {
        try {
            String text = line.toString(StandardCharsets.UTF_8);
            lines.accept(new WorkerLine(
                    worker, call, stderr, text.endsWith("\r") ? text.substring(0, text.length() - 1) : text));
        } catch (Throwable t) {
            lost.error(t);
        } finally {
            line.reset();
        }
    }
}
