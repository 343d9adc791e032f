package dev.ringwork.process;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Makes lines of bytes. A line has bytes of one call only: where the next call's begin, the line ends. */
final class LineMaker {
    private static final int LONGEST_LINE = 1 << 16;

    private final String worker;
    private final boolean stderr;
    private final Consumer<WorkerLine> lines;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long call;

    LineMaker(String worker, boolean stderr, Consumer<WorkerLine> lines) {
        this.worker = worker;
        this.stderr = stderr;
        this.lines = lines;
    }

    void take(long callId, byte b) {
        if (callId != call) {
            endUnfinished();
            call = callId;
        }
        if (b == '\n') {
            end();
        } else {
            line.write(b);
            if (line.size() >= LONGEST_LINE) {
                end();
            }
        }
    }

    /** Ends a line of which there is something. */
    void endUnfinished() {
        if (line.size() > 0) {
            end();
        }
    }

    private void end() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        lines.accept(new WorkerLine(
                worker, call, stderr, text.endsWith("\r") ? text.substring(0, text.length() - 1) : text));
    }
}
