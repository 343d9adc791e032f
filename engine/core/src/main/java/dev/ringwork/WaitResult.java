package dev.ringwork;

import java.util.Set;

/**
 * What {@link TaskFutures#waitFor} found: the futures that were done, and those that were not.
 *
 * <p>Both sets are unmodifiable and iterate in the order in which the futures were given.
 *
 * @param <F> the kind of future
 * @param done the futures that were done when the wait ended, cancelled ones included
 * @param notDone the others
 */
public record WaitResult<F>(Set<F> done, Set<F> notDone) {}
