package dev.ringwork.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.link.ClaimTable;
import dev.ringwork.link.LinkLayout;
import dev.ringwork.link.WorkerState;
import dev.ringwork.memory.MappedAtomicBuffer;
import dev.ringwork.run.Invocation;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.Frames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.Test;

/** Holds docs/memory-layout.md to the engine: offsets, codes, kinds. */
class MemoryLayoutTest {
    private static final long CALL_ID = 0x0102030405060708L;
    private static final int SECOND = 0x11121314;
    private static final int THIRD = 0x21222324;

    private final MappedAtomicBuffer frame = new MappedAtomicBuffer(ByteBuffer.allocateDirect(64));

    private static List<List<String>> table(String... columns) throws IOException {
        return Pages.table(Pages.root().resolve("docs/memory-layout.md"), columns);
    }

    /** A table with a name in one column and a number in another. */
    private static Map<String, Integer> numbers(int name, int number, String... columns) throws IOException {
        Map<String, Integer> numbers = new HashMap<>();
        for (List<String> row : table(columns)) {
            assertThat(numbers.put(row.get(name), Integer.valueOf(row.get(number))))
                    .as("one row a name: %s", row)
                    .isNull();
        }
        return numbers;
    }

    @Test
    void shouldNameTheEnginesOffsetsWhenItShowsTheHeader() throws Exception {
        assertThat(numbers(2, 0, "Offset", "Type", "Field"))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("magic", LinkLayout.MAGIC_OFFSET),
                        Map.entry("version", LinkLayout.VERSION_OFFSET),
                        Map.entry("claim slots", LinkLayout.CLAIM_SLOTS_OFFSET),
                        Map.entry("call capacity", LinkLayout.CALL_CAPACITY_OFFSET),
                        Map.entry("result capacity", LinkLayout.RESULT_CAPACITY_OFFSET),
                        Map.entry("coordinator pid", LinkLayout.COORDINATOR_PID_OFFSET),
                        Map.entry("epoch", LinkLayout.EPOCH_OFFSET),
                        Map.entry("worker pid", LinkLayout.WORKER_PID_OFFSET),
                        Map.entry("worker state", LinkLayout.WORKER_STATE_OFFSET),
                        Map.entry("worker heartbeat", LinkLayout.HEARTBEAT_OFFSET),
                        Map.entry("worker parked", LinkLayout.WORKER_PARKED_OFFSET),
                        Map.entry("coordinator parked", LinkLayout.COORDINATOR_PARKED_OFFSET),
                        Map.entry("interrupt request", LinkLayout.INTERRUPT_OFFSET)));
    }

    @Test
    void shouldNameTheWorkersStatesWhenItShowsTheirCodes() throws Exception {
        Map<String, Integer> states = new HashMap<>();
        for (WorkerState state : WorkerState.values()) {
            states.put(state.name(), state.ordinal());
        }

        assertThat(numbers(0, 1, "Worker state", "Code")).isEqualTo(states);
    }

    @Test
    void shouldNameTheClaimStatesWhenItShowsTheirCodes() throws Exception {
        assertThat(numbers(0, 1, "Claim state", "Code"))
                .isEqualTo(Map.of(
                        "FREE", ClaimTable.FREE,
                        "QUEUED", ClaimTable.QUEUED,
                        "RUNNING", ClaimTable.RUNNING,
                        "REVOKED", ClaimTable.REVOKED));
    }

    @Test
    void shouldNameAgronasOffsetsWhenItShowsTheTrailer() throws Exception {
        assertThat(numbers(2, 0, "Trailer offset", "Type", "Field"))
                .isEqualTo(Map.of(
                        "tail position", RingBufferDescriptor.TAIL_POSITION_OFFSET,
                        "head cache position", RingBufferDescriptor.HEAD_CACHE_POSITION_OFFSET,
                        "head position", RingBufferDescriptor.HEAD_POSITION_OFFSET,
                        "correlation counter", RingBufferDescriptor.CORRELATION_COUNTER_OFFSET,
                        "consumer heartbeat", RingBufferDescriptor.CONSUMER_HEARTBEAT_OFFSET));
    }

    @Test
    void shouldNameAgronasOffsetsWhenItShowsARecord() throws Exception {
        assertThat(numbers(2, 0, "Record offset", "Type", "Field"))
                .isEqualTo(Map.of(
                        "length", RecordDescriptor.lengthOffset(0),
                        "type", RecordDescriptor.typeOffset(0),
                        "frame", RecordDescriptor.encodedMsgOffset(0)));
    }

    @Test
    void shouldNameTheEnginesCodesWhenItShowsTheFrames() throws Exception {
        assertThat(numbers(0, 1, "Frame", "Code"))
                .isEqualTo(Map.of(
                        "CALL", Frames.CALL,
                        "DEFINE", Frames.DEFINE,
                        "CALL_PART", Frames.CALL_PART,
                        "STOP", Frames.STOP,
                        "RESULT", Frames.RESULT,
                        "RESULT_PART", Frames.RESULT_PART,
                        "WANT", Frames.WANT,
                        "SKIPPED", Frames.SKIPPED));
    }

    @Test
    void shouldShowEveryFrameWhenItShowsFields() throws Exception {
        assertThat(table("Frame", "Offset").stream().map(row -> row.get(0)))
                .hasSameElementsAs(
                        table("Frame", "Code").stream().map(row -> row.get(0)).toList());
    }

    private int offset(String frameName, String field) throws IOException {
        return Integer.parseInt(table("Frame", "Offset", "Type", "Field").stream()
                .filter(row -> row.get(0).equals(frameName) && row.get(3).equals(field))
                .findAny()
                .orElseThrow()
                .get(1));
    }

    @Test
    void shouldSayWhereFieldsAreWhenACallIsWritten() throws Exception {
        Frames.putCall(frame, 0, CALL_ID, SECOND, THIRD);

        assertThat(frame.getLong(offset("CALL", "call id"))).isEqualTo(CALL_ID);
        assertThat(frame.getInt(offset("CALL", "function id"))).isEqualTo(SECOND);
        assertThat(frame.getInt(offset("CALL", "shape"))).isEqualTo(THIRD);
        assertThat(offset("CALL", "body")).isEqualTo(Frames.HEADER_LENGTH);
    }

    @Test
    void shouldSayWhereFieldsAreWhenAResultIsWritten() throws Exception {
        Frames.putResult(frame, 0, CALL_ID, SECOND, THIRD);

        assertThat(frame.getLong(offset("RESULT", "call id"))).isEqualTo(CALL_ID);
        assertThat(frame.getInt(offset("RESULT", "shape"))).isEqualTo(SECOND);
        assertThat(frame.getInt(offset("RESULT", "nanos"))).isEqualTo(THIRD);
        assertThat(offset("RESULT", "body")).isEqualTo(Frames.HEADER_LENGTH);
    }

    @Test
    void shouldSayWhereFieldsAreWhenAPartIsWritten() throws Exception {
        Frames.putPart(frame, 0, CALL_ID, SECOND);

        for (String part : List.of("CALL_PART", "RESULT_PART")) {
            assertThat(frame.getLong(offset(part, "call id"))).isEqualTo(CALL_ID);
            assertThat(frame.getInt(offset(part, "offset"))).isEqualTo(SECOND);
            assertThat(offset(part, "part")).isEqualTo(Frames.HEADER_LENGTH);
        }
    }

    @Test
    void shouldSayWhereTheFunctionBeginsWhenItIsDefined() throws Exception {
        assertThat(offset("DEFINE", "function")).isEqualTo(Frames.DEFINE_HEADER_LENGTH);
    }

    @Test
    void shouldNameTheEnginesCodesWhenItShowsAShape() throws Exception {
        Map<String, Integer> calls = new HashMap<>();
        for (Invocation how : Invocation.values()) {
            calls.put(how.name(), how.ordinal());
        }
        calls.put("BATCH", Frames.BATCH);

        assertThat(numbers(0, 1, "What", "Code")).isEqualTo(calls);
        assertThat(numbers(0, 1, "Status", "Code"))
                .isEqualTo(Map.of("SUCCEEDED", Frames.SUCCEEDED, "FAILED", Frames.FAILED));
    }

    @Test
    void shouldNameTheEnginesKindsWhenItShowsBodies() throws Exception {
        assertThat(numbers(0, 1, "Body kind", "Code"))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("NONE", Body.NONE),
                        Map.entry("NULL", Body.NULL),
                        Map.entry("LONG", Body.LONG),
                        Map.entry("INT", Body.INT),
                        Map.entry("DOUBLE", Body.DOUBLE),
                        Map.entry("BOOLEAN", Body.BOOLEAN),
                        Map.entry("BYTES", Body.BYTES),
                        Map.entry("ENCODED", Body.ENCODED),
                        Map.entry("STREAMED", Body.STREAMED)));
    }
}
