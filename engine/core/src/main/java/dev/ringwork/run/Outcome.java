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

    /** What to store for a failure. */
    static Outcome ofFailure(Throwable failure) {
        return new Failed(failure);
    }

    /** A failure is never shared: a second future that fails for the same reason gets an exception of its own. */
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
