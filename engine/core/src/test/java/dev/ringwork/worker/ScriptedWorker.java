package dev.ringwork.worker;

import dev.ringwork.link.Link;
import dev.ringwork.link.WorkerState;
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

    private static final long PID = 4711;

    private final Link link;
    private final StdinWatch watch;
    private final WorkerLoop loop;

    /** Makes one that rings {@code bell} when the coordinator is parked. */
    public ScriptedWorker(Link link, Runnable bell) {
        OutputStream bellPipe = new OutputStream() {
            @Override
            public void write(int b) {
                bell.run();
            }
        };
        this.link = link;
        this.watch = new StdinWatch(InputStream.nullInputStream(), link, 0, 1, () -> {
            throw new Parked();
        });
        ValueCodec codec = new ValueCodec(ScriptedWorker.class.getClassLoader(), ValueCodec.defaultFilter(), List.of());
        this.loop = new WorkerLoop(link, codec, watch, bellPipe, 0);
        watch.progress(loop);
    }

    /** Starts as {@link WorkerMain} does once it has mapped the link, in the same order; false when the initializer failed. */
    public boolean start(byte[] initializer) {
        link.putWorkerPid(PID);
        link.workerStateRelease(WorkerState.MAPPED);
        loop.ringCoordinator();
        if (!loop.initialize(initializer)) {
            return false;
        }
        link.workerStateRelease(WorkerState.READY);
        loop.ringCoordinator();
        return true;
    }

    /** What the watch thread does at one of its looks; true when it found an orphan, as here it always does. */
    public boolean look() {
        try {
            watch.run();
            return false;
        } catch (Parked e) {
            return true;
        }
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
}
