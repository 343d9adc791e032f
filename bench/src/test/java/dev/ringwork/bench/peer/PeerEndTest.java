package dev.ringwork.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerEndTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** As the kernel closes the pipe of a parent that was killed. */
    @Test
    void shouldRemoveWhatIsSharedWhenTheParentIsGone(@TempDir Path directory) throws IOException {
        Path shared = Files.createFile(directory.resolve("shared"));
        Process peer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BulkPeer.class.getName(),
                        shared.toString(),
                        "4096")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();

        peer.getOutputStream().close();

        assertThat(peer.onExit()).succeedsWithin(SOON);
        assertThat(shared).doesNotExist();
    }

    @Test
    void shouldLeaveNothingWhenAPeerIsClosed() throws IOException {
        BulkPeer peer = new BulkPeer(4096);
        Path shared = peer.file();
        try (peer) {
            assertThat(peer.roundTrip(new byte[4096])).hasSize(4096);
            assertThat(shared).exists();
        }

        assertThat(shared).doesNotExist();
    }
}
