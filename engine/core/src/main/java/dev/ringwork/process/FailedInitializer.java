package dev.ringwork.process;

import dev.ringwork.RemoteTaskException;
import dev.ringwork.base.Message;
import dev.ringwork.run.ErrorLog;
import dev.ringwork.wire.Failure;
import dev.ringwork.wire.ValueCodec;
import java.util.function.BiConsumer;

/**
 * Breaks a pool whose initializer failed, with the exception itself if that can be rebuilt soon, else with what is known of it.
 * Rebuilding may run foreign code, which may wait for anything, so it has a thread of its own and a time limit. What is said of it
 * is what the worker said: the exception itself is asked for nothing.
 */
final class FailedInitializer {
    static final long MOST_NANOS = 1_000_000_000L;

    private final byte[] failure;
    private final ValueCodec codec;
    private final String workerName;
    /** Given the cause and what it says of itself. Does nothing when the pool is broken already. */
    private final BiConsumer<Throwable, String> breakPool;

    FailedInitializer(byte[] failure, ValueCodec codec, String workerName, BiConsumer<Throwable, String> breakPool) {
        this.failure = failure;
        this.codec = codec;
        this.workerName = workerName;
        this.breakPool = breakPool;
    }

    /** Returns at once. */
    void rebuildAside() {
        try {
            Thread thread = new Thread(null, this::rebuild, workerName + " initializer failure", 0, false);
            thread.setDaemon(true);
            thread.start();
        } catch (OutOfMemoryError e) {
            ErrorLog.debug("no thread can be had to rebuild an initializer's failure; it is told as data", e);
        }
    }

    private void rebuild() {
        try {
            breakPool.accept(Failure.decode(failure, codec, workerName), Message.of(known()));
        } catch (Throwable t) {
            ErrorLog.error("an initializer's failure could not be rebuilt; it is told as data", t);
        }
    }

    /** Breaks the pool with what is known of the failure without running anybody's code. */
    void giveUpRebuilding() {
        RemoteTaskException known = known();
        breakPool.accept(known, Message.of(known));
    }

    private RemoteTaskException known() {
        return Failure.decodeAsData(failure, workerName);
    }
}
