package dev.ringwork.bench.suite;

import java.io.PrintWriter;
import java.time.Duration;

/** Says on one line what runs and how long the rest will take, from estimates corrected by what they proved worth so far. */
final class Progress {
    private static final String TO_LINE_START = "\r\u001b[K";

    private final PrintWriter out;
    private final boolean terminal;
    private final Duration total;
    private final long start = System.nanoTime();
    private Duration done = Duration.ZERO;

    Progress(PrintWriter out, boolean terminal, Duration total) {
        this.out = out;
        this.terminal = terminal;
        this.total = total;
    }

    void begin(String what) {
        String line = line(what, Duration.ofNanos(System.nanoTime() - start));
        if (terminal) {
            out.print(TO_LINE_START + line);
        } else {
            out.println(line);
        }
        out.flush();
    }

    void finished(Duration estimate) {
        done = done.plus(estimate);
    }

    void end() {
        if (terminal) {
            out.print(TO_LINE_START);
            out.flush();
        }
    }

    String line(String what, Duration elapsed) {
        double worth = done.isZero() ? 1 : (double) elapsed.toNanos() / done.toNanos();
        long left = Math.round(total.minus(done).toMillis() * worth / 1e3);
        long percent = total.isZero() ? 100 : 100 * done.toMillis() / total.toMillis();
        return String.format("[%3d %%] %d:%02d left  %s", percent, left / 60, left % 60, what);
    }
}
