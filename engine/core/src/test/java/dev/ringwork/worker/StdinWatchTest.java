package dev.ringwork.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ringwork.link.HookedMemory;
import dev.ringwork.link.Link;
import dev.ringwork.link.LinkSpec;
import dev.ringwork.link.PlainMemory;
import dev.ringwork.link.TestLinks;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class StdinWatchTest {
    private static final LinkSpec SPEC = new LinkSpec(4, 4096, 4096);

    /** Ends the watch, which otherwise ends with its process. */
    private static final class End extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void shouldGoOnWatchingWhenThereIsNoMemoryForAMoment() {
        HookedMemory memory = new HookedMemory(new PlainMemory(SPEC.fileLength()));
        Link link = TestLinks.create(memory, SPEC, 1);
        // The link names this process as the coordinator, which it is not the child of: it is an orphan at its first
        // whole look.
        StdinWatch watch = new StdinWatch(InputStream.nullInputStream(), link, () -> {
            throw new End();
        });
        memory.before(0, () -> {
            throw new OutOfMemoryError("there is none in this test");
        });

        assertThatExceptionOfType(End.class).isThrownBy(watch::run);

        assertThat(memory.wasDone()).isTrue();
        assertThat(link.heartbeatAcquire()).isEqualTo(1);
    }
}
