package dev.ringwork;

import dev.ringwork.base.Deadline;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Waits for several futures at once, of any pools and promises mixed: Python's {@code wait} and {@code as_completed}.
 *
 * <p><b>Memory consistency.</b> What a task did happens-before the return of a method here, or of the iterator's
 * {@code next()}, that reports its future done, unless it was cancelled while it ran.
 *
 * <pre>{@code
 * for (TaskFuture<Integer> f : TaskFutures.asCompleted(futures, Duration.ofSeconds(1))) {
 *     System.out.println(f.result());
 * }
 * }</pre>
 */
public final class TaskFutures {
    private TaskFutures() {}

    /**
     * Waits until futures are done, or until the time runs out, which is no error. A future given twice counts once.
     * Nothing stays attached to the futures.
     *
     * @param <F> the kind of future
     * @param futures what to wait for
     * @param timeout how long; null for no limit, zero or less to look once
     * @param when what ends the wait
     * @return which are done and which are not
     * @throws InterruptedException when this thread was interrupted; the futures go on
     */
    public static <F extends TaskFuture<?>> WaitResult<F> waitFor(
            Collection<F> futures, @Nullable Duration timeout, ReturnWhen when) throws InterruptedException {
        Objects.requireNonNull(when, "when");
        Set<F> distinct = distinct(futures);
        Deadline deadline = Deadline.after(timeout);
        CountingWaiter waiter = new CountingWaiter(distinct, when);
        try {
            waiter.attachTo(distinct);
            waiter.await(deadline);
        } finally {
            waiter.detachAll();
        }
        Set<F> done = new LinkedHashSet<>();
        Set<F> notDone = new LinkedHashSet<>();
        for (F future : distinct) {
            (future.isDone() ? done : notDone).add(future);
        }
        return new WaitResult<>(Collections.unmodifiableSet(done), Collections.unmodifiableSet(notDone));
    }

    /**
     * Returns futures as they complete: those done already first, in the order given, then in order of completion, each
     * once however often it was given.
     *
     * @param <V> the value of the futures
     * @param futures what to wait for
     * @param timeout one limit for the whole iteration, counted from this call; null for none
     * @return an iterator that should be closed when it is not walked to its end
     */
    public static <V extends @Nullable Object> CompletionIterator<V> asCompleted(
            Collection<? extends TaskFuture<? extends V>> futures, @Nullable Duration timeout) {
        Deadline deadline = Deadline.after(timeout);
        return new CompletionOrder<>(distinct(futures), deadline);
    }

    private static <F extends TaskFuture<?>> Set<F> distinct(Collection<? extends F> futures) {
        Set<F> distinct = new LinkedHashSet<>();
        for (F future : futures) {
            distinct.add(Objects.requireNonNull(future, "futures holds a null"));
        }
        return distinct;
    }

    /**
     * {@link #asCompleted(Collection, Duration)} without a time limit.
     *
     * @param <V> the value of the futures
     * @param futures what to wait for
     * @return an iterator that should be closed when it is not walked to its end
     */
    public static <V extends @Nullable Object> CompletionIterator<V> asCompleted(
            Collection<? extends TaskFuture<? extends V>> futures) {
        return asCompleted(futures, null);
    }
}
