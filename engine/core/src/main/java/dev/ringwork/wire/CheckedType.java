package dev.ringwork.wire;

/**
 * What a record has for its type: the type in the lowest 8 bits, above it 23 bits of a check over all that the record says. A
 * record in which a bit was flipped between its publication and its reading is never taken for what it isn't.
 *
 * <p>Each word is multiplied by an odd number in whose bits no 23 in a row are alike, and the sum's highest bits are kept. So one
 * flipped bit, which adds or subtracts a shift of such a number, always changes them; what else is written over a record goes
 * unnoticed once in 8 million times. Bytes take part by their CRC-32C. The sign bit stays 0: types of messages are positive.
 *
 * <p>Whoever reads computes the check from its own copies, never from the ring: what was checked is what is used.
 */
public final class CheckedType {
    private static final int TYPE_BITS = 8;
    private static final int TYPE_MASK = (1 << TYPE_BITS) - 1;
    private static final int CHECK_BITS = Integer.SIZE - 1 - TYPE_BITS;
    private static final long TYPE_FACTOR = 0x9E3779B97F4A7C15L;
    private static final long ID_FACTOR = 0xD6E8FEB86659FD93L;
    private static final long FIELDS_FACTOR = 0xA0761D6478BD642FL;
    private static final long BODY_FACTOR = 0xE7037ED1A0B428DBL;

    private CheckedType() {}

    /**
     * For a record with these fields; what it doesn't have is 0.
     *
     * @param type one of {@link Frames}' types
     * @param second the field at 8
     * @param third the field at 12
     * @param body what {@link Body#word} or {@link Body#sum} says of its body
     */
    public static int of(int type, long id, int second, int third, long body) {
        long fields = second & 0xffff_ffffL | (long) third << Integer.SIZE;
        long sum = type * TYPE_FACTOR + id * ID_FACTOR + fields * FIELDS_FACTOR + body * BODY_FACTOR;
        return (int) (sum >>> Long.SIZE - CHECK_BITS) << TYPE_BITS | type;
    }

    /** The type of a record, one of {@link Frames}' types if nobody tampered with it. */
    public static int type(int checkedType) {
        return checkedType & TYPE_MASK;
    }

    /** Whether a record says what it said when it was written. */
    public static boolean holds(int checkedType, long id, int second, int third, long body) {
        return checkedType == of(type(checkedType), id, second, third, body);
    }
}
