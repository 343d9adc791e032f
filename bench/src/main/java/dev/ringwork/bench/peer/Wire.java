package dev.ringwork.bench.peer;

import java.io.IOException;
import java.nio.file.Path;

/** The transports that serve as floors. */
public enum Wire {
    /** Agrona's one-to-one ring buffers over {@code UnsafeBuffer}, both sides spin. */
    RING {
        @Override
        Echo open(Path directory, boolean caller) throws IOException {
            return new RingEcho(directory, caller);
        }
    },
    /** The child's stdin and stdout, both sides block. */
    PIPE {
        @Override
        Echo open(Path directory, boolean caller) {
            return PipeEcho.ofChild();
        }
    },
    /** A Unix domain socket, both sides block. */
    SOCKET {
        @Override
        Echo open(Path directory, boolean caller) throws IOException {
            return new SocketEcho(directory, caller);
        }
    };

    /** The size of a message: that of a small call. */
    public static final int MESSAGE_BYTES = 64;

    abstract Echo open(Path directory, boolean caller) throws IOException;
}
