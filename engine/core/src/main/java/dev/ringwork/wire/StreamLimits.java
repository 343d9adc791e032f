package dev.ringwork.wire;

import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one Java serialization stream, before the pool's own filter is asked.
 *
 * <p>They follow from the message instead of being numbers to configure. A primitive array needs its elements in the
 * stream, so it can't have more than the message has bytes for; that admits arrays of nearly 2 GiB and stops one that is
 * only announced. Arrays of references may be hash tables, which collections announce here with up to eight slots per
 * entry; all of them together are bounded in proportion to the message. References need no limit of their own: each
 * costs a byte at least.
 */
final class StreamLimits implements ObjectInputFilter {
    /** About what a reader's default stack can take: an object deep in a list of objects needs several frames. */
    static final int MAX_DEPTH = 5_000;

    private static final int SLOTS_PER_BYTE = 16;
    private static final int FREE_SLOTS = 4096;

    private final ObjectInputFilter filter;
    private final long messageBytes;
    private final StreamFollower follower;
    private long arrayBytes;
    private long slots;
    private @Nullable Class<?> refused;
    /** The limit that was met, null when it was the filter that refused. */
    private @Nullable String limit;

    private boolean rejected;

    StreamLimits(ObjectInputFilter filter, long messageBytes, StreamFollower follower) {
        this.filter = filter;
        this.messageBytes = messageBytes;
        this.follower = follower;
    }

    @Override
    public Status checkInput(FilterInfo info) {
        Class<?> type = info.serialClass();
        if (!follower.isAt(info.depth())) {
            return refuse(type, "depth=" + info.depth() + " where what holds an object went on without it");
        }
        if (info.depth() > MAX_DEPTH) {
            return refuse(type, "depth=" + info.depth() + " maxDepth=" + MAX_DEPTH);
        }
        if (info.arrayLength() >= 0 && !fits(type, info.arrayLength())) {
            return refuse(type, "arrayLength=" + info.arrayLength() + " messageBytes=" + messageBytes);
        }
        Status status = filter.checkInput(info);
        return Filters.rejects(status) ? refuse(type, null) : status;
    }

    private boolean fits(@Nullable Class<?> type, long length) {
        Class<?> component = type == null ? null : type.getComponentType();
        if (component == null || !component.isPrimitive()) {
            slots += length;
            return slots <= messageBytes * SLOTS_PER_BYTE + FREE_SLOTS;
        }
        arrayBytes += length * ArrayTypes.elementBytes(component);
        return arrayBytes <= messageBytes;
    }

    private Status refuse(@Nullable Class<?> type, @Nullable String met) {
        rejected = true;
        refused = type;
        limit = met;
        return Status.REJECTED;
    }

    /** {@code failure}, or a clearer one when the filter or a limit was its reason. */
    InvalidClassException explain(InvalidClassException failure) {
        if (!rejected) {
            return failure;
        }
        return limit == null
                ? Filters.rejection(refused, "rejected", failure)
                : Filters.beyondLimits(refused, limit, failure);
    }
}
