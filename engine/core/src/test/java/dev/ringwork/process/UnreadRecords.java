package dev.ringwork.process;

import dev.ringwork.link.LinkLayout;
import dev.ringwork.link.LinkSpec;
import dev.ringwork.link.PlainMemory;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** Where in a link records lie that were published and not yet read. The rings have not gone round. */
record UnreadRecords(int callsFrom, int callsTo, int resultsFrom, int resultsTo) {
    /** No scenario of a test writes more into a ring. */
    private static final int MOST_RECORD_BYTES = 640;

    static UnreadRecords in(PlainMemory memory, LinkSpec spec) {
        int calls = LinkLayout.callRingOffset(spec.claimSlots());
        int results = LinkLayout.resultRingOffset(spec.claimSlots(), spec.callCapacity());
        return new UnreadRecords(
                calls + head(memory, calls, spec.callCapacity()),
                calls + tail(memory, calls, spec.callCapacity()),
                results + head(memory, results, spec.resultCapacity()),
                results + tail(memory, results, spec.resultCapacity()));
    }

    private static int head(PlainMemory memory, int ring, int capacity) {
        return (int) memory.whole().getLong(ring + capacity + RingBufferDescriptor.HEAD_POSITION_OFFSET);
    }

    private static int tail(PlainMemory memory, int ring, int capacity) {
        return (int) memory.whole().getLong(ring + capacity + RingBufferDescriptor.TAIL_POSITION_OFFSET);
    }

    boolean contains(int offset) {
        return offset >= callsFrom && offset < callsTo || offset >= resultsFrom && offset < resultsTo;
    }

    /** Whether anybody ever looks at the byte at this offset: all but the far part of the rings. */
    static boolean mayEverLieAt(int offset, LinkSpec spec) {
        int calls = LinkLayout.callRingOffset(spec.claimSlots());
        int results = LinkLayout.resultRingOffset(spec.claimSlots(), spec.callCapacity());
        return !isFar(offset - calls, spec.callCapacity()) && !isFar(offset - results, spec.resultCapacity());
    }

    private static boolean isFar(int inRing, int capacity) {
        return inRing >= MOST_RECORD_BYTES && inRing < capacity;
    }
}
