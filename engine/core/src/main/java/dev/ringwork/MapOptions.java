package dev.ringwork;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How {@link PoolExecutor#map} goes about its work. Immutable: each method returns a changed copy of
 * {@link #defaults()}.
 */
public final class MapOptions {
    private static final MapOptions DEFAULTS = new MapOptions(0, 0, null, false, false);

    private final int chunkSize;
    private final int bufferSize;
    private final @Nullable Duration timeout;
    private final boolean unordered;
    private final boolean failFast;

    private MapOptions(int chunkSize, int bufferSize, @Nullable Duration timeout, boolean unordered, boolean failFast) {
        this.chunkSize = chunkSize;
        this.bufferSize = bufferSize;
        this.timeout = timeout;
        this.unordered = unordered;
        this.failFast = failFast;
    }

    /**
     * The options that {@code map} uses when none are given: chunks chosen by the pool, everything submitted at once,
     * no time limit, results in input order, a failed item doesn't stop the others.
     *
     * @return the defaults
     */
    public static MapOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets how many inputs travel in one call. Results, their order and which item failed don't depend on it, but for these:
     *
     * <ul>
     *   <li>A worker that dies or is killed in the middle fails all inputs of its call, since a begun call is never run again.
     *   <li>An input that uses up a worker's heap ends its call: those before it keep their results, those after it fail with a
     *       {@link java.util.concurrent.CancellationException} that says so. When there is no memory left for telling the results
     *       of the call, all of its inputs fail with {@link OutOfMemoryError}.
     *   <li>A function that changes what it has captured: it crosses to a worker process once a call, so each input sees what those
     *       before it in its call have changed.
     * </ul>
     *
     * @param items inputs a call, but no more than {@link #bufferSize} when that is set; 0 lets the pool choose
     * @return changed options
     * @throws IllegalArgumentException when negative
     */
    public MapOptions chunkSize(int items) {
        if (items < 0) {
            throw new IllegalArgumentException(
                    "a chunk holds at least one input, or 0 to let the pool choose: chunkSize=" + items);
        }
        return new MapOptions(items, bufferSize, timeout, unordered, failFast);
    }

    /**
     * Limits how many inputs are pulled ahead of the results taken: the input iterator is never asked for more than
     * this many inputs whose results have not been returned yet. It makes endless inputs possible. A chunk whose size the pool
     * chooses holds a quarter of them at most, so that one is worked on while another is taken; a {@link #chunkSize} as large as
     * this has workers wait until all results of a chunk are taken.
     *
     * @param items inputs ahead; 0 for no limit, everything is submitted at once
     * @return changed options
     * @throws IllegalArgumentException when negative
     */
    public MapOptions bufferSize(int items) {
        if (items < 0) {
            throw new IllegalArgumentException(
                    "at least one input is pulled ahead, or 0 for no limit: bufferSize=" + items);
        }
        return new MapOptions(chunkSize, items, timeout, unordered, failFast);
    }

    /**
     * Limits the time for the whole {@code map}, counted from the call. When it runs out {@code next()} throws
     * {@link TaskTimeoutException} instead of waiting, and what is left is cancelled. A wait for room in a full queue
     * ({@link WhenFull#BLOCK}) ends then, too: nothing more is submitted.
     *
     * @param limit the limit; zero or less leaves only what is done already
     * @return changed options
     */
    public MapOptions timeout(Duration limit) {
        return new MapOptions(chunkSize, bufferSize, Objects.requireNonNull(limit, "limit"), unordered, failFast);
    }

    /**
     * Returns results as they come, not in input order.
     *
     * @return changed options
     */
    public MapOptions unordered() {
        return new MapOptions(chunkSize, bufferSize, timeout, true, failFast);
    }

    /**
     * Cancels what is left once {@code next()} has thrown an item's exception. Without it the iteration goes on after
     * a failed item.
     *
     * @return changed options
     */
    public MapOptions failFast() {
        return new MapOptions(chunkSize, bufferSize, timeout, unordered, true);
    }

    /**
     * Inputs a call.
     *
     * @return the number, 0 when the pool chooses
     */
    public int chunkSize() {
        return chunkSize;
    }

    /**
     * Inputs pulled ahead of results taken.
     *
     * @return the number, 0 for no limit
     */
    public int bufferSize() {
        return bufferSize;
    }

    /**
     * The time limit.
     *
     * @return the limit, null for none
     */
    public @Nullable Duration timeout() {
        return timeout;
    }

    /**
     * Whether results come as they are ready.
     *
     * @return true when set by {@link #unordered()}
     */
    public boolean isUnordered() {
        return unordered;
    }

    /**
     * Whether a failed item cancels the rest.
     *
     * @return true when set by {@link #failFast()}
     */
    public boolean isFailFast() {
        return failFast;
    }
}
