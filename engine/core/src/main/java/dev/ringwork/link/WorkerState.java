package dev.ringwork.link;

/**
 * How far a worker has come, as it says itself in the link file. Only forwards.
 *
 * <pre>
 * STARTING ──file mapped──► MAPPED ──initializer done──► READY
 *                              ├──────a rule is broken──────┼──► SPOILT
 *                              └────the heap is used up─────┴──► OUT_OF_MEMORY
 * </pre>
 */
public enum WorkerState {
    /** The file is as the coordinator made it. */
    STARTING,
    /** The worker has mapped the file: its name isn't needed any more. */
    MAPPED,
    /** The worker takes calls. */
    READY,
    /** The worker found in the file what nobody wrote by the rules, and ends. */
    SPOILT,
    /** A task has used up the worker's heap, and the worker ends. */
    OUT_OF_MEMORY;

    private static final WorkerState[] VALUES = values();

    /** The state with this code; anything unknown counts as {@link #STARTING}. */
    static WorkerState of(int code) {
        return code >= 0 && code < VALUES.length ? VALUES[code] : STARTING;
    }
}
