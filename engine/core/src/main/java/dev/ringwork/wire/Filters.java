package dev.ringwork.wire;

import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import org.jspecify.annotations.Nullable;

/** How an {@link ObjectInputFilter} is asked, and what a rejection says. */
final class Filters {
    /** What a filter is told of one class. */
    record Offer(Class<?> serialClass, long arrayLength, long depth, long references, long streamBytes)
            implements ObjectInputFilter.FilterInfo {}

    private Filters() {}

    static void ask(ObjectInputFilter filter, Offer offer) throws InvalidClassException {
        Status status;
        try {
            status = filter.checkInput(offer);
        } catch (RuntimeException e) {
            throw rejection(
                    offer.serialClass(), "the filter threw " + e.getClass().getName(), e);
        }
        if (rejects(status)) {
            throw rejection(offer.serialClass(), "rejected", null);
        }
    }

    static boolean rejects(@Nullable Status status) {
        return status == null || status == Status.REJECTED;
    }

    static InvalidClassException rejection(@Nullable Class<?> type, String why, @Nullable Throwable cause) {
        InvalidClassException failure = new InvalidClassException(
                type == null ? "stream" : type.getName(),
                "a class passes the pool's deserializationFilter: " + why
                        + ": allow it with deserializationFilter(...) if it is to cross");
        if (cause != null) {
            failure.initCause(cause);
        }
        return failure;
    }
}
