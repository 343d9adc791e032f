package dev.ringwork.thread;

import dev.ringwork.PoolStats;
import dev.ringwork.TaskFuture;
import dev.ringwork.base.Deadline;
import dev.ringwork.run.AbstractPool;
import dev.ringwork.run.ChunkRunner;
import dev.ringwork.run.Cleaning;
import dev.ringwork.run.Invocation;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A pool whose workers are threads of this JVM: Python's {@code ThreadPoolExecutor}.
 *
 * <p>Each worker has a lock-free inbox; a task goes to an idle worker first, and no task waits while a worker is idle.
 * Workers start as they are needed. Nothing has to serialize: the serializable functional interfaces are accepted so that
 * the same program runs on either pool.
 *
 * <p>Threads are daemons, yet the JVM doesn't end before accepted work is done. A pool that the program drops without
 * closing it finishes its work, then its threads end.
 *
 * <p>A task that waits for a task of its own pool does not stand still: its worker runs the other one if nobody has begun it. So it
 * is with a {@code CompletableFuture} of the other one, and with the last of a chain of stages after it that have one source each
 * ({@code thenApply} and its like); not with what {@code thenCombine}, {@code thenCompose} or {@code allOf} wait for besides.
 * An interrupt meant for a task ({@code cancel(true)}, {@code shutdownNow}) never reaches the one after it.
 *
 * <p>The queues are JCTools'; that the consumer's side of one goes from hand to hand, so that no task waits while a worker is
 * idle, is this pool's own.
 *
 * <pre>{@code
 * try (ThreadPool pool = ThreadPool.create(4)) {
 *     TaskFuture<Integer> f = pool.submit(() -> 6 * 7);
 *     System.out.println(f.result());
 * }
 * }</pre>
 */
public final class ThreadPool extends AbstractPool {
    private static final AtomicLong POOLS = new AtomicLong();

    private final ThreadPoolCore core;

    private ThreadPool(ThreadPoolBuilder options) {
        this.core = new ThreadPoolCore(options, "ThreadPool-" + POOLS.incrementAndGet());
        ThreadPoolCore pool = core;
        Cleaning.whenDropped(this, () -> pool.shutdown(false));
    }

    /**
     * A pool of at most {@code min(32, processors + 4)} threads, as Python has it.
     *
     * @return an open pool
     */
    public static ThreadPool create() {
        return builder().build();
    }

    /**
     * A pool of at most so many threads.
     *
     * @param maxWorkers most threads, at least 1
     * @return an open pool
     * @throws IllegalArgumentException when {@code maxWorkers} is less than 1
     */
    public static ThreadPool create(int maxWorkers) {
        return builder().maxWorkers(maxWorkers).build();
    }

    /**
     * Options for a pool.
     *
     * @return a builder with the defaults
     */
    public static ThreadPoolBuilder builder() {
        return new ThreadPoolBuilder();
    }

    static ThreadPool of(ThreadPoolBuilder options) {
        return new ThreadPool(options);
    }

    @Override
    protected <V extends @Nullable Object> TaskFuture<V> start(
            Invocation how, Object function, @Nullable Object first, @Nullable Object second, Deadline deadline) {
        ThreadTask<V> task = new ThreadTask<>(core, how, function, first, second, false);
        core.submit(task, deadline);
        Reference.reachabilityFence(this);
        return task;
    }

    @Override
    public void execute(Runnable command) {
        Objects.requireNonNull(command, "command");
        core.submit(new ThreadTask<>(core, Invocation.RUNNABLE, command, null, null, true), Deadline.never());
        Reference.reachabilityFence(this);
    }

    @Override
    protected ChunkRunner chunks(Invocation how, Object function) {
        return new ThreadChunks(this, how, function);
    }

    @Override
    public void shutdown(boolean cancelPending) {
        core.shutdown(cancelPending);
        Reference.reachabilityFence(this);
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> neverBegun = core.shutdownNow();
        Reference.reachabilityFence(this);
        return neverBegun;
    }

    @Override
    public boolean isShutdown() {
        return core.lifecycle().isClosed();
    }

    @Override
    public boolean isTerminated() {
        return core.lifecycle().isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        boolean terminated = core.lifecycle().awaitTermination(timeout, unit);
        Reference.reachabilityFence(this);
        return terminated;
    }

    @Override
    protected boolean isOwnThread() {
        return core.isOwnThread();
    }

    /** Between two items of a chunk, as between two tasks: what one leaves behind means nothing to the next. */
    void clearInterrupt() {
        core.clearInterrupt();
    }

    boolean isHalting() {
        return core.isHalting();
    }

    @Override
    public PoolStats stats() {
        return core.stats();
    }

    @Override
    public String toString() {
        return core.name() + stats();
    }
}
