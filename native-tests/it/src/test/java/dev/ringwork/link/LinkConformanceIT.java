package dev.ringwork.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.os.CProgram;
import dev.ringwork.run.Invocation;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.CheckedType;
import dev.ringwork.wire.Frames;
import dev.ringwork.wire.TestRecords;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two independent descriptions of the link file, in Java and in C, agree: by their numbers, and by what each reads of the other. */
class LinkConformanceIT {
    private static final LinkSpec SPEC = new LinkSpec(16, 1 << 12, 1 << 13);
    private static final long EPOCH = 0x1122334455667788L;
    private static final long NUMBER = 0x0102030405060708L;

    @TempDir
    static Path directory;

    @Test
    void shouldKnowTheSameNumbersWhenWrittenDownTwice() throws Exception {
        Map<String, Long> java = new TreeMap<>();
        addConstants(java, LinkLayout.class);
        addConstants(java, ClaimTable.class);
        addConstants(java, RingBufferDescriptor.class);
        addConstants(java, RecordDescriptor.class);
        addConstants(java, Frames.class);
        addConstants(java, Body.class);
        addOrdinals(java, WorkerState.values());
        addOrdinals(java, Invocation.values());

        Map<String, Long> c = new TreeMap<>();
        for (String line : run("constants").split("\n")) {
            String[] words = line.split(" ");
            c.put(words[0], Long.parseLong(words[1]));
        }

        assertThat(c).isEqualTo(java);
    }

    private static void addConstants(Map<String, Long> all, Class<?> type) throws IllegalAccessException {
        for (Field field : type.getDeclaredFields()) {
            int modifiers = field.getModifiers();
            if (Modifier.isPublic(modifiers) && Modifier.isStatic(modifiers)) {
                all.put(type.getSimpleName() + "." + field.getName(), ((Number) field.get(null)).longValue());
            }
        }
    }

    private static void addOrdinals(Map<String, Long> all, Enum<?>[] values) {
        for (Enum<?> value : values) {
            all.put(value.getDeclaringClass().getSimpleName() + "." + value.name(), (long) value.ordinal());
        }
    }

    @Test
    void shouldBeReadByCWhenWrittenByJava() throws Exception {
        Path file = directory.resolve("by-java");
        try (Link link = Link.create(file, SPEC, EPOCH)) {
            link.putWorkerPid(4712);
            link.workerStateRelease(WorkerState.MAPPED);
            link.beatRelease();
            link.beatRelease();
            link.workerDoor().parkVolatile();
            link.coordinatorDoor().unparkRelease();
            link.requestInterruptVolatile(35);
            link.claims().queueRelease(33);
            link.claims().queueRelease(18);
            assertThat(link.claims().revoke(18)).isTrue();
            link.claims().queueRelease(35);
            assertThat(link.claims().claim(35)).isTrue();
            writeCalls(link.calls());
            writeResults(link.results());
        }

        assertThat(run("dump", file.toString(), "16", "4096", "8192"))
                .isEqualTo("""
                        magic 52696e674c696e6b
                        version 1
                        claimSlots 16
                        callCapacity 4096
                        resultCapacity 8192
                        coordinatorPid %d
                        epoch 1234605616436508552
                        workerPid 4712
                        workerState 1
                        heartbeat 2
                        workerParked 1
                        interrupt a195a45c672ef6df
                        claim slot=1 id=33 QUEUED
                        claim slot=2 id=18 REVOKED
                        claim slot=3 id=35 RUNNING
                        calls tail=4224 headCache=4016 head=4016 correlation=0 consumerHeartbeat=0
                        calls at=4016 length=19 DEFINE function=7 cafe01
                        calls at=4040 length=32 CALL id=33 function=7 shape=202 0807060504030201
                        calls at=4072 length=24 padding
                        calls at=0 length=36 CALL id=18 function=7 shape=602 7477656c7665206279746573
                        calls at=40 length=24 CALL_PART id=35 offset=512\s
                        calls at=64 length=16 STOP 0000000000000000
                        calls at=80 length=-48 claimed
                        results tail=8400 headCache=8096 head=8096 correlation=0 consumerHeartbeat=0
                        results at=8096 length=32 RESULT id=17 shape=200 nanos=12345 0807060504030201
                        results at=8128 length=27 RESULT id=19 shape=701 nanos=0 010203
                        results at=8160 length=32 padding
                        results at=0 length=37 RESULT_PART id=20 offset=4096 746869727465656e2062797465
                        results at=40 length=16 WANT id=35\s
                        results at=56 length=16 SKIPPED 0000000000000000
                        results at=72 length=-136 claimed
                        """.formatted(ProcessHandle.current().pid()));
    }

    private static void writeCalls(RingBuffer calls) {
        passOver(calls, 4016);
        int at = calls.tryClaim(Frames.DEFINE, Frames.DEFINE_HEADER_LENGTH + 3);
        calls.buffer().putLong(at, 7);
        calls.buffer().putBytes(at + Frames.DEFINE_HEADER_LENGTH, new byte[] {(byte) 0xca, (byte) 0xfe, 1});
        commit(calls, at, Frames.DEFINE, Frames.DEFINE_HEADER_LENGTH + 3);
        writeCall(calls, 33, Body.LONG, NUMBER, null);
        writeCall(calls, 18, Body.BYTES, 0, ascii("twelve bytes"));
        at = calls.tryClaim(Frames.CALL_PART, Frames.HEADER_LENGTH);
        Frames.putPart(calls.buffer(), at, 35, 512);
        commit(calls, at, Frames.CALL_PART, Frames.HEADER_LENGTH);
        writeBare(calls, Frames.STOP, 0);
        calls.tryClaim(Frames.CALL, 40);
    }

    private static void writeCall(RingBuffer calls, long id, int kind, long bits, byte[] bytes) {
        int length = Frames.HEADER_LENGTH + Body.length(kind, bytes);
        int at = calls.tryClaim(Frames.CALL, length);
        Frames.putCall(calls.buffer(), at, id, 7, Frames.shape(Invocation.FUNCTION.ordinal(), kind));
        Body.put(calls.buffer(), at + Frames.HEADER_LENGTH, kind, bits, bytes);
        commit(calls, at, Frames.CALL, length);
    }

    private static void writeResults(RingBuffer results) {
        passOver(results, 8096);
        writeResult(results, 17, Frames.shape(Frames.SUCCEEDED, Body.LONG), 12345, NUMBER, null);
        writeResult(results, 19, Frames.shape(Frames.FAILED, Body.ENCODED), 0, 0, new byte[] {1, 2, 3});
        byte[] part = ascii("thirteen byte");
        int at = results.tryClaim(Frames.RESULT_PART, Frames.HEADER_LENGTH + part.length);
        Frames.putPart(results.buffer(), at, 20, 4096);
        results.buffer().putBytes(at + Frames.HEADER_LENGTH, part);
        commit(results, at, Frames.RESULT_PART, Frames.HEADER_LENGTH + part.length);
        writeBare(results, Frames.WANT, 35);
        writeBare(results, Frames.SKIPPED, 0);
        results.tryClaim(Frames.RESULT, 128);
    }

    private static void writeResult(RingBuffer results, long id, int shape, int nanos, long bits, byte[] bytes) {
        int kind = Frames.bodyKind(shape);
        int length = Frames.HEADER_LENGTH + Body.length(kind, bytes);
        int at = results.tryClaim(Frames.RESULT, length);
        Frames.putResult(results.buffer(), at, id, shape, nanos);
        Body.put(results.buffer(), at + Frames.HEADER_LENGTH, kind, bits, bytes);
        commit(results, at, Frames.RESULT, length);
    }

    private static void writeBare(RingBuffer ring, int type, long id) {
        int at = ring.tryClaim(type, Long.BYTES);
        ring.buffer().putLong(at, id);
        commit(ring, at, type, Long.BYTES);
    }

    private static void commit(RingBuffer ring, int at, int type, int length) {
        TestRecords.putType(ring.buffer(), at, length, type);
        ring.commit(at);
    }

    /** Writes and reads small records until the next one stands at this index, shortly before the end of the ring. */
    private static void passOver(RingBuffer ring, int index) {
        for (int at = 0; at < index; at += 16) {
            writeBare(ring, Frames.SKIPPED, 0);
            assertThat(ring.read((type, buffer, offset, length) -> {})).isEqualTo(1);
        }
    }

    @Test
    void shouldBeReadByJavaWhenWrittenByC() throws Exception {
        Path file = directory.resolve("by-c");
        run("forge", file.toString());
        try (Link link = Link.open(file, SPEC, EPOCH)) {
            assertThat(link.workerStateAcquire()).isEqualTo(WorkerState.READY);
            assertThat(link.heartbeatAcquire()).isEqualTo(99);
            assertThat(link.workerDoor().isParkedVolatile()).isFalse();
            assertThat(link.coordinatorDoor().isParkedVolatile()).isTrue();
            assertThat(link.isInterruptRequestedVolatile(35)).isTrue();
            assertThat(link.claims().isQueuedVolatile(33)).isTrue();
            assertThat(link.claims().isQueuedVolatile(18)).isFalse();
            assertThat(link.claims().claim(18)).isFalse();
            assertThat(link.claims().isRunningVolatile(35)).isTrue();
            assertThat(link.calls().producerPosition()).isEqualTo(12424);
            assertThat(link.calls().consumerPosition()).isEqualTo(12200);
            assertThat(read(link.calls()))
                    .containsExactly(
                            "2 0700000000000000cafe01",
                            "1 21000000000000000700000002020000" + "0807060504030201",
                            "1 12000000000000000700000002060000" + "7477656c7665206279746573",
                            "1 23000000000000000700000002010000");
            assertThat(link.results().producerPosition()).isEqualTo(41104);
            assertThat(link.results().consumerPosition()).isEqualTo(40872);
            assertThat(read(link.results()))
                    .containsExactly(
                            "5 11000000000000000002000039300000" + "0807060504030201",
                            "5 13000000000000000107000039300000" + "010203",
                            "5 14000000000000000006000039300000" + "746869727465656e2062797465",
                            "7 2300000000000000",
                            "8 0000000000000000");
        }
    }

    private static List<String> read(RingBuffer ring) {
        List<String> records = new ArrayList<>();
        while (Records.read(ring, (type, buffer, at, length) -> records.add(describe(type, buffer, at, length)), 100)
                > 0) {
            assertThat(records).hasSizeLessThan(100);
        }
        return records;
    }

    private static String describe(int type, MutableDirectBuffer buffer, int at, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(at, bytes);
        assertThat(TestRecords.holds(type, buffer, at, length))
                .as("type=%x", type)
                .isTrue();
        return CheckedType.type(type) + " " + HexFormat.of().formatHex(bytes);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String run(String program, String... arguments) throws Exception {
        CProgram.Output output = CProgram.compile(program, directory).run(arguments);
        assertThat(output.exitCode()).as(output.text()).isZero();
        return output.text();
    }
}
