package dev.ringwork.process;

import dev.ringwork.run.ErrorLog;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** Hands a worker's lines to the user's output, and remembers the last ones of stderr: they may say why it died. */
final class OutputLines implements Consumer<WorkerLine> {
    private static final int TAIL_LINES = 20;

    private final WorkerOutput output;
    /** Guarded by itself. */
    private final ArrayDeque<String> tail = new ArrayDeque<>();

    OutputLines(WorkerOutput output) {
        this.output = output;
    }

    @Override
    public void accept(WorkerLine line) {
        if (line.stderr()) {
            synchronized (tail) {
                tail.addLast(line.text());
                if (tail.size() > TAIL_LINES) {
                    tail.removeFirst();
                }
            }
        }
        try {
            output.line(line);
        } catch (Throwable t) {
            ErrorLog.error("workerOutput threw; the line is lost", t);
        }
    }

    /** The last lines of stderr. */
    String tail() {
        synchronized (tail) {
            return String.join("\n", tail);
        }
    }
}
