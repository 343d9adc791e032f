package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.link.PlainMemory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class WorkerHandleTest {
    /** Hears of an exit at the third attempt. */
    private static final class PoorOwner implements WorkerHandle.Owner {
        final CountDownLatch attempts = new CountDownLatch(3);

        @Override
        public void exited(WorkerHandle worker) {
            attempts.countDown();
            if (attempts.getCount() > 0) {
                throw new ScriptedLink.WantOfMemory();
            }
        }

        @Override
        public void pipeEnded(WorkerHandle worker) {}

        @Override
        public void ready(WorkerHandle worker) {}

        @Override
        public void abandoned(Process process) {}
    }

    @Test
    void shouldTellAnExitAgainWhenThereWasNoMemoryToHearOfIt(@TempDir Path directory) throws Exception {
        PlainMemory memory = new PlainMemory(ScriptedLink.SPEC.fileLength());
        LinkFile file = LinkFile.create(directory);
        PoorOwner owner = new PoorOwner();
        WorkerHandle worker = new WorkerHandle(
                0,
                new ScriptedLink(memory, memory).channel,
                new ProcessBuilder("true").start(),
                file,
                new CrashReports(directory, List.of()),
                new byte[8],
                WorkerOutput.discard(),
                owner);

        worker.start();

        assertThat(owner.attempts.await(10, TimeUnit.SECONDS)).isTrue();
        worker.closeLinkFile();
    }
}
