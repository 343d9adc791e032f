package dev.ringwork.link;

import dev.ringwork.memory.MappedAtomicBuffer;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.AtomicBuffer;

/**
 * Links without a file and without a worker, for tests of the coordinator's threads among themselves. Each has its claim table and
 * its call ring in a piece of memory that is used again in turn, of which there are many more than a run has at a time; header and
 * result ring, which nobody writes, are the same for all.
 */
public final class Links {
    private static final int COUNT = 1 << 14;

    private final LinkSpec spec;
    private final int resultRing;
    private final int pieceLength;
    private final ByteBuffer pieces;
    private final ByteBuffer unwritten;
    private final AtomicInteger next = new AtomicInteger();

    /** Makes room for links of these sizes. */
    public Links(LinkSpec spec) {
        this.spec = spec;
        this.resultRing = LinkLayout.resultRingOffset(spec.claimSlots(), spec.callCapacity());
        this.pieceLength = resultRing - LinkLayout.CLAIM_TABLE_OFFSET;
        this.pieces = zeros(COUNT * pieceLength);
        this.unwritten = zeros(spec.fileLength());
    }

    private static ByteBuffer zeros(int length) {
        return ByteBuffer.allocateDirect(length + Long.BYTES)
                .alignedSlice(Long.BYTES)
                .slice(0, length);
    }

    /** An empty one. */
    public Link next() {
        int at = (next.getAndIncrement() & COUNT - 1) * pieceLength;
        ByteBuffer piece = pieces.slice(at, pieceLength);
        new MappedAtomicBuffer(piece).setMemory(0, pieceLength, (byte) 0);
        return new Link((offset, length) -> section(piece, offset, length), spec, () -> {});
    }

    private AtomicBuffer section(ByteBuffer piece, int offset, int length) {
        boolean written = offset >= LinkLayout.CLAIM_TABLE_OFFSET && offset < resultRing;
        return new MappedAtomicBuffer(
                written
                        ? piece.slice(offset - LinkLayout.CLAIM_TABLE_OFFSET, length)
                        : unwritten.slice(offset, length));
    }
}
