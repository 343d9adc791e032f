package dev.ringwork.thread;

import dev.ringwork.TaskFuture;
import dev.ringwork.base.Deadline;
import dev.ringwork.function.SerializableFunction;
import dev.ringwork.run.ChunkRunner;
import dev.ringwork.run.Invocation;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Runs the chunks of a {@code map} as tasks of a {@link ThreadPool}. */
final class ThreadChunks implements ChunkRunner {
    private final ThreadPool pool;
    private final Invocation how;
    private final Object function;
    /** Set once, by the thread that closes the map; read before each item. */
    private volatile boolean closed;

    ThreadChunks(ThreadPool pool, Invocation how, Object function) {
        this.pool = pool;
        this.how = how;
        this.function = function;
    }

    @Override
    public TaskFuture<@Nullable Object[]> submit(@Nullable Object[] inputs, int count, Deadline deadline) {
        SerializableFunction<@Nullable Object[], @Nullable Object[]> chunk = items -> run(items, count);
        return pool.start(Invocation.FUNCTION, chunk, inputs, null, deadline);
    }

    private @Nullable Object[] run(@Nullable Object[] inputs, int count) {
        @Nullable Object[] outcomes = new @Nullable Object[count];
        int width = how.arguments();
        for (int i = 0; i < count; i++) {
            pool.clearInterrupt(); // first: an interrupt by shutdownNow comes after what is looked at next
            if (closed || pool.isHalting()) {
                outcomes[i] = new ItemFailure(new CancellationException("the item was cancelled before it began"));
                continue;
            }
            try {
                Object second = width == 2 ? inputs[i * width + 1] : null;
                outcomes[i] = how.invoke(function, inputs[i * width], second);
            } catch (Throwable t) {
                outcomes[i] = new ItemFailure(t);
            }
        }
        return outcomes;
    }

    @Override
    public void close() {
        closed = true;
    }

    /** One input a task: handing a task to a thread of this JVM costs too little to batch it behind the user's back. */
    @Override
    public int chunkSize(long left) {
        return 1;
    }
}
