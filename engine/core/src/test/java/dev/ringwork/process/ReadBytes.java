package dev.ringwork.process;

import dev.ringwork.link.LinkLayout;
import dev.ringwork.link.LinkSpec;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** Which bytes of a {@link ScriptedLink} somebody reads once both sides have opened it, by what is sent over it. */
enum ReadBytes {
    /** A few calls and results, none of them in parts. */
    SHORT_RECORDS(640),
    /** A body and a result of {@link ScriptedLink#STREAMED_LENGTH}. */
    PARTS(ScriptedLink.STREAMED_LENGTH + 320);

    private static final LinkSpec SPEC = ScriptedLink.SPEC;
    private static final int CLAIMS = LinkLayout.CLAIM_TABLE_OFFSET;
    private static final int CALLS = LinkLayout.callRingOffset(SPEC.claimSlots());
    private static final int RESULTS = LinkLayout.resultRingOffset(SPEC.claimSlots(), SPEC.callCapacity());

    private static final int[] HEADER_WORDS = {
        LinkLayout.WORKER_STATE_OFFSET,
        LinkLayout.HEARTBEAT_OFFSET,
        LinkLayout.WORKER_PARKED_OFFSET,
        LinkLayout.COORDINATOR_PARKED_OFFSET,
        LinkLayout.INTERRUPT_OFFSET
    };
    private static final int[] POSITIONS = {
        RingBufferDescriptor.TAIL_POSITION_OFFSET,
        RingBufferDescriptor.HEAD_CACHE_POSITION_OFFSET,
        RingBufferDescriptor.HEAD_POSITION_OFFSET
    };

    /** How far records reach in either ring, which doesn't go round. */
    private final int recordBytes;

    ReadBytes(int recordBytes) {
        this.recordBytes = recordBytes;
    }

    /** Whether the byte at this offset of the file is one of them. */
    boolean contain(int offset) {
        if (offset < CLAIMS) {
            return isIn(HEADER_WORDS, offset);
        }
        return offset < CALLS
                || isOfRing(offset - CALLS, SPEC.callCapacity())
                || isOfRing(offset - RESULTS, SPEC.resultCapacity());
    }

    private boolean isOfRing(int offset, int capacity) {
        return offset >= 0 && offset < recordBytes || isIn(POSITIONS, offset - capacity);
    }

    private static boolean isIn(int[] words, int offset) {
        for (int word : words) {
            if (offset >= word && offset < word + Long.BYTES) {
                return true;
            }
        }
        return false;
    }
}
