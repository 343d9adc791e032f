package dev.ringwork.wire;

import java.io.InvalidObjectException;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What hashing the collections of a message costs. A collection's hash walks through all that is in it, shared parts as often
 * as they are shared: a few hundred bytes of sets in sets could keep that busy for ever, so each walk is bounded in
 * proportion to the message.
 *
 * <p>The built-in kinds count while they are read. In a Java stream each collection of the JDK is measured as it is complete, and
 * may be as large as it likes until something in sight hashes: a set, a map, or a key that the stream is a part of. What its sets and maps
 * hash while they are read is added up besides, as {@link StreamFollower} finds it.
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
    /** Elements looked at so far: views of one large collection would make the measuring itself take for ever. */
    private long looks;

    private long largest;
    private boolean hashing;
    private long hashed;

    HashCost(long messageBytes) {
        this.messageBytes = messageBytes;
    }

    /** Refuses a cost that is out of proportion. */
    static void check(long values, long messageBytes) throws InvalidObjectException {
        if (values > most(messageBytes)) {
            throw new InvalidObjectException("hashing a message takes time in proportion to its length: values="
                    + values + " messageBytes=" + messageBytes + "; share less of what is put into sets and keys");
        }
    }

    private static long most(long messageBytes) {
        return FREE + MOST_PER_BYTE * messageBytes;
    }

    /** From now on what is complete may be hashed, and what was complete before as well: it can be referred to. */
    void beginHashing() throws InvalidObjectException {
        hashing = true;
        check(largest, messageBytes);
    }

    boolean isHashing() {
        return hashing;
    }

    /** What is read next is hashed, and its hash meets so many values. */
    void hash(long values) throws InvalidObjectException {
        hashed = Math.min(hashed + values, LARGEST_SIZE);
        check(hashed, messageBytes);
    }

    /** Takes note of an object that is complete, whose parts came before. */
    void add(@Nullable Object complete) throws InvalidObjectException {
        if (complete == null || !complete.getClass().getName().startsWith(JDK)) {
            return;
        }
        long size = 1;
        if (complete instanceof Collection<?> collection) {
            size += walk(collection);
        } else if (complete instanceof Map<?, ?> map) {
            size += walk(map.keySet()) + walk(map.values());
        } else if (complete instanceof Map.Entry<?, ?> entry) {
            size += 2 + sizeOf(entry.getKey()) + sizeOf(entry.getValue());
        } else {
            return;
        }
        size = Math.min(size, LARGEST_SIZE);
        sizes.put(complete, size);
        largest = Math.max(largest, size);
        if (hashing) {
            check(size, messageBytes);
        }
    }

    /** How many values a walk through an object meets, as far as that is known. */
    long sizeOf(@Nullable Object part) {
        return sizes.getOrDefault(part, 0L);
    }

    private long walk(Collection<?> parts) {
        long size = 0;
        try {
            for (Object part : parts) {
                if (++looks > most(messageBytes)) {
                    return LARGEST_SIZE; // too large to be measured, and to be hashed
                }
                size = Math.min(size + 1 + sizeOf(part), LARGEST_SIZE);
            }
        } catch (RuntimeException e) {
            return LARGEST_SIZE; // a view of one that is not complete, so it can't be measured yet, nor be hashed
        }
        return size;
    }
}
