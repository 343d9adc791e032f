package dev.ringwork.bench.peer;

import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A byte there and a byte back: what it costs to wake the other side. */
final class PipeEcho implements Echo {
    private final InputStream in;
    private final OutputStream out;

    PipeEcho(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** The child's end; unbuffered. */
    static PipeEcho ofChild() {
        return new PipeEcho(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
    }

    @Override
    public void send(long value) throws IOException {
        out.write((int) value);
        out.flush();
    }

    @Override
    public long receive() throws IOException {
        int value = in.read();
        if (value < 0) {
            throw new EOFException("the other side is there as long as it is asked");
        }
        return value;
    }

    @Override
    public void close() throws IOException {
        out.close();
        in.close();
    }
}
