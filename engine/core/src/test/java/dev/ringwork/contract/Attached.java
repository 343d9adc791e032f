package dev.ringwork.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.TaskFuture;
import dev.ringwork.run.PoolTask;
import java.lang.reflect.Field;

/** Looks at who waits for a future. */
final class Attached {
    private Attached() {}

    static void assertNothing(TaskFuture<?> future) throws ReflectiveOperationException {
        Field waiters = PoolTask.class.getDeclaredField("waiters");
        waiters.setAccessible(true);
        assertThat(waiters.get(future)).as("waiters of %s", future).isNull();
    }
}
