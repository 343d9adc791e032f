package dev.ringwork.process;

import dev.ringwork.run.ErrorLog;
import java.io.IOException;
import java.io.InputStream;

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

    PipeReader(InputStream pipe, String worker, Sink sink) {
        this.pipe = pipe;
        this.worker = worker;
        this.sink = sink;
    }

    @Override
    public void run() {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            int count;
            while ((count = pipe.read(buffer)) >= 0) {
                sink.take(buffer, count);
            }
        } catch (IOException e) {
            ErrorLog.debug("the pipe of a worker ended: " + worker, e); // as good as its end
        } catch (Throwable t) {
            ErrorLog.error("reading the output of a worker failed: " + worker, t);
        } finally {
            sink.end();
        }
    }
}
