package dev.ringwork;

/**
 * What a pool with a bounded queue does with a submission for which there is no room. Each chunk of a {@code map} is a
 * submission.
 */
public enum WhenFull {
    /**
     * Throw {@link java.util.concurrent.RejectedExecutionException}. A {@code map} throws it too, and cancels what it had
     * submitted; with {@link MapOptions#bufferSize} it fits into a queue of that many.
     */
    REJECT,
    /**
     * Wait in the submitting thread until there is room or the pool is shut down; an {@code invokeAll}, {@code invokeAny} or
     * {@code map} with a time limit waits no longer than that. When that thread is interrupted meanwhile, the submission is rejected and
     * the thread stays interrupted; {@code invokeAll} and {@code invokeAny} throw {@link InterruptedException}. A worker thread
     * of the pool itself runs the task instead, since waiting it would wait for itself.
     */
    BLOCK,
    /**
     * Run the task in the submitting thread, in this JVM. The initializer has not run in that thread, and no {@code callTimeout} limits it.
     */
    CALLER_RUNS
}
