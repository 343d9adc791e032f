package dev.ringwork.process;

import java.util.concurrent.atomic.AtomicLong;

/** A worker's stdout: a NUL byte is a doorbell; others are what native code has written, made into lines. */
final class BellPipe implements PipeReader.Sink {
    private static final int NUL = 0;

    private final Runnable onBell;
    private final Runnable onEnd;
    private final LineMaker lines;
    private final AtomicLong bells = new AtomicLong();

    BellPipe(String worker, LinesAside lines, Runnable onBell, Runnable onEnd) {
        this.onBell = onBell;
        this.onEnd = onEnd;
        this.lines = new LineMaker(worker, false, lines::offer);
    }

    /** Doorbells seen. */
    long bells() {
        return bells.get();
    }

    @Override
    public void take(byte[] bytes, int count) {
        boolean rung = false;
        for (int i = 0; i < count; i++) {
            if (bytes[i] == NUL) {
                rung = true;
                bells.getAndIncrement();
            } else {
                lines.take(0, bytes[i]);
            }
        }
        if (rung) {
            onBell.run();
        }
    }

    @Override
    public void end() {
        lines.endUnfinished();
        onEnd.run();
    }
}
