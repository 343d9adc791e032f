package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ringwork.WorkerProtocolException;
import dev.ringwork.link.LinkLayout;
import dev.ringwork.link.PlainMemory;
import dev.ringwork.memory.MappedAtomicBuffer;
import dev.ringwork.wire.Frames;
import dev.ringwork.wire.TestRecords;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * A worker writes what it likes into its result ring, or anywhere in the link. The coordinator ends it or takes no notice:
 * it never hangs, never throws at its own threads, never takes more memory than came in, and every call completes.
 */
class ResultRingFuzzTest {
    private static final int RING =
            LinkLayout.resultRingOffset(ScriptedLink.SPEC.claimSlots(), ScriptedLink.SPEC.callCapacity());
    private static final int FIRST_ID = 4;

    private final PlainMemory memory = new PlainMemory(ScriptedLink.SPEC.fileLength());

    /** The ring begins with these bytes, headers of records included. */
    @FuzzTest(maxDuration = "2m")
    void ringOfAnyBytes(byte[] bytes) {
        settles(() -> writeRing(bytes));
    }

    /** Writes anywhere in the file, header, claim table, rings and trailers: each is an offset and a length, of two bytes, and bytes. */
    @FuzzTest(maxDuration = "2m")
    void fileOfAnyBytes(byte[] bytes) {
        settles(() -> writeAnywhere(ByteBuffer.wrap(bytes)));
    }

    /** One record with a proper ring header, its type from the first byte, for a call that runs; its check is right. */
    @FuzzTest(maxDuration = "2m")
    void recordOfAnyBytes(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        int length = Math.min(bytes.length, 500);
        byte[] record = new byte[(length + 8 + 7) / 8 * 8];
        MappedAtomicBuffer into = new MappedAtomicBuffer(ByteBuffer.allocateDirect(record.length));
        into.putInt(0, 8 + length);
        into.putBytes(8, bytes, 0, length);
        TestRecords.putType(into, 8, length, Frames.RESULT + (bytes[0] & 3));
        into.getBytes(0, record);
        settles(() -> writeRing(record));
    }

    private void settles(Runnable spoil) {
        memory.clear();
        ScriptedTask.reset();
        ScriptedLink link = new ScriptedLink(memory, memory);
        List<ProcessCall<?>> calls = new ArrayList<>(
                List.of(ScriptedLink.square(FIRST_ID), ScriptedLink.call(ScriptedTask.RAISE, new byte[300])));
        for (ProcessCall<?> call : calls) {
            assertThat(link.place(call)).isTrue();
        }
        ScriptedTask.during = number -> {
            ScriptedTask.during = next -> {};
            spoil.run();
        };
        link.runWorker();
        assertThat(link.settle(calls)).as("nothing hangs").isTrue();
        for (ProcessCall<?> call : link.die()) {
            call.deliverFailure(new WorkerProtocolException("moved", null));
        }
        assertThat(ScriptedLink.allDone(calls)).isTrue();
    }

    /** From its beginning on, with a tail to match. */
    private void writeRing(byte[] bytes) {
        int tail = RING + ScriptedLink.SPEC.resultCapacity() + RingBufferDescriptor.TAIL_POSITION_OFFSET;
        memory.whole()
                .putBytes(RING, bytes, 0, Math.min(bytes.length, memory.whole().capacity() - RING));
        memory.whole().putLong(tail, (bytes.length + 7) / 8 * 8L);
    }

    /** Offsets go round the file; a length that is more than there is left, or than fits, is cut off. */
    private void writeAnywhere(ByteBuffer writes) {
        int capacity = memory.whole().capacity();
        while (writes.remaining() > 2 * Short.BYTES) {
            int offset = (writes.getShort() & 0xffff) % capacity;
            int length = Math.min(writes.getShort() & 0xffff, Math.min(writes.remaining(), capacity - offset));
            byte[] bytes = new byte[length];
            writes.get(bytes);
            memory.whole().putBytes(offset, bytes);
        }
    }
}
