package dev.ringwork.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.memory.MappedAtomicBuffer;
import dev.ringwork.run.Invocation;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The numbers of the records, once more and by hand. */
class FramesTest {
    private final MappedAtomicBuffer buffer = new MappedAtomicBuffer(ByteBuffer.allocateDirect(64));

    @Test
    void shouldKeepTheTypesWhenNobodyRaisesTheVersion() {
        assertThat(new int[] {
                    Frames.CALL,
                    Frames.DEFINE,
                    Frames.CALL_PART,
                    Frames.STOP,
                    Frames.RESULT,
                    Frames.RESULT_PART,
                    Frames.WANT,
                    Frames.SKIPPED
                })
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(Frames.INITIALIZER_ID).isEqualTo(0);
        assertThat(Frames.INLINE_FUNCTION).isEqualTo(0);
        assertThat(Frames.BATCH).isEqualTo(0x40);
        assertThat(Frames.WHAT_MASK).isEqualTo(0x3f);
        assertThat(Frames.SUCCEEDED).isEqualTo(0);
        assertThat(Frames.FAILED).isEqualTo(1);
        assertThat(Frames.HEADER_LENGTH).isEqualTo(16);
        assertThat(Frames.DEFINE_HEADER_LENGTH).isEqualTo(8);
        assertThat(Invocation.values())
                .containsExactly(Invocation.RUNNABLE, Invocation.CALLABLE, Invocation.FUNCTION, Invocation.BI_FUNCTION);
    }

    @Test
    void shouldKeepTheBodyKindsWhenNobodyRaisesTheVersion() {
        assertThat(new int[] {
                    Body.NONE,
                    Body.NULL,
                    Body.LONG,
                    Body.INT,
                    Body.DOUBLE,
                    Body.BOOLEAN,
                    Body.BYTES,
                    Body.ENCODED,
                    Body.STREAMED
                })
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void shouldPutTheFieldsOfACallWhereTheyBelong() {
        Frames.putCall(buffer, 8, 0x1122334455667788L, 77, Frames.shape(2, Body.LONG));

        assertThat(buffer.getLong(8)).isEqualTo(0x1122334455667788L);
        assertThat(buffer.getInt(16)).isEqualTo(77);
        assertThat(buffer.getInt(20)).isEqualTo(0x0202);
        assertThat(Frames.callId(buffer, 8)).isEqualTo(0x1122334455667788L);
        assertThat(Frames.functionId(buffer, 8)).isEqualTo(77);
        assertThat(Frames.what(Frames.callShape(buffer, 8))).isEqualTo(2);
        assertThat(Frames.bodyKind(Frames.callShape(buffer, 8))).isEqualTo(Body.LONG);
    }

    @Test
    void shouldPutTheFieldsOfAResultAndAPartWhereTheyBelong() {
        Frames.putResult(buffer, 0, 5, Frames.shape(Frames.FAILED, Body.ENCODED), 99);
        Frames.putPart(buffer, 24, 6, 4096);

        assertThat(buffer.getLong(0)).isEqualTo(5);
        assertThat(buffer.getInt(8)).isEqualTo(0x0701);
        assertThat(buffer.getInt(12)).isEqualTo(99);
        assertThat(Frames.resultShape(buffer, 0)).isEqualTo(0x0701);
        assertThat(Frames.resultNanos(buffer, 0)).isEqualTo(99);
        assertThat(buffer.getLong(24)).isEqualTo(6);
        assertThat(buffer.getInt(32)).isEqualTo(4096);
        assertThat(Frames.partOffset(buffer, 24)).isEqualTo(4096);
    }
}
