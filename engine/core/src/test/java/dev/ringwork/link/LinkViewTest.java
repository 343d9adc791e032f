package dev.ringwork.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.ringwork.memory.MappedAtomicBuffer;
import dev.ringwork.memory.MappedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A link file, seen by somebody who has no part in it. */
class LinkViewTest {
    private static final LinkSpec SPEC = new LinkSpec(4, 4096, 8192);
    private static final int HEADER = 8;

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void chooseFile() {
        file = directory.resolve("link");
    }

    @Test
    void shouldShowWhatBothSidesHaveDoneWhenALinkIsInUse() throws IOException {
        try (Link link = Link.create(file, SPEC, 77)) {
            assertThat(LinkView.of(file))
                    .isEqualTo(
                            new LinkView(ProcessHandle.current().pid(), WorkerState.STARTING, 0, false, true, 0, 0, 0));
            link.workerStateRelease(WorkerState.READY);
            link.beatRelease();
            link.workerDoor().parkVolatile();
            link.coordinatorDoor().unparkRelease();
            for (long call = 1; call <= 3; call++) {
                link.claims().queueRelease(call);
            }
            link.claims().claim(1);
            link.claims().revoke(2);
            MappedAtomicBuffer body = new MappedAtomicBuffer(ByteBuffer.allocateDirect(64));
            link.calls().write(1, body, 0, 64 - HEADER);
            link.results().write(1, body, 0, 32 - HEADER);

            assertThat(LinkView.of(file))
                    .isEqualTo(
                            new LinkView(ProcessHandle.current().pid(), WorkerState.READY, 1, true, false, 1, 64, 32));
        }
    }

    @Test
    void shouldSayWhatIsWrongWhenAFileIsNoLink() throws IOException {
        Files.write(file, new byte[100]);
        assertThatIOException()
                .isThrownBy(() -> LinkView.of(file))
                .withMessageContaining("path=" + file + " length=100")
                .withMessageContaining("look again");
        Files.write(file, new byte[SPEC.fileLength()]);
        assertThatIOException().isThrownBy(() -> LinkView.of(file)).withMessageContaining("version=0");
        Files.delete(file);
        Link.create(file, SPEC, 77).close();
        spoil(LinkLayout.MAGIC_OFFSET);
        assertThatIOException().isThrownBy(() -> LinkView.of(file)).withMessageContaining("magic=");
        Files.delete(file);
        Link.create(file, SPEC, 77).close();
        spoil(LinkLayout.CALL_CAPACITY_OFFSET);
        assertThatIOException().isThrownBy(() -> LinkView.of(file)).withMessageContaining("it is spoilt");
    }

    private void spoil(int offset) throws IOException {
        try (MappedFile whole = MappedFile.open(file, SPEC.fileLength())) {
            whole.buffer().putByte(offset, (byte) (whole.buffer().getByte(offset) ^ 1));
        }
    }
}
