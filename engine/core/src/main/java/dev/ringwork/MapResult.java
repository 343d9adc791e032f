package dev.ringwork;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The results of a {@link PoolExecutor#map}, taken one by one.
 *
 * <p>{@link #next()} waits for the next result. When that item failed it throws the item's own exception, whatever its
 * type, and the following call goes on with the next item (unless {@link MapOptions#failFast()} was asked for). Being
 * garbage collected cancels nothing; {@link #close()} cancels what has not begun.
 *
 * <p>For one thread at a time.
 *
 * @param <V> what the function returns
 */
public interface MapResult<V extends @Nullable Object> extends Iterator<V>, Iterable<V>, AutoCloseable {

    /**
     * Whether there is another item, without waiting for its result.
     *
     * @return true when {@link #next()} will return or throw for another item
     */
    @Override
    boolean hasNext();

    /**
     * Waits for the next result. Throws the item's own exception when it failed, whatever its type, and
     * {@link InterruptedException}, without declaring it, when this thread is interrupted meanwhile; the iteration can go on
     * after either. When a chunk's worker died each of its items fails with {@link WorkerDiedException}.
     *
     * @return the result
     * @throws NoSuchElementException after the last
     * @throws TaskTimeoutException when the time limit of the {@code map} has run out; the rest is cancelled
     */
    @Override
    V next();

    /** Cancels what is left and ends the iteration; a chunk that a worker process has begun runs to its end. Idempotent. */
    @Override
    void close();

    /**
     * This, for use in a for-each loop; it can be walked once.
     *
     * @return this
     */
    @Override
    default Iterator<V> iterator() {
        return this;
    }

    /**
     * Takes all results that are left. The first item that failed ends it with that item's exception; those after it can
     * still be taken.
     *
     * @return a new list; nulls are possible
     */
    default List<V> toList() {
        List<V> all = new ArrayList<>();
        while (hasNext()) {
            all.add(next());
        }
        return all;
    }

    /**
     * The results that are left as a sequential stream; closing it closes this.
     *
     * @return a lazy stream
     */
    default Stream<V> stream() {
        Spliterator<V> items = Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED);
        return StreamSupport.stream(items, false).onClose(this::close);
    }
}
