package dev.ringwork.thread;

import dev.ringwork.PoolStats;
import dev.ringwork.TaskFuture;
import dev.ringwork.WhenFull;
import dev.ringwork.function.SerializableRunnable;
import dev.ringwork.run.AbstractPool;
import dev.ringwork.run.ChunkRunner;
import dev.ringwork.run.Cleaning;
import dev.ringwork.run.Invocation;
import java.lang.ref.Reference;
import java.time.Duration;
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

    private ThreadPool(Builder options) {
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
    public static Builder builder() {
        return new Builder();
    }

    @Override
    protected <V extends @Nullable Object> TaskFuture<V> start(
            Invocation how, Object function, @Nullable Object first, @Nullable Object second) {
        ThreadTask<V> task = new ThreadTask<>(core, how, function, first, second, false);
        core.submit(task);
        Reference.reachabilityFence(this);
        return task;
    }

    @Override
    public void execute(Runnable command) {
        Objects.requireNonNull(command, "command");
        core.submit(new ThreadTask<>(core, Invocation.RUNNABLE, command, null, null, true));
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
        boolean terminated = core.lifecycle().awaitTermination(Duration.of(Math.max(0, timeout), unit.toChronoUnit()));
        Reference.reachabilityFence(this);
        return terminated;
    }

    @Override
    protected boolean isOwnThread() {
        return core.isOwnThread();
    }

    @Override
    public PoolStats stats() {
        return core.stats();
    }

    @Override
    public String toString() {
        return core.name() + stats();
    }

    /** Options of a {@link ThreadPool}. Each is checked when it is set. */
    public static final class Builder {
        private static final int PYTHON_MOST = 32;
        private static final int PYTHON_EXTRA = 4;
        /** Long enough to catch an answer within microseconds, short enough to be lost in a task of a millisecond. */
        private static final Duration DEFAULT_SPIN = Duration.ofNanos(20_000);

        int maxWorkers = Math.min(PYTHON_MOST, Runtime.getRuntime().availableProcessors() + PYTHON_EXTRA);
        WhenFull whenFull = WhenFull.REJECT;
        Duration spin = DEFAULT_SPIN;
        @Nullable SerializableRunnable initializer;
        private @Nullable String threadNamePrefix;
        private @Nullable Duration idleTimeout;
        private int queueCapacity = Integer.MAX_VALUE;

        private Builder() {}

        /**
         * Sets the most threads.
         *
         * @param workers at least 1
         * @return this
         */
        public Builder maxWorkers(int workers) {
            if (workers < 1) {
                throw new IllegalArgumentException("a pool needs at least one worker: maxWorkers=" + workers);
            }
            maxWorkers = workers;
            return this;
        }

        /**
         * Sets what thread names begin with; {@code _0}, {@code _1} … follow.
         *
         * @param prefix the beginning
         * @return this
         */
        public Builder threadNamePrefix(String prefix) {
            threadNamePrefix = Objects.requireNonNull(prefix, "prefix");
            return this;
        }

        /**
         * Sets what each thread does before its first task. When it throws, the pool is broken, with that as the cause.
         *
         * @param work the initializer
         * @return this
         */
        public Builder initializer(SerializableRunnable work) {
            initializer = Objects.requireNonNull(work, "work");
            return this;
        }

        /**
         * Limits how many tasks may wait besides those that the workers run.
         *
         * @param tasks at least 0
         * @return this
         */
        public Builder queueCapacity(int tasks) {
            if (tasks < 0) {
                throw new IllegalArgumentException("a queue can't hold less than nothing: queueCapacity=" + tasks);
            }
            queueCapacity = tasks;
            return this;
        }

        /**
         * Sets what happens to a submission that finds no room; matters only with {@link #queueCapacity}.
         *
         * @param policy the policy; {@link WhenFull#REJECT} unless set
         * @return this
         */
        public Builder whenFull(WhenFull policy) {
            whenFull = Objects.requireNonNull(policy, "policy");
            return this;
        }

        /**
         * Lets threads end that were idle for so long; they start again when needed. Unless set they stay.
         *
         * @param timeout more than zero
         * @return this
         */
        public Builder idleTimeout(Duration timeout) {
            if (timeout.isZero() || timeout.isNegative()) {
                throw new IllegalArgumentException("an idle timeout is more than zero: idleTimeout=" + timeout);
            }
            idleTimeout = timeout;
            return this;
        }

        /**
         * Sets how long an idle worker or a waiting caller may burn CPU before it parks.
         *
         * @param most zero or more; zero parks at once
         * @return this
         */
        public Builder spin(Duration most) {
            if (most.isNegative()) {
                throw new IllegalArgumentException("nobody spins for less than no time: spin=" + most);
            }
            spin = most;
            return this;
        }

        long idleNanos() {
            return idleTimeout == null ? Long.MAX_VALUE : idleTimeout.toNanos();
        }

        long limit() {
            return queueCapacity == Integer.MAX_VALUE ? Long.MAX_VALUE : (long) queueCapacity + maxWorkers;
        }

        String namePrefixOr(String poolName) {
            return threadNamePrefix == null ? poolName : threadNamePrefix;
        }

        private Builder copy() {
            Builder copy = new Builder();
            copy.maxWorkers = maxWorkers;
            copy.whenFull = whenFull;
            copy.spin = spin;
            copy.initializer = initializer;
            copy.threadNamePrefix = threadNamePrefix;
            copy.idleTimeout = idleTimeout;
            copy.queueCapacity = queueCapacity;
            return copy;
        }

        /**
         * Makes the pool. No thread starts before the first task.
         *
         * @return an open pool
         */
        public ThreadPool build() {
            return new ThreadPool(copy());
        }
    }
}
