package dev.ringwork.link;

import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Where everything lies in a link file. Native byte order; offsets and lengths in bytes.
 *
 * <pre>
 *    0 ┌──────────────────────────────────────────────────────────────────────────┐
 *      │ header: seven lines of 128 bytes, so that no two writers share a line     │
 *      │                                                                           │
 *      │   0        8            12            16              20                  │
 *      │   ├ magic ─┼ version ───┼ claim slots ┼ call capacity ┼ result capacity ─ │
 *      │   24                32                                                    │
 *      │   ├ coordinator pid ┼ epoch ──────────────────────────────────────────── │
 *      │ 128 ├ worker pid ─────┼ 136 worker state (int) ──────────────────────────  │
 *      │ 256 ├ worker heartbeat ─────────────────────────────────────────────────── │
 *      │ 384 ├ worker parked ────────────────────────────────────────────────────── │
 *      │ 512 ├ coordinator parked ───────────────────────────────────────────────── │
 *      │ 640 ├ interrupt request ────────────────────────────────────────────────── │
 *  896 ├───────────────────────────────────────────────────────────────────────────┤
 *      │ claim table: 8 bytes a slot, call id &lt;&lt; 3 | state                         │
 *      ├───────────────────────────────────────────────────────────────────────────┤
 *      │ call ring: capacity, then Agrona's trailer (many producers, one consumer) │
 *      ├───────────────────────────────────────────────────────────────────────────┤
 *      │ result ring: capacity, then Agrona's trailer (one producer, one consumer) │
 *      └───────────────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * The whole table of fields, with writer, readers and mode, is in docs/memory-layout.md.
 */
public final class LinkLayout {
    /** "RingLink" in ASCII. */
    public static final long MAGIC = 0x52_69_6e_67_4c_69_6e_6bL;

    /** Changes with any constant here; both sides come from the same jar, so a difference means a mixed class path. */
    public static final int VERSION = 1;

    /** Bytes between fields with different writers: two cache lines, since adjacent lines are fetched in pairs. */
    public static final int LINE = 128;

    /** long, written once by the coordinator before the version. */
    public static final int MAGIC_OFFSET = 0;

    /** int, written last by the coordinator with release: from then on the file is ready. */
    public static final int VERSION_OFFSET = MAGIC_OFFSET + Long.BYTES;

    /** int, written once by the coordinator. */
    public static final int CLAIM_SLOTS_OFFSET = VERSION_OFFSET + Integer.BYTES;

    /** int, written once by the coordinator. */
    public static final int CALL_CAPACITY_OFFSET = CLAIM_SLOTS_OFFSET + Integer.BYTES;

    /** int, written once by the coordinator. */
    public static final int RESULT_CAPACITY_OFFSET = CALL_CAPACITY_OFFSET + Integer.BYTES;

    /** long, written once by the coordinator. */
    public static final int COORDINATOR_PID_OFFSET = RESULT_CAPACITY_OFFSET + Integer.BYTES;

    /** long, written once by the coordinator: a random number that the worker repeats when it is ready. */
    public static final int EPOCH_OFFSET = COORDINATOR_PID_OFFSET + Long.BYTES;

    /** long, written once by the worker. */
    public static final int WORKER_PID_OFFSET = LINE;

    /** int, a {@link WorkerState}, written by the worker with release. */
    public static final int WORKER_STATE_OFFSET = WORKER_PID_OFFSET + Long.BYTES;

    /** long, raised by the worker's watch thread: a stopped process is seen by it. */
    public static final int HEARTBEAT_OFFSET = 2 * LINE;

    /** long, 1 while the worker may block on its stdin. */
    public static final int WORKER_PARKED_OFFSET = 3 * LINE;

    /** long, 1 while nobody in the coordinator polls the result ring. */
    public static final int COORDINATOR_PARKED_OFFSET = 4 * LINE;

    /** long, the id of the call to interrupt times {@link #INTERRUPT_FACTOR}, written by the coordinator. */
    public static final int INTERRUPT_OFFSET = 5 * LINE;

    /**
     * Spreads the ids of calls, which are small, over all 64-bit words: a request in which a bit was flipped, or that nobody made,
     * names an id that no call will ever have. Odd, so that no two ids have one word.
     */
    public static final long INTERRUPT_FACTOR = 0x9E3779B97F4A7C15L;

    /** Where the claim table begins. */
    public static final int CLAIM_TABLE_OFFSET = 7 * LINE;

    private LinkLayout() {}

    /** Length of a claim table. */
    public static int claimTableLength(int slots) {
        return slots * Long.BYTES;
    }

    /** Where the call ring begins. */
    public static int callRingOffset(int slots) {
        return CLAIM_TABLE_OFFSET + claimTableLength(slots);
    }

    /** Length of a ring with its trailer. */
    public static int ringLength(int capacity) {
        return capacity + RingBufferDescriptor.TRAILER_LENGTH;
    }

    /** Where the result ring begins. */
    public static int resultRingOffset(int slots, int callCapacity) {
        return callRingOffset(slots) + ringLength(callCapacity);
    }

    /** Length of the file. */
    public static int fileLength(int slots, int callCapacity, int resultCapacity) {
        return Math.addExact(resultRingOffset(slots, callCapacity), ringLength(resultCapacity));
    }
}
