package dev.ringwork.run;

import dev.ringwork.CompletionWaiter;
import dev.ringwork.TaskFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One who waits for one future: a link of the stack that hangs on {@link PoolTask}. Either a thread, to be unparked, or a
 * {@link CompletionWaiter}, to be told.
 */
final class Waiter {
    private final @Nullable Thread thread;
    private final @Nullable CompletionWaiter several;
    /** Written before the push, then only under the task's lock. */
    @Nullable
    Waiter next;

    private Waiter(@Nullable Thread thread, @Nullable CompletionWaiter several) {
        this.thread = thread;
        this.several = several;
    }

    static Waiter ofCurrentThread() {
        return new Waiter(Thread.currentThread(), null);
    }

    static Waiter of(CompletionWaiter several) {
        return new Waiter(null, several);
    }

    boolean is(CompletionWaiter waiter) {
        return several == waiter;
    }

    void tell(TaskFuture<?> future, boolean failed) {
        if (several != null) {
            several.completed(future, failed);
        } else {
            LockSupport.unpark(thread);
        }
    }
}
