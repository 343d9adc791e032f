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
        return failure(
                type,
                "a class passes the filter of the JVM that reads it: " + why
                        + ": in a result or an exception allow it with ProcessPool.builder().deserializationFilter(...); "
                        + "as an argument send what it is made of instead",
                cause);
    }

    /** For what no filter can allow. */
    static InvalidClassException beyondLimits(@Nullable Class<?> type, String limit, @Nullable Throwable cause) {
        return failure(
                type,
                "an object stays within limits that follow from its message: " + limit
                        + ": nest it less deep, or send it in parts",
                cause);
    }

    /** For a message that would have too many classes made, which stay. */
    static InvalidClassException tooManyClasses(@Nullable Class<?> type, String limit) {
        return failure(
                type,
                "a message has few classes made that there are not: " + limit
                        + ": send arrays of fewer dimensions, and what a proxy is made of instead of it",
                null);
    }

    private static InvalidClassException failure(@Nullable Class<?> type, String message, @Nullable Throwable cause) {
        InvalidClassException failure = new InvalidClassException(type == null ? "stream" : type.getName(), message);
        if (cause != null) {
            failure.initCause(cause);
        }
        return failure;
    }
}
