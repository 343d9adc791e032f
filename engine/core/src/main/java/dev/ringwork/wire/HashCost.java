package dev.ringwork.wire;

import java.io.InvalidObjectException;

/**
 * What hashing the keys of a message costs. A collection's hash walks through all that is in it, shared parts as often as they are shared:
 * a few hundred bytes of sets in sets could keep that busy for ever, so what is hashed while a message is read is bounded in
 * proportion to the message.
 *
 * <p>Keys that are equal are compared, too. Two maps are equal if for each key of one the other is asked for its value and, where that is
 * null, for the key; maps that may change meanwhile look from both sides. So what is in them counts as often.
 */
final class HashCost {
    /** Large enough for any limit, small enough to be added up. */
    static final long LARGEST_SIZE = 1L << 40;

    /** How often a key of a map is compared when two such maps are. */
    static final int MAP_KEY_WALKS = 2;

    /** How often what is in maps that look from both sides is compared, as a mean of two such, or one and another. */
    static final int BOTH_SIDES_WALKS = 4;

    /** Values whose hashing is not worth a thought: some tens of milliseconds. */
    private static final long FREE = 1L << 22;

    private static final long MOST_PER_BYTE = 64;

    private final long messageBytes;
    private long hashed;

    HashCost(long messageBytes) {
        this.messageBytes = messageBytes;
    }

    /**
     * What was read is hashed next, and its hash meets so many values.
     *
     * @throws InvalidObjectException if all that is hashed is out of proportion then
     */
    void hash(long values) throws InvalidObjectException {
        hashed = Math.min(hashed + values, LARGEST_SIZE);
        if (hashed > FREE + MOST_PER_BYTE * messageBytes) {
            throw new InvalidObjectException("hashing a message takes time in proportion to its length: values="
                    + hashed + " messageBytes=" + messageBytes + "; share less of what is put into sets and keys");
        }
    }
}
