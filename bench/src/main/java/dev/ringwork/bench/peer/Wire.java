package dev.ringwork.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The transports that serve as floors. */
public enum Wire {
    /** Agrona's one-to-one ring buffers over {@code UnsafeBuffer}, both sides spin. */
    RING {
        @Override
        Echo open(Path directory, boolean caller) throws IOException {
            return new RingEcho(directory, caller);
        }

        @Override
        List<String> flags() {
            return List.of("--add-opens", EchoPeer.OPENED);
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
    },
    /** Chronicle Queue, both sides spin; only where the suite was built with it. */
    CHRONICLE {
        @Override
        Echo open(Path directory, boolean caller) throws IOException {
            try {
                return (Echo) Class.forName(CHRONICLE_ECHO)
                        .getDeclaredConstructor(Path.class, boolean.class)
                        .newInstance(directory, caller);
            } catch (ReflectiveOperationException e) {
                throw new IOException("Chronicle Queue is there when the suite is built with -Pchronicle", e);
            }
        }

        @Override
        public boolean isThere() {
            return Wire.class.getResource("ChronicleEcho.class") != null;
        }

        @Override
        List<String> flags() {
            return List.of(
                    "--add-exports",
                    "java.base/sun.nio.ch=ALL-UNNAMED",
                    "--add-exports",
                    "java.base/jdk.internal.ref=ALL-UNNAMED",
                    "--add-opens",
                    "java.base/java.lang.reflect=ALL-UNNAMED",
                    "-Dchronicle.analytics.disable=true");
        }
    };

    private static final String CHRONICLE_ECHO = "dev.ringwork.bench.peer.ChronicleEcho";

    /** The size of a message: that of a small call. */
    public static final int MESSAGE_BYTES = 64;

    abstract Echo open(Path directory, boolean caller) throws IOException;

    /** Whether this build of the suite has it. */
    public boolean isThere() {
        return true;
    }

    /** What its JVMs are started with. */
    List<String> flags() {
        return List.of();
    }
}
