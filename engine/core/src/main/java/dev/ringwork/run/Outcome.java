package dev.ringwork.run;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended, as {@link PoolTask} stores it in one field: the value itself, or one of these when the value can't
 * stand for itself. {@code null} in that field means not done.
 */
abstract sealed class Outcome {
    /** The value null. */
    static final Outcome NULL = new Null();

    /** Cancelled. */
    static final Outcome CANCELLED = new Cancelled();

    /** What to store for a value. */
    static Object ofValue(@Nullable Object value) {
        return value == null ? NULL : value;
    }

    /** Of all tasks whose failure found no memory to be stored in. */
    private static final Outcome UNSAID = new Failed(new OutOfMemoryError(
            "a task failed, and this JVM's heap was too full to say how; give it a larger one (-Xmx)"));

    /** What to store for a failure. Never throws, so whoever fails several tasks gets to the last. */
    static Outcome ofFailure(Throwable failure) {
        try {
            return new Failed(failure);
        } catch (OutOfMemoryError e) {
            return UNSAID;
        }
    }

    /** A failure is never shared but for that one: a second future that fails for the same reason gets an exception of its own. */
    static final class Failed extends Outcome {
        final Throwable failure;

        Failed(Throwable failure) {
            this.failure = failure;
        }
    }

    private static final class Null extends Outcome {}

    private static final class Cancelled extends Outcome {}

    static CancellationException cancellation() {
        return new CancellationException("the task was cancelled");
    }

    /**
     * An outcome that came as bytes, decoded by who asks for it. Several who ask at once may each decode it; all get the one that is
     * stored first.
     */
    static final class Undecoded extends Outcome {
        final LazyOutcome lazy;

        Undecoded(LazyOutcome lazy) {
            this.lazy = lazy;
        }
    }
}
