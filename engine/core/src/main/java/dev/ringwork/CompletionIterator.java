package dev.ringwork;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Futures in the order in which they complete; made by {@link TaskFutures#asCompleted}.
 *
 * <p>It can be walked once, by one thread at a time, and keeps no reference to a future that it has returned. Closing
 * it early detaches it from the futures left; they go on.
 *
 * @param <V> the value of the futures
 */
public interface CompletionIterator<V extends @Nullable Object>
        extends Iterator<TaskFuture<V>>, Iterable<TaskFuture<V>>, AutoCloseable {

    /**
     * Whether a future is left, done or not.
     *
     * @return false after the last and after {@link #close()}
     */
    @Override
    boolean hasNext();

    /**
     * Waits for the next future to be done. Throws {@link InterruptedException}, without declaring it, when this thread is
     * interrupted meanwhile; the iteration can go on after that.
     *
     * @return a future that is done
     * @throws NoSuchElementException after the last
     * @throws TaskTimeoutException when the time limit has run out: {@code 2 (of 4) futures unfinished}
     */
    @Override
    TaskFuture<V> next();

    /** Detaches from the futures left. Idempotent. */
    @Override
    void close();

    /**
     * This, for use in a for-each loop.
     *
     * @return this
     */
    @Override
    default Iterator<TaskFuture<V>> iterator() {
        return this;
    }
}
