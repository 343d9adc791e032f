package dev.ringwork.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ringwork.WorkerProtocolException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
    private static final byte[] INITIALIZER = {5, 6, 7};

    private static byte[] written() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new Handshake(Path.of("/a/link"), new LinkSpec(4, 4096, 8192), 77, 4711, 500_000, 20_000, INITIALIZER)
                .write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static Handshake read(byte[] bytes) throws IOException {
        return Handshake.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    @Test
    void shouldReadWhatWasWritten() throws IOException {
        Handshake read = read(written());
        assertThat(read.path()).isEqualTo(Path.of("/a/link"));
        assertThat(read.spec()).isEqualTo(new LinkSpec(4, 4096, 8192));
        assertThat(read.epoch()).isEqualTo(77);
        assertThat(read.coordinatorPid()).isEqualTo(4711);
        assertThat(read.beatNanos()).isEqualTo(500_000);
        assertThat(read.spinNanos()).isEqualTo(20_000);
        assertThat(read.initializer()).isEqualTo(INITIALIZER);
    }

    @Test
    void shouldRefuseAnotherVersion() throws IOException {
        byte[] bytes = written();
        ByteBuffer.wrap(bytes).putInt(Long.BYTES, LinkLayout.VERSION + 1);
        assertThatExceptionOfType(WorkerProtocolException.class)
                .isThrownBy(() -> read(bytes))
                .withMessageContaining("version=" + (LinkLayout.VERSION + 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, (1 << 26) + 1, 1 << 29})
    void shouldTakeNoMemoryForALengthThatIsOnlyAnnounced(int length) throws IOException {
        byte[] bytes = written();
        ByteBuffer.wrap(bytes).putInt(bytes.length - INITIALIZER.length - Integer.BYTES, length);
        assertThatExceptionOfType(WorkerProtocolException.class)
                .isThrownBy(() -> read(bytes))
                .withMessageContaining("length=" + length);
    }
}
