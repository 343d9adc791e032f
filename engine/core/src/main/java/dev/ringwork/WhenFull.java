package dev.ringwork;

/** What a pool with a bounded queue does with a submission for which there is no room. */
public enum WhenFull {
    /** Throw {@link java.util.concurrent.RejectedExecutionException}. */
    REJECT,
    /** Wait in the submitting thread until there is room or the pool is shut down. */
    BLOCK,
    /** Run the task in the submitting thread, in this JVM. */
    CALLER_RUNS
}
