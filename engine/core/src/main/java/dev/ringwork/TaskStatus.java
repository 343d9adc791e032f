package dev.ringwork;

/**
 * Where a task stands.
 *
 * <pre>
 * PENDING ──► RUNNING ──► FINISHED
 *    │           │
 *    └───────────┴──────► CANCELLED
 * </pre>
 */
public enum TaskStatus {
    /** Accepted; no worker has claimed it. It may already lie in a worker's ring. */
    PENDING,
    /** Claimed by a worker. */
    RUNNING,
    /** Cancelled, before it ran or while it ran. */
    CANCELLED,
    /** Ended with a value or with an exception. */
    FINISHED
}
