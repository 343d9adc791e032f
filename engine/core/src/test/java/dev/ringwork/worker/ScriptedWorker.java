package dev.ringwork.worker;

import dev.ringwork.link.Link;
import dev.ringwork.wire.ValueCodec;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * A worker's own loop in the thread of a test: it runs until it is told to stop, or would block at its doorbell, which here is
 * the end. No watch thread, no process.
 */
public final class ScriptedWorker {
    /** The worker would block until a bell rings. */
    public static final class Parked extends Error {
        private static final long serialVersionUID = 1L;

        Parked() {
            super("parked", null, false, false);
        }
    }

    private final WorkerLoop loop;

    /** Makes one that rings {@code bell} when the coordinator is parked. */
    public ScriptedWorker(Link link, Runnable bell) {
        OutputStream bellPipe = new OutputStream() {
            @Override
            public void write(int b) {
                bell.run();
            }
        };
        StdinWatch watch = new StdinWatch(InputStream.nullInputStream(), link, 0, 1, () -> {
            throw new Parked();
        });
        ValueCodec codec = new ValueCodec(ScriptedWorker.class.getClassLoader(), ValueCodec.defaultFilter(), List.of());
        this.loop = new WorkerLoop(link, codec, watch, bellPipe, 0);
    }

    /** Runs; true when it was told to stop, false when it parked. */
    public boolean run() {
        try {
            loop.run();
            return true;
        } catch (Parked e) {
            return false;
        }
    }

    /** Runs an initializer as a worker does at its start. */
    public boolean initialize(byte[] encoded) {
        return loop.initialize(encoded);
    }
}
