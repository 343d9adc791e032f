package dev.ringwork.process;

import dev.ringwork.run.TaskEnd;
import org.jspecify.annotations.Nullable;

/** The call of a command given to {@code execute}, which {@code shutdownNow} gives back as it was. */
final class CommandCall extends ProcessCall<@Nullable Object> {
    /** Null once done, so that a future kept by somebody retains nothing. */
    private volatile @Nullable Runnable command;

    CommandCall(ProcessPoolCore pool, FunctionDef function, int shape, byte @Nullable [] inline, Runnable command) {
        super(pool, function, shape, 0, inline);
        this.command = command;
    }

    @Override
    Runnable command() {
        Runnable given = command;
        return given == null ? this : given;
    }

    @Override
    protected void onEnd(TaskEnd end) {
        command = null;
        super.onEnd(end);
    }
}
