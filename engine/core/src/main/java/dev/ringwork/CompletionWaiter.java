package dev.ringwork;

/**
 * A wait of {@link TaskFutures} for several futures, as a future sees it. It has no public constructor, because it is
 * told by threads that must never run foreign code.
 */
public abstract class CompletionWaiter {
    CompletionWaiter() {}

    /**
     * Tells that a future this was attached to is done. Short, never blocks, never throws.
     *
     * @param future the future
     * @param failed whether it failed with an exception
     */
    public abstract void completed(TaskFuture<?> future, boolean failed);
}
