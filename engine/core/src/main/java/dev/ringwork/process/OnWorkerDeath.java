package dev.ringwork.process;

/** What a pool does when a worker dies without having been told to. */
public enum OnWorkerDeath {
    /** Only the call that it was running fails; calls not begun move to other workers, and it is replaced. The default. */
    ISOLATE,
    /** The pool is broken: all its calls fail and it takes no more, as Python's {@code BrokenProcessPool} has it. */
    BREAK_POOL
}
