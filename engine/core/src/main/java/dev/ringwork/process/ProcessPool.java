package dev.ringwork.process;

import dev.ringwork.PoolStats;
import dev.ringwork.TaskFuture;
import dev.ringwork.base.Deadline;
import dev.ringwork.base.Message;
import dev.ringwork.run.AbstractPool;
import dev.ringwork.run.ChunkRunner;
import dev.ringwork.run.Cleaning;
import dev.ringwork.run.Invocation;
import dev.ringwork.spi.TaskCodec;
import dev.ringwork.wire.TaskClasses;
import dev.ringwork.wire.ValueCodec;
import java.io.IOException;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A pool whose workers are JVMs of their own, reached through shared memory: Python's {@code ProcessPoolExecutor}.
 *
 * <p>Functions and arguments cross as copies. A function is a lambda or method reference of one of the types in
 * {@code dev.ringwork.function}; arguments and results are of the built-in kinds (null, boxed values, strings, primitive
 * arrays, enums, records, lists, maps, sets, optionals, times, big numbers), of a {@link TaskCodec}, or
 * {@link java.io.Serializable}. What can't be sent fails its own future and nothing else.
 *
 * <p>Workers start as they are needed, with this JVM's own {@code java} and class path or module path. When one dies, the
 * call that it was running fails with {@link dev.ringwork.WorkerDiedException}, calls it had not begun move to others, and
 * it is replaced. When this JVM dies, however it dies, its workers end.
 *
 * <p>A worker is a new JVM: static fields have their initial values there, {@code main} has not run, {@code System.in} is
 * empty, and what it prints goes to {@link WorkerOutput}. It runs one call at a time, in its main thread.
 *
 * <p>Calls travel through Agrona's ring buffers over a mapped file. Their way, the file and the threads are described in the
 * project's pages on architecture and memory layout.
 *
 * <pre>{@code
 * try (ProcessPool pool = ProcessPool.create(2)) {
 *     TaskFuture<Integer> f = pool.submit(Math::abs, -42);
 *     System.out.println(f.result());
 * }
 * }</pre>
 */
public final class ProcessPool extends AbstractPool {
    private static final AtomicLong POOLS = new AtomicLong();

    private final ProcessPoolCore core;
    private final CallEncoder encoder;

    private ProcessPool(ProcessPoolOptions options) {
        ClassLoader loader = loader();
        List<TaskCodec> codecs = new ArrayList<>();
        ServiceLoader.load(TaskCodec.class, loader).forEach(codecs::add);
        ValueCodec codec = new ValueCodec(TaskClasses.ofResults(loader), options.filter(), codecs);
        byte[] initializer = encodeInitializer(options, codec);
        ProcessPoolCore pool =
                new ProcessPoolCore("ProcessPool-" + POOLS.incrementAndGet(), options, codec, initializer);
        this.core = pool;
        this.encoder = new CallEncoder(pool);
        pool.start();
        Cleaning.whenDropped(this, () -> pool.shutdown(false));
    }

    private static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null ? context : ProcessPool.class.getClassLoader();
    }

    private static byte[] encodeInitializer(ProcessPoolOptions options, ValueCodec codec) {
        try {
            return options.initializer() == null ? new byte[0] : codec.encode(options.initializer());
        } catch (IOException e) {
            throw new IllegalArgumentException("an initializer crosses into each worker: " + Message.of(e), e);
        }
    }

    /**
     * A pool of at most as many workers as there are processors.
     *
     * @return an open pool
     */
    public static ProcessPool create() {
        return builder().build();
    }

    /**
     * A pool of at most so many workers.
     *
     * @param maxWorkers most worker JVMs, at least 1
     * @return an open pool
     * @throws IllegalArgumentException when {@code maxWorkers} is less than 1
     */
    public static ProcessPool create(int maxWorkers) {
        return builder().maxWorkers(maxWorkers).build();
    }

    /**
     * Options for a pool.
     *
     * @return a builder with the defaults
     */
    public static ProcessPoolBuilder builder() {
        return new ProcessPoolBuilder();
    }

    static ProcessPool of(ProcessPoolOptions options) {
        return new ProcessPool(options);
    }

    @Override
    protected <V extends @Nullable Object> ProcessCall<V> start(
            Invocation how, Object function, @Nullable Object first, @Nullable Object second, Deadline deadline) {
        boolean room = core.lifecycle().admit(false, deadline);
        boolean started;
        ProcessCall<V> call;
        try {
            started = room && core.crew().wantFirstWorker(); // it boots while the call is encoded
            call = encoder.encode(how, function, first, second);
        } catch (Throwable t) {
            ProcessCall<V> failed = CallEncoder.unencodable(core, how);
            failed.completeExceptionally(t);
            return failed;
        }
        send(call, room, started);
        return call;
    }

    private void send(ProcessCall<?> call, boolean room, boolean started) {
        if (room) {
            core.dispatch(call, started);
        } else {
            call.run();
        }
        Reference.reachabilityFence(this);
    }

    /**
     * Runs a command in a worker. A failure goes to the uncaught exception handler of a thread of the pool, or of the calling one
     * when that runs the command by {@link dev.ringwork.WhenFull#CALLER_RUNS}.
     *
     * @throws RejectedExecutionException also when the command can't be sent to another process
     */
    @Override
    public void execute(Runnable command) {
        Objects.requireNonNull(command, "command");
        boolean room = core.lifecycle().admit();
        ProcessCall<?> call;
        boolean started;
        try {
            started = room && core.crew().wantFirstWorker();
            call = encoder.encodeCommand(command);
            call.onDone(ProcessPool::reportUncaught); // before it may be done: else the handler were asked here
        } catch (Throwable t) {
            CallEncoder.unencodable(core, Invocation.RUNNABLE).completeExceptionally(t); // counts it out
            throw new RejectedExecutionException("a command for a process pool must serialize: " + Message.of(t), t);
        }
        send(call, room, started);
    }

    private static void reportUncaught(TaskFuture<?> call) {
        Throwable failure = call.isCancelled() ? null : call.exception();
        if (failure != null) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        }
    }

    @Override
    protected ChunkRunner chunks(Invocation how, Object function) {
        return new ProcessChunks(core, how, function);
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

    /**
     * Shuts down and sends every worker a polite end (SIGTERM); those that don't go are killed. Calls that have not begun are
     * cancelled, those that run fail with {@link dev.ringwork.BrokenExecutorException}. Returns at once.
     */
    public void terminateWorkers() {
        core.endWorkers(true);
        Reference.reachabilityFence(this);
    }

    /**
     * Shuts down and kills every worker. Calls that have not begun are cancelled, those that run fail with
     * {@link dev.ringwork.BrokenExecutorException}. Returns at once.
     */
    public void killWorkers() {
        core.endWorkers(false);
        Reference.reachabilityFence(this);
    }

    /**
     * The workers there are now.
     *
     * @return one entry a worker, by index
     */
    public List<WorkerInfo> workers() {
        return core.crew().infos();
    }

    /**
     * Changes the most workers. More are started as they are needed; those too many finish the call they run and exit, and
     * calls they have not begun move to others. As many calls as {@code queueCapacity} says may wait besides those that the new
     * number of workers runs: who waits for room is let in at once when there is more; when there is less, what was accepted
     * stays, and nobody is let in before so many calls have ended.
     *
     * @param maxWorkers at least 1
     * @throws IllegalArgumentException when out of range; a pool can be resized up to the least multiple of 64 that is at or above
     *     what it was made with
     */
    public void resize(int maxWorkers) {
        core.crew().resize(maxWorkers);
        Reference.reachabilityFence(this);
    }

    /** Starts as many workers as there may be, without waiting for calls that need them. Returns at once. */
    public void prestart() {
        core.crew().prestart();
        Reference.reachabilityFence(this);
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
