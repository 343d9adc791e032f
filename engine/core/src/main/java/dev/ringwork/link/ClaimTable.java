package dev.ringwork.link;

import org.agrona.concurrent.AtomicBuffer;

/**
 * One 64-bit word a slot that decides who a call belongs to: {@code id << 3 | state}.
 *
 * <pre>
 * FREE ──coordinator──► QUEUED ──worker──► RUNNING ──result published──► (the slot's next call)
 *                         │
 *                         └──coordinator──► REVOKED: it never runs from this ring
 * </pre>
 *
 * <p><b>Assumptions and guarantees.</b> The slot of a call is {@code id & (slots - 1)} and ids never repeat in a file, so a
 * compare-and-set never succeeds for a call of the past. RUNNING and REVOKED are reached by one compare-and-set each from
 * QUEUED: exactly one of the two happens. After the worker's death a word is its last will: the very word that was queued
 * says that the call was not begun, any other that it may have been. The codes of two states differ in two bits, so no flip of
 * one bit makes a revoked call one that can be claimed.
 */
public final class ClaimTable {
    /** No call, or one that is over. */
    public static final int FREE = 0;

    /** In the ring, not begun. */
    public static final int QUEUED = 0b011;

    /** Begun by the worker. */
    public static final int RUNNING = 0b101;

    /** Taken back by the coordinator. */
    public static final int REVOKED = 0b110;

    private static final int STATE_BITS = 3;
    private static final int STATE_MASK = (1 << STATE_BITS) - 1;

    private final AtomicBuffer words;
    private final int slots;

    ClaimTable(AtomicBuffer words, int slots) {
        this.words = words;
        this.slots = slots;
    }

    /** Number of slots, a power of two. */
    public int slots() {
        return slots;
    }

    /** The slot of a call. */
    public int slotOf(long callId) {
        return (int) callId & slots - 1;
    }

    private int offset(long callId) {
        return slotOf(callId) * Long.BYTES;
    }

    private static long word(long callId, int state) {
        return callId << STATE_BITS | state;
    }

    /** Offers a call to the worker. The coordinator owns the slot; the frame is published after this. */
    public void queueRelease(long callId) {
        words.putLongRelease(offset(callId), word(callId, QUEUED));
    }

    /** Begins a call; false when it was taken back. For the worker. */
    public boolean claim(long callId) {
        return words.compareAndSetLong(offset(callId), word(callId, QUEUED), word(callId, RUNNING));
    }

    /** Takes a call back; false when it has begun or is over. For the coordinator. */
    public boolean revoke(long callId) {
        return words.compareAndSetLong(offset(callId), word(callId, QUEUED), word(callId, REVOKED));
    }

    /** Whether this call has begun and its slot was not given to another since. */
    public boolean isRunningVolatile(long callId) {
        return words.getLongVolatile(offset(callId)) == word(callId, RUNNING);
    }

    /** How many calls were not begun and can still be taken back, slot by slot while others come and go. For who only looks. */
    public int countQueuedAcquire() {
        int queued = 0;
        for (int slot = 0; slot < slots; slot++) {
            if ((words.getLongAcquire(offset(slot)) & STATE_MASK) == QUEUED) {
                queued++;
            }
        }
        return queued;
    }

    /** Whether this call was not begun and can still be taken back. */
    public boolean isQueuedVolatile(long callId) {
        return words.getLongVolatile(offset(callId)) == word(callId, QUEUED);
    }
}
