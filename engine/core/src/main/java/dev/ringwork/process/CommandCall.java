package dev.ringwork.process;

import dev.ringwork.run.ErrorLog;
import dev.ringwork.run.TaskEnd;
import dev.ringwork.wire.Failure;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The call of a command given to {@code execute}, which {@code shutdownNow} gives back as it was. */
final class CommandCall extends ProcessCall<@Nullable Object> {
    private final ProcessPoolCore owner;
    /** Null once done, so that a future kept by somebody retains nothing. */
    private volatile @Nullable Runnable command;

    CommandCall(ProcessPoolCore pool, FunctionDef function, int shape, byte @Nullable [] inline, Runnable command) {
        super(pool, function, shape, 0, inline);
        this.owner = pool;
        this.command = command;
    }

    @Override
    Runnable command() {
        Runnable given = command;
        return given == null ? this : given;
    }

    /**
     * For the thread of callbacks, which reports what nobody catches and must not wait for foreign code: as the exception itself if that
     * can be rebuilt soon, else as data; and all of a pool as data once one was not rebuilt in time.
     */
    @Override
    Throwable decodeFailure(byte[] encoded, String workerName) {
        if (owner.isRebuildingLate()) {
            return Failure.decodeAsData(encoded, workerName);
        }
        FutureTask<Throwable> rebuilt = new FutureTask<>(() -> super.decodeFailure(encoded, workerName));
        try {
            Thread thread = new Thread(null, rebuilt, workerName + " command failure", 0, false);
            thread.setDaemon(true);
            thread.start();
            return rebuilt.get(FailedInitializer.MOST_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // by another callback
        } catch (TimeoutException e) {
            owner.rebuildingIsLate();
            ErrorLog.warning(
                    "a command's failure was not rebuilt within a second, and keeps a thread; from now on those of this pool are told as data",
                    e);
        } catch (ExecutionException | OutOfMemoryError e) {
            ErrorLog.debug("a command's failure could not be rebuilt; it is told as data", e);
        }
        return Failure.decodeAsData(encoded, workerName);
    }

    @Override
    protected void onEnd(TaskEnd end) {
        command = null;
        super.onEnd(end);
    }
}
