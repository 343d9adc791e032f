package dev.ringwork.thread;

import dev.ringwork.WhenFull;
import dev.ringwork.base.Deadline;
import dev.ringwork.function.SerializableRunnable;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Options of a {@link ThreadPool}, made by {@link ThreadPool#builder()}. Each is checked when it is set, what two of them mean together by
 * {@link #build}.
 */
public final class ThreadPoolBuilder {
    private static final int PYTHON_MOST = 32;
    private static final int PYTHON_EXTRA = 4;
    /** Longer than it takes to wake a parked thread, so that one hiccup does not make both sides park for good. */
    private static final Duration DEFAULT_SPIN = Duration.ofNanos(100_000);

    int maxWorkers = Math.min(PYTHON_MOST, Runtime.getRuntime().availableProcessors() + PYTHON_EXTRA);
    WhenFull whenFull = WhenFull.REJECT;
    Duration spin = DEFAULT_SPIN;

    @Nullable
    SerializableRunnable initializer;

    private @Nullable String threadNamePrefix;
    private @Nullable Duration idleTimeout;
    private int queueCapacity = Integer.MAX_VALUE;

    ThreadPoolBuilder() {}

    /**
     * Sets the most threads.
     *
     * @param workers at least 1
     * @return this
     */
    public ThreadPoolBuilder maxWorkers(int workers) {
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
    public ThreadPoolBuilder threadNamePrefix(String prefix) {
        threadNamePrefix = Objects.requireNonNull(prefix, "prefix");
        return this;
    }

    /**
     * Sets what each thread does before its first task. When it throws, the pool is broken, with that as the cause.
     *
     * @param work the initializer
     * @return this
     */
    public ThreadPoolBuilder initializer(SerializableRunnable work) {
        initializer = Objects.requireNonNull(work, "work");
        return this;
    }

    /**
     * Limits how many tasks may wait besides those that the workers run.
     *
     * @param tasks at least 0
     * @return this
     */
    public ThreadPoolBuilder queueCapacity(int tasks) {
        if (tasks < 0) {
            throw new IllegalArgumentException("a queue can't hold less than nothing: queueCapacity=" + tasks);
        }
        queueCapacity = tasks;
        return this;
    }

    /**
     * Sets what happens to a submission that finds no room, which takes a {@link #queueCapacity}.
     *
     * @param policy the policy; {@link WhenFull#REJECT} unless set
     * @return this
     */
    public ThreadPoolBuilder whenFull(WhenFull policy) {
        whenFull = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Lets threads end that were idle for so long; they start again when needed. Unless set they stay.
     *
     * @param timeout more than zero
     * @return this
     */
    public ThreadPoolBuilder idleTimeout(Duration timeout) {
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
    public ThreadPoolBuilder spin(Duration most) {
        if (most.isNegative()) {
            throw new IllegalArgumentException("nobody spins for less than no time: spin=" + most);
        }
        spin = most;
        return this;
    }

    long idleNanos() {
        return idleTimeout == null ? Long.MAX_VALUE : Deadline.saturatedNanos(idleTimeout);
    }

    long limit() {
        return queueCapacity == Integer.MAX_VALUE ? Long.MAX_VALUE : (long) queueCapacity + maxWorkers;
    }

    String namePrefixOr(String poolName) {
        return threadNamePrefix == null ? poolName : threadNamePrefix;
    }

    private ThreadPoolBuilder copy() {
        ThreadPoolBuilder copy = new ThreadPoolBuilder();
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
     * @throws IllegalArgumentException when {@link #whenFull} was set without {@link #queueCapacity}
     */
    public ThreadPool build() {
        return ThreadPool.of(copy());
    }
}
