package dev.ringwork.process;

import dev.ringwork.run.ErrorLog;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

/** Reads one of a worker's pipes to its end. */
final class PipeReader implements Runnable {
    private static final int BUFFER_BYTES = 8192;

    /** What is done with the bytes. */
    interface Sink {
        void take(byte[] bytes, int count);

        /** There are no more. */
        void end();
    }

    private final InputStream pipe;
    private final String worker;
    private final Sink sink;
    // Made beforehand: where memory is wanting the thread goes on.
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final ErrorLog.Report lost;
    private final ErrorLog.Report unreadable;
    private final AtomicLong count = new AtomicLong();

    PipeReader(InputStream pipe, String worker, Sink sink) {
        this.pipe = pipe;
        this.worker = worker;
        this.sink = sink;
        this.lost = new ErrorLog.Report("some output of a worker could not be taken and is lost: " + worker);
        this.unreadable = new ErrorLog.Report("the output of a worker can't be read any more: " + worker);
    }

    /** How often something was read so far: it rises while there is something. */
    long count() {
        return count.get();
    }

    @Override
    public void run() {
        try {
            int bytes;
            while ((bytes = pipe.read(buffer)) >= 0) {
                count.getAndIncrement();
                take(bytes);
            }
        } catch (IOException e) {
            ErrorLog.debug("the pipe of a worker ended: " + worker, e); // as good as its end
        } catch (Throwable t) {
            unreadable.error(t);
        } finally {
            end();
        }
    }

    /** Whatever goes wrong, want of memory as a rule, the pipe is read on: else it fills, and its writer waits for ever. */
    private void take(int bytes) {
        try {
            sink.take(buffer, bytes);
        } catch (Throwable t) {
            lost.error(t);
        }
    }

    private void end() {
        try {
            sink.end();
        } catch (Throwable t) {
            lost.error(t);
        }
    }
}
