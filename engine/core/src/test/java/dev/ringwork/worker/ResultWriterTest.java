package dev.ringwork.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ringwork.link.Link;
import dev.ringwork.link.LinkSpec;
import dev.ringwork.link.PlainMemory;
import dev.ringwork.link.TestLinks;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.Frames;
import dev.ringwork.wire.ValueCodec;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.junit.jupiter.api.Test;

/** What a worker says takes none of its heap: where that is full it must still be said, and to the end once it was begun. */
class ResultWriterTest {
    private static final LinkSpec SPEC = new LinkSpec(4, 4096, 1 << 16);
    private static final int PARTS = 5;

    private final Link link = TestLinks.create(new PlainMemory(SPEC.fileLength()), SPEC, 1);
    private final RingBuffer ring = link.results();
    private final ResultWriter writer = new ResultWriter(ring, () -> {});
    private final byte[] streamed = new byte[PARTS * Frames.partLength(ring.maxMsgLength())];
    private final byte[] inline = new byte[100];

    @Test
    void shouldAllocateNothingWhenItPublishesAResultInParts() {
        assertThat(allocated(() -> writer.publish(7, Frames.SUCCEEDED, Body.BYTES, 0, streamed, 0)))
                .isZero();
    }

    @Test
    void shouldAllocateNothingWhenItPublishesAResultInOneRecord() {
        assertThat(allocated(() -> writer.publish(7, Frames.SUCCEEDED, Body.BYTES, 0, inline, 0)))
                .isZero();
    }

    @Test
    void shouldAllocateNothingWhenACallRanOutOfMemory() {
        ValueCodec codec = new ValueCodec(getClass().getClassLoader(), ValueCodec.defaultFilter(), List.of());
        CallRunner runner = new CallRunner(codec, writer, id -> false);

        assertThat(allocated(() -> runner.publishOutOfMemory(7))).isZero();
    }

    /** What a publication allocates, by code that may run for the first time but for what any worker has done by then. */
    private long allocated(Runnable publication) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        writer.publish(6, Frames.SUCCEEDED, Body.NULL, 0, null, 0);
        long before = threads.getCurrentThreadAllocatedBytes();
        publication.run();
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(ring.size()).as("bytes in the ring").isGreaterThan(inline.length);
        return allocated;
    }
}
