package dev.ringwork.bench.peer;

import java.io.IOException;

/** One end of a connection between two JVMs that carries one long at a time, without Ringwork between. */
public interface Echo extends AutoCloseable {

    /** Sends a value, in a message of {@link Wire#MESSAGE_BYTES} bytes where the transport has messages. */
    void send(long value) throws IOException;

    /** Waits for a value. */
    long receive() throws IOException;

    @Override
    void close() throws IOException;
}
