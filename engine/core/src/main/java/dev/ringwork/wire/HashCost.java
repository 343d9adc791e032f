package dev.ringwork.wire;

import java.io.InvalidObjectException;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * What hashing the collections of a message costs. A collection's hash walks through all that is in it, shared parts as often
 * as they are shared: a few hundred bytes of sets in sets could keep that busy for ever, so it is bounded in proportion to the
 * message.
 *
 * <p>The built-in kinds count while they are read. In a Java stream the JDK's collections are looked at as each is complete;
 * what the classes of others do when they are hashed can't be known.
 */
final class HashCost {
    /** Large enough for any limit, small enough to be added up. */
    static final long LARGEST_SIZE = 1L << 40;

    /** Values whose hashing is not worth a thought: some tens of milliseconds. */
    private static final long FREE = 1L << 22;

    private static final long MOST_PER_BYTE = 64;
    private static final String JDK = "java.util.";

    /** How many values a walk through each collection meets. */
    private final Map<Object, Long> sizes = new IdentityHashMap<>();

    private final long messageBytes;

    HashCost(long messageBytes) {
        this.messageBytes = messageBytes;
    }

    /** Refuses a cost that is out of proportion. */
    static void check(long values, long messageBytes) throws InvalidObjectException {
        if (values > FREE + MOST_PER_BYTE * messageBytes) {
            throw new InvalidObjectException("hashing a message takes time in proportion to its length: values="
                    + values + " messageBytes=" + messageBytes + "; share less of what is put into sets and keys");
        }
    }

    /** Takes note of an object that is complete, whose parts came before. */
    void add(Object complete, boolean hashing) throws InvalidObjectException {
        if (!complete.getClass().getName().startsWith(JDK)) {
            return;
        }
        long size = 1;
        if (complete instanceof Collection<?> collection) {
            size += sizeOf(collection);
        } else if (complete instanceof Map<?, ?> map) {
            size += sizeOf(map.keySet()) + sizeOf(map.values());
        } else {
            return;
        }
        if (hashing) {
            check(size, messageBytes);
        }
        sizes.put(complete, Math.min(size, LARGEST_SIZE));
    }

    private long sizeOf(Collection<?> parts) {
        long size = 0;
        for (Object part : parts) {
            size = Math.min(size + 1 + sizes.getOrDefault(part, 0L), LARGEST_SIZE);
        }
        return size;
    }
}
