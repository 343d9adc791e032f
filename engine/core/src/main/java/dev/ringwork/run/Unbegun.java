package dev.ringwork.run;

import java.util.ArrayList;
import java.util.List;

/**
 * Tasks that were taken back and are cancelled, whose callbacks have not run: all are done before the first callback, which may
 * ask for another one, or wait for what is ended after them.
 *
 * @param tasks those that are cancelled
 * @param commands what {@code shutdownNow} returns for them
 */
public record Unbegun(List<PoolTask<?>> tasks, List<Runnable> commands) {
    /** None. */
    public Unbegun() {
        this(new ArrayList<>(), new ArrayList<>());
    }

    /** Cancels a task that the caller has taken back. It ends also when there is no memory to keep it here. */
    public void cancel(PoolTask<?> task, Runnable command) {
        try {
            tasks.add(task);
            commands.add(command);
        } finally {
            task.completeCancelledFirst();
        }
    }

    /** Runs their callbacks. */
    public void callBack() {
        tasks.forEach(PoolTask::callBack);
    }
}
