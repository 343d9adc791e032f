package dev.ringwork.bench.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** Two mapped rings, one a direction. */
final class RingEcho implements Echo {
    private static final int CAPACITY = 1 << 16;
    private static final int TYPE = 1;

    private final OneToOneRingBuffer out;
    private final OneToOneRingBuffer in;
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[Wire.MESSAGE_BYTES]);
    private final MessageHandler handler = (type, buffer, offset, length) -> received = buffer.getLong(offset);
    private long received;

    RingEcho(Path directory, boolean caller) throws IOException {
        OneToOneRingBuffer there = ring(directory.resolve("there"));
        OneToOneRingBuffer back = ring(directory.resolve("back"));
        out = caller ? there : back;
        in = caller ? back : there;
    }

    private static OneToOneRingBuffer ring(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer mapped = channel.map(
                    FileChannel.MapMode.READ_WRITE, 0, CAPACITY + (long) RingBufferDescriptor.TRAILER_LENGTH);
            return new OneToOneRingBuffer(new UnsafeBuffer(mapped));
        }
    }

    @Override
    public void send(long value) {
        message.putLong(0, value);
        while (!out.write(TYPE, message, 0, Wire.MESSAGE_BYTES)) {
            Thread.onSpinWait();
        }
    }

    @Override
    public long receive() {
        while (in.read(handler, 1) == 0) {
            Thread.onSpinWait();
        }
        return received;
    }

    @Override
    public void close() {
        // The mapping goes with the JVM, the files with their directory.
    }
}
