package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.link.PlainMemory;
import dev.ringwork.link.TestLinks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class WorkerHandleTest {
    private final PlainMemory memory = new PlainMemory(ScriptedLink.SPEC.fileLength());

    /** Hears of an exit at the third attempt. */
    private static final class PoorOwner extends DeafOwner {
        final CountDownLatch attempts = new CountDownLatch(3);

        @Override
        public void exited(WorkerHandle worker) {
            attempts.countDown();
            if (attempts.getCount() > 0) {
                throw new ScriptedLink.WantOfMemory();
            }
        }
    }

    @Test
    void shouldTellAnExitAgainWhenThereWasNoMemoryToHearOfIt(@TempDir Path directory) throws Exception {
        PoorOwner owner = new PoorOwner();
        WorkerHandle worker = handle(directory, new ScriptedLink(memory, memory), owner);

        worker.start();

        assertThat(owner.attempts.await(10, TimeUnit.SECONDS)).isTrue();
        worker.closeLinkFile();
    }

    /** It begins a call before the thread that hears it say that it is ready has been given time. */
    @Test
    void shouldBeBusyWhenItRunsACallThoughNobodyHasHeardThatItIsReady(@TempDir Path directory) throws Exception {
        ScriptedLink link = ScriptedLink.withInitializer(memory, memory);
        WorkerHandle worker = handle(directory, link, new PoorOwner());
        ProcessCall<Object> call = ScriptedLink.square(2);
        assertThat(link.place(call)).isTrue();
        assertThat(worker.info().state()).isEqualTo(WorkerInfo.State.STARTING);

        TestLinks.open(memory, ScriptedLink.SPEC, ScriptedLink.EPOCH).claims().claim(call.id);

        assertThat(worker.info().state()).isEqualTo(WorkerInfo.State.BUSY);
        worker.closeLinkFile();
    }

    private static WorkerHandle handle(Path directory, ScriptedLink link, WorkerHandle.Owner owner) throws IOException {
        return new WorkerHandle(
                0,
                link.channel,
                new ProcessBuilder("true").start(),
                LinkFile.create(directory),
                new CrashReports(directory, List.of()),
                new byte[8],
                WorkerOutput.discard(),
                owner);
    }
}
