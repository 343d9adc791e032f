package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ringwork.WorkerProtocolException;
import dev.ringwork.link.Link;
import dev.ringwork.link.LinkLayout;
import dev.ringwork.link.PlainMemory;
import dev.ringwork.link.TestLinks;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.Frames;
import dev.ringwork.wire.TestRecords;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker writes well-formed records that break one rule each. It is ended for it, and no future has a wrong outcome. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileRecordsTest {
    private static final int BYTES_SUCCEEDED = Frames.shape(Frames.SUCCEEDED, Body.BYTES);
    private static final int STREAM_SUCCEEDED = Frames.shape(Frames.SUCCEEDED, Body.BYTES | Body.STREAMED);

    private final PlainMemory memory = new PlainMemory(ScriptedLink.SPEC.fileLength());
    private final ScriptedLink link = new ScriptedLink(memory, memory);
    private final Link workers = TestLinks.open(memory, ScriptedLink.SPEC, ScriptedLink.EPOCH);
    private final ProcessCall<Object> call = ScriptedLink.square(3);
    private final ProcessCall<Object> other = ScriptedLink.square(4);

    @BeforeEach
    void bothRun() {
        for (ProcessCall<Object> each : List.of(call, other)) {
            assertThat(link.place(each)).isTrue();
            assertThat(workers.claims().claim(each.id)).isTrue();
        }
    }

    /** Writes the fields that follow the header of a record. */
    private interface Content {
        void put(MutableDirectBuffer buffer, int at);
    }

    private void write(int type, int length, Content content) {
        RingBuffer results = workers.results();
        int at = results.tryClaim(type, length);
        assertThat(at).isPositive();
        content.put(results.buffer(), at);
        TestRecords.putType(results.buffer(), at, length, type);
        results.commit(at);
    }

    private void result(long id, int shape, int bodyLength, long body) {
        write(Frames.RESULT, Frames.HEADER_LENGTH + bodyLength, (buffer, at) -> {
            Frames.putResult(buffer, at, id, shape, 0);
            if (bodyLength >= Long.BYTES) {
                buffer.putLong(at + Frames.HEADER_LENGTH, body);
            }
        });
    }

    private void part(long id, int offset, int length) {
        write(
                Frames.RESULT_PART,
                Frames.HEADER_LENGTH + length,
                (buffer, at) -> Frames.putPart(buffer, at, id, offset));
    }

    private void requireEnded(String rule) {
        link.channel.onBell();
        assertThat(link.corruption()).isNotNull().hasMessageContaining(rule);
        link.die();
        assertThat(call.exception()).isNotNull();
        assertThat(other.exception()).isNotNull();
    }

    @Test
    void shouldEndTheWorkerWhenARecordIsOfNoKnownType() {
        write(9, Frames.HEADER_LENGTH, (buffer, at) -> Frames.putResult(buffer, at, call.id, 0, 0));
        requireEnded("type=9");
    }

    @Test
    void shouldEndTheWorkerWhenAResultBelongsToNoCall() {
        result(call.id + ScriptedLink.SPEC.claimSlots(), BYTES_SUCCEEDED, 8, 1);
        requireEnded("belongs to a call in this link");
    }

    @Test
    void shouldEndTheWorkerWhenACallHasTwoResults() {
        link.channel.onBell();
        result(call.id, Frames.shape(Frames.SUCCEEDED, Body.LONG), 8, 9);
        result(call.id, Frames.shape(Frames.SUCCEEDED, Body.LONG), 8, 10);
        link.channel.onBell();
        assertThat(link.corruption()).isNotNull();
        assertThat(call.result()).isEqualTo(9L);
    }

    @Test
    void shouldEndTheWorkerWhenABodyIsOfNoKnownKind() {
        result(call.id, Frames.shape(Frames.SUCCEEDED, 16), 8, 1);
        requireEnded("bodyKind=16");
    }

    @Test
    void shouldEndTheWorkerWhenAnImmediateBodyIsMissing() {
        result(call.id, Frames.shape(Frames.SUCCEEDED, Body.LONG), 0, 0);
        requireEnded("bodyLength=0");
    }

    @Test
    void shouldEndTheWorkerWhenAStreamedBodyHasNoLength() {
        result(call.id, STREAM_SUCCEEDED, 8, 0);
        requireEnded("streamedLength=0");
    }

    @Test
    void shouldEndTheWorkerWhenAPartHasNoHead() {
        part(call.id, 0, 8);
        requireEnded("parts of a result come in order");
    }

    @Test
    void shouldEndTheWorkerWhenAPartIsNotTheNext() {
        result(call.id, STREAM_SUCCEEDED, 8, 100);
        part(call.id, 0, 8);
        part(call.id, 16, 8);
        requireEnded("parts of a result come in order");
    }

    @Test
    void shouldEndTheWorkerWhenAPartBelongsToAnotherCall() {
        result(call.id, STREAM_SUCCEEDED, 8, 16);
        part(other.id, 0, 16);
        requireEnded("parts of a result come in order");
    }

    @Test
    void shouldEndTheWorkerWhenPartsAreMoreThanWasAnnounced() {
        result(call.id, STREAM_SUCCEEDED, 8, 10);
        part(call.id, 0, 16);
        requireEnded("parts of a result come in order");
    }

    @Test
    void shouldEndTheWorkerWhenAnotherResultComesAmongParts() {
        result(call.id, STREAM_SUCCEEDED, 8, 16);
        result(other.id, BYTES_SUCCEEDED, 8, 1);
        requireEnded("resultAmongPartsOfAnother");
    }

    @Test
    void shouldEndTheWorkerWhenItIsInitializedAfterItsFirstResult() {
        ScriptedLink initializing = initializing();
        ProcessCall<Object> first = ScriptedLink.square(5);
        assertThat(initializing.place(first)).isTrue();
        result(first.id, Frames.shape(Frames.SUCCEEDED, Body.LONG), 8, 25);
        initialized(Frames.SUCCEEDED, Body.NULL);
        initializing.channel.onBell();
        assertThat(initializing.corruption()).isNotNull().hasMessageContaining("initializedOutOfTurnAfterResults=1");
        assertThat(initializing.initialized).isZero();
    }

    @Test
    void shouldEndTheWorkerWhenItIsInitializedTwice() {
        ScriptedLink initializing = initializing();
        initialized(Frames.SUCCEEDED, Body.NULL);
        initialized(Frames.FAILED, Body.ENCODED);
        initializing.channel.onBell();
        assertThat(initializing.corruption()).isNotNull().hasMessageContaining("initializedOutOfTurnAfterResults=0");
        assertThat(initializing.initialized).isEqualTo(1);
    }

    /** The failure of an initializer breaks the pool; where there is none this costs the worker that says so, and no other. */
    @Test
    void shouldEndTheWorkerWhenAnInitializerFailsThatThereIsNot() {
        initialized(Frames.FAILED, Body.ENCODED);
        requireEnded("initializedOutOfTurnAfterResults=0");
        assertThat(link.initialized).isZero();
    }

    @Test
    void shouldTakeNothingOfAFailureInPartsWhenThereIsNoInitializer() {
        initialized(Frames.FAILED, Body.ENCODED | Body.STREAMED);
        requireEnded("initializedOutOfTurnAfterResults=0");
    }

    private void initialized(int status, int kind) {
        int length = kind == Body.NULL ? 0 : Long.BYTES;
        result(Frames.INITIALIZER_ID, Frames.shape(status, kind), length, 100);
    }

    /** Another link over the same memory, of a worker that has an initializer to run. */
    private ScriptedLink initializing() {
        memory.clear();
        return ScriptedLink.withInitializer(memory, memory);
    }

    @Test
    void shouldEndTheWorkerWhenItAsksForABodyThatThereIsNot() {
        write(Frames.WANT, Long.BYTES, (buffer, at) -> buffer.putLong(at, call.id));
        requireEnded("asks for one body at a time");
    }

    /** The ring keeps what was read: whatever a worker fills it with, it is read once. */
    @Test
    void shouldEndTheWorkerWhenItSaysAgainWhatItHasPassedOver() {
        ProcessCall<Object> third = ScriptedLink.square(5);
        assertThat(link.place(third)).isTrue();
        assertThat(link.channel.revoke(third, third.id)).isTrue();
        fillWithSkipped(1);
        requireEnded("passedOver=1");
    }

    @Test
    void shouldEndTheWorkerWhenItHasPassedOverMoreThanWasTakenBack() {
        write(Frames.SKIPPED, Long.BYTES, (buffer, at) -> buffer.putLong(at, 1));
        requireEnded("passedOver=1");
    }

    @Test
    void shouldSettleADeadWorkersCallsWhenItsRingIsFullOfTheSame() {
        ProcessCall<Object> third = ScriptedLink.square(5);
        assertThat(link.place(third)).isTrue();
        assertThat(link.channel.revoke(third, third.id)).isTrue();
        fillWithSkipped(1);

        link.die();

        assertThat(call.exception()).isNotNull();
    }

    /** To the last byte, which no ring lets a producer have. */
    private void fillWithSkipped(long count) {
        RingBuffer results = workers.results();
        MutableDirectBuffer buffer = results.buffer();
        int length = RecordDescriptor.HEADER_LENGTH + Long.BYTES;
        for (int record = 0; record < results.capacity(); record += length) {
            int at = RecordDescriptor.encodedMsgOffset(record);
            buffer.putLong(at, count);
            TestRecords.putType(buffer, at, Long.BYTES, Frames.SKIPPED);
            buffer.putInt(RecordDescriptor.lengthOffset(record), length);
        }
    }

    @Test
    void shouldEndTheWorkerWhenAPartIsEmpty() {
        result(call.id, STREAM_SUCCEEDED, 8, 100);
        part(call.id, 0, 0);
        requireEnded("parts of a result come in order");
    }

    @Test
    void shouldEndTheWorkerWhenItAsksForABodyAgain() {
        ProcessCall<Object> large = ScriptedLink.call(ScriptedTask.SQUARE, new byte[ScriptedLink.STREAMED_LENGTH]);
        assertThat(link.place(large)).isTrue();
        write(Frames.WANT, Long.BYTES, (buffer, at) -> buffer.putLong(at, large.id));
        link.channel.onBell();
        assertThat(link.corruption()).isNull();
        write(Frames.WANT, Long.BYTES, (buffer, at) -> buffer.putLong(at, large.id));
        requireEnded("asks for one body at a time, once");
    }

    @Test
    void shouldEndTheWorkerWhenThePositionOfItsResultRingWasMoved() {
        moveConsumer(
                LinkLayout.resultRingOffset(ScriptedLink.SPEC.claimSlots(), ScriptedLink.SPEC.callCapacity()),
                ScriptedLink.SPEC.resultCapacity());
        requireEnded("consumerPosition=8");
    }

    @Test
    void shouldEndTheWorkerWhenAResultIsNotWhatWasWritten() {
        result(call.id, Frames.shape(Frames.SUCCEEDED, Body.LONG), 8, 9);
        flip(
                LinkLayout.resultRingOffset(ScriptedLink.SPEC.claimSlots(), ScriptedLink.SPEC.callCapacity()),
                Frames.HEADER_LENGTH);
        requireEnded("its check differs: id=" + call.id);
    }

    @Test
    void shouldEndItselfWhenACallIsNotWhatWasWritten() {
        flip(LinkLayout.callRingOffset(ScriptedLink.SPEC.claimSlots()), Frames.HEADER_LENGTH);
        link.runWorker();
        assertThat(link.workerDeath())
                .isInstanceOf(WorkerProtocolException.class)
                .hasMessageContaining("its check differs");
    }

    /** Another bit in a message that is the first in its ring. */
    private void flip(int ring, int offset) {
        int at = ring + RecordDescriptor.HEADER_LENGTH + offset;
        memory.whole().putByte(at, (byte) (memory.whole().getByte(at) ^ 4));
    }

    @Test
    void shouldEndItselfWhenThePositionOfItsCallRingWasMoved() {
        moveConsumer(LinkLayout.callRingOffset(ScriptedLink.SPEC.claimSlots()), ScriptedLink.SPEC.callCapacity());
        link.runWorker();
        assertThat(link.workerDeath())
                .isInstanceOf(WorkerProtocolException.class)
                .hasMessageContaining("consumerPosition=8 expected=0");
    }

    private void moveConsumer(int ring, int capacity) {
        memory.whole().putLong(ring + capacity + RingBufferDescriptor.HEAD_POSITION_OFFSET, 8);
    }

    @Test
    void shouldBelieveNothingMoreWhenARuleWasBroken() {
        write(9, Frames.HEADER_LENGTH, (buffer, at) -> Frames.putResult(buffer, at, call.id, 0, 0));
        result(call.id, Frames.shape(Frames.SUCCEEDED, Body.LONG), 8, 10);
        requireEnded("type=9");
    }

    @Test
    void shouldTakeNoMemoryForALengthThatIsOnlyAnnounced() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        result(call.id, STREAM_SUCCEEDED, 8, 1 << 28);
        long before = threads.getCurrentThreadAllocatedBytes();
        link.channel.onBell();
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 26);
        assertThat(link.corruption()).isNull();
    }
}
