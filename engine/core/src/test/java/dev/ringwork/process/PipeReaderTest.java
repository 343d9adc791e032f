package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;

class PipeReaderTest {
    private static final int MUCH = 100_000;

    /** Takes what it is given, but for the first time and for the end. */
    private static final class PoorSink implements PipeReader.Sink {
        private int times;
        private int taken;
        private int lost;
        private int ends;

        @Override
        public void take(byte[] bytes, int count) {
            if (times++ == 0) {
                lost = count;
                throw new ScriptedLink.WantOfMemory();
            }
            taken += count;
        }

        @Override
        public void end() {
            ends++;
            throw new ScriptedLink.WantOfMemory();
        }
    }

    /** A writer whose pipe nobody reads waits for ever. */
    @Test
    void shouldReadTheRestWhenThereIsNoMemoryToTakeSomeOfIt() {
        PoorSink sink = new PoorSink();

        new PipeReader(new ByteArrayInputStream(new byte[MUCH]), "worker", sink).run();

        assertThat(sink.lost).isPositive();
        assertThat(sink.taken).isEqualTo(MUCH - sink.lost);
        assertThat(sink.ends).isEqualTo(1);
    }
}
