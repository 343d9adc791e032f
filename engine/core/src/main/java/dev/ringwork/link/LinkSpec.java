package dev.ringwork.link;

import org.agrona.BitUtil;

/**
 * The sizes of a link file.
 *
 * @param claimSlots most calls in a link at a time, a power of two
 * @param callCapacity bytes of the call ring, a power of two
 * @param resultCapacity bytes of the result ring, a power of two
 */
public record LinkSpec(int claimSlots, int callCapacity, int resultCapacity) {
    /** Enough to keep a worker busy while nobody refills its ring; calls not begun can be taken back, so more is no harm. */
    public static final int DEFAULT_CLAIM_SLOTS = 1 << 14;

    /** A smaller ring could not hold the largest frame that isn't streamed. */
    public static final int LEAST_CAPACITY = 1 << 12;

    private static final int RECORDS_A_RING = 8;

    /** Two rings, a claim table and trailers must stay below 2 GiB. */
    public static final int MOST_CAPACITY = 1 << 29;

    /** Checks the sizes. */
    public LinkSpec {
        checkPowerOfTwo("claimSlots", claimSlots, 2, 1 << 20);
        checkRing("callCapacity", callCapacity);
        checkRing("resultCapacity", resultCapacity);
    }

    /**
     * Checks the size of a ring.
     *
     * @param name what it is called where it is set
     * @return {@code bytes}
     */
    public static int checkRing(String name, int bytes) {
        checkPowerOfTwo(name, bytes, LEAST_CAPACITY, MOST_CAPACITY);
        return bytes;
    }

    private static void checkPowerOfTwo(String name, int value, int least, int most) {
        if (value < least || value > most || !BitUtil.isPowerOfTwo(value)) {
            throw new IllegalArgumentException(
                    "sizes of a link are powers of two from " + least + " to " + most + ": " + name + "=" + value);
        }
    }

    /** Most bytes of a function's definition: Agrona's limit for a record is an eighth of its ring. */
    public int mostDefinitionBytes() {
        return callCapacity / RECORDS_A_RING - Long.BYTES;
    }

    /** Length of the whole file in bytes. */
    public int fileLength() {
        return LinkLayout.fileLength(claimSlots, callCapacity, resultCapacity);
    }
}
