package dev.ringwork.worker;

import dev.ringwork.link.OutputFrame;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * {@code System.out} or {@code System.err} of the tasks: frames that carry the id of the running call. It costs calls that
 * write nothing nothing.
 */
final class TaskOutput extends OutputStream {
    private final OutputStream pipe;
    private final StdinWatch.Progress progress;
    private final ByteBuffer frame = ByteBuffer.allocate(OutputFrame.MOST_LENGTH);
    /** The call that wrote what is in the frame. */
    private long call;

    private TaskOutput(OutputStream pipe, byte[] mark, byte stream, StdinWatch.Progress progress) {
        this.pipe = pipe;
        this.progress = progress;
        frame.put(mark).put(OutputFrame.STREAM_OFFSET, stream).position(OutputFrame.HEADER_LENGTH);
    }

    /** A stream that can't be closed: the next call needs it, too. */
    static PrintStream stream(OutputStream pipe, byte[] mark, byte stream, StdinWatch.Progress progress) {
        return new PrintStream(new TaskOutput(pipe, mark, stream, progress), true, StandardCharsets.UTF_8) {
            @Override
            public void close() {
                flush();
            }
        };
    }

    @Override
    public synchronized void write(int b) throws IOException {
        begin();
        frame.put((byte) b);
        sendIfFull();
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        begin();
        for (int at = 0; at < length; ) {
            int count = Math.min(length - at, frame.remaining());
            frame.put(bytes, offset + at, count);
            at += count;
            sendIfFull();
        }
    }

    private void begin() throws IOException {
        long running = Math.max(0, progress.runningCall()); // the initializer is no call
        if (running != call) {
            flush();
            call = running;
        }
    }

    private void sendIfFull() throws IOException {
        if (!frame.hasRemaining()) {
            flush();
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        int length = frame.position() - OutputFrame.HEADER_LENGTH;
        if (length > 0) {
            frame.putLong(OutputFrame.CALL_OFFSET, call).putShort(OutputFrame.LENGTH_OFFSET, (short) length);
            try {
                pipe.write(frame.array(), 0, frame.position());
            } finally {
                frame.position(OutputFrame.HEADER_LENGTH);
            }
        }
    }
}
