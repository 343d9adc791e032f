package dev.ringwork.process;

import dev.ringwork.run.ErrorLog;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** Hands a worker's lines to the user's output, and remembers the last ones of stderr, in short: they may say why it died. */
final class OutputLines implements Consumer<WorkerLine> {
    static final int TAIL_LINES = 20;
    /** Of all lines of the tail. Each failure of a death quotes it, and more than a screen helps nobody. */
    static final int TAIL_CHARS = 4096;
    /** Of a line of the tail, which shows its beginning. */
    static final int TAIL_LINE_CHARS = 1024;

    private static final String CUT = "…";

    private static final ErrorLog.Report LOST = new ErrorLog.Report("workerOutput threw; the line is lost");

    private final WorkerOutput output;
    /** Guarded by itself. Has room for all there will be. */
    private final ArrayDeque<String> tail = new ArrayDeque<>(TAIL_LINES + 1);
    /** In {@code tail}. */
    private int tailChars;

    OutputLines(WorkerOutput output) {
        this.output = output;
    }

    /** For who has read a line, before somebody else hands it on, which may take as long as the user's code does. */
    void remember(WorkerLine line) {
        if (line.stderr()) {
            remember(inShort(line.text()));
        }
    }

    /** Hands on a line. */
    @Override
    public void accept(WorkerLine line) {
        try {
            output.line(line);
        } catch (Throwable t) {
            LOST.error(t);
        }
    }

    private static String inShort(String text) {
        return text.length() <= TAIL_LINE_CHARS ? text : text.substring(0, TAIL_LINE_CHARS - 1) + CUT;
    }

    private void remember(String text) {
        synchronized (tail) {
            tail.addLast(text);
            tailChars += text.length();
            while (tail.size() > TAIL_LINES || tailChars > TAIL_CHARS) {
                tailChars -= tail.removeFirst().length();
            }
        }
    }

    /** The last lines of stderr: at most {@value #TAIL_LINES}, and {@value #TAIL_CHARS} characters of them. */
    String tail() {
        synchronized (tail) {
            return String.join("\n", tail);
        }
    }
}
