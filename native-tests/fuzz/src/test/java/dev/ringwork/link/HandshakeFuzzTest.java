package dev.ringwork.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ringwork.WorkerProtocolException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What stands on a worker's stdin is a handshake, read to its last byte and no further, or refused. */
class HandshakeFuzzTest {
    /** NULs that follow. */
    private static final int BELLS = 2;

    private static final int PATH_LENGTH_OFFSET = Long.BYTES + Integer.BYTES;
    /** The sizes of the link, the four numbers, and the initializer's length. */
    private static final int NUMBERS_LENGTH = 3 * Integer.BYTES + 4 * Long.BYTES + Integer.BYTES;

    @FuzzTest(maxDuration = "2m")
    void handshakeOfAnyBytes(byte[] bytes) throws IOException {
        byte[] withBells = Arrays.copyOf(bytes, bytes.length + BELLS);
        ByteArrayInputStream in = new ByteArrayInputStream(withBells);
        Handshake handshake;
        try {
            handshake = Handshake.read(new DataInputStream(in));
        } catch (IOException | WorkerProtocolException | IllegalArgumentException e) {
            assertThat(e).isNotNull(); // refused
            return;
        }
        int pathLength = Short.toUnsignedInt(ByteBuffer.wrap(withBells).getShort(PATH_LENGTH_OFFSET));
        assertThat(withBells.length - in.available())
                .as("bells that follow are left")
                .isEqualTo(PATH_LENGTH_OFFSET
                        + Short.BYTES
                        + pathLength
                        + NUMBERS_LENGTH
                        + handshake.initializer().length);
        assertThat(again(handshake))
                .usingRecursiveComparison()
                .as("it says what it said")
                .isEqualTo(handshake);
    }

    private static Handshake again(Handshake handshake) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        handshake.write(new DataOutputStream(bytes));
        return Handshake.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }
}
