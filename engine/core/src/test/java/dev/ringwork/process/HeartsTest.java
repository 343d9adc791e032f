package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ringwork.run.Invocation;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.Frames;
import dev.ringwork.wire.ValueCodec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers whose hearts the test beats, in a pool whose crew never starts. */
@Timeout(20)
class HeartsTest {
    private static final ValueCodec CODEC =
            new ValueCodec(HeartsTest.class.getClassLoader(), ValueCodec.defaultFilter(), List.of());
    private static final FunctionDef FUNCTION = new FunctionDef(1, new byte[8], "any");
    private static final int LOOKS = 4;

    @TempDir
    private Path directory;

    private ProcessPoolCore pool;
    private Hearts hearts;
    private WorkerHandle worker;
    private PlayedWorkers.Worker played;

    @BeforeEach
    void open() throws Exception {
        ProcessPoolOptions options =
                ProcessPool.builder().maxWorkers(1).directory(directory).options();
        PlayedWorkers launcher = new PlayedWorkers(options, directory);
        pool = new ProcessPoolCore("unstarted", options, CODEC, launcher);
        hearts = new Hearts(pool, null);
        worker = launcher.launch(0, link -> pool.newChannel(0, "worker", link), new DeafOwner());
        played = launcher.workers.get(0);
        pool.opened(worker.channel());
    }

    @AfterEach
    void close() {
        played.exit(0);
        worker.closeLinkFile();
    }

    private ProcessCall<Object> placed() {
        pool.lifecycle().admitAlways();
        ProcessCall<Object> call =
                new ProcessCall<>(pool, FUNCTION, Frames.shape(Invocation.FUNCTION.ordinal(), Body.NONE), 0, null);
        assertThat(worker.channel().place(call)).isTrue();
        return call;
    }

    private void beatThenStandStill() {
        played.link.beatRelease();
        for (int look = 0; look < LOOKS; look++) {
            hearts.look(worker);
        }
    }

    @Test
    void shouldTakeCallsBackAtALaterLookWhenThereIsNoMemoryAtFirst() {
        ProcessCall<Object> call = placed();
        played.failAtNextRevoke();
        assertThatExceptionOfType(ScriptedLink.WantOfMemory.class).isThrownBy(this::beatThenStandStill);

        hearts.look(worker);

        assertThat(worker.isSuspect()).isTrue();
        assertThat(call.channel).as("it waits for a worker that goes on").isNull();
    }

    @Test
    void shouldGiveCallsAgainWhenTheHeartBeatsAgain() {
        ProcessCall<Object> call = placed();
        beatThenStandStill();
        assertThat(call.channel).isNull();

        played.link.beatRelease();
        hearts.look(worker);

        assertThat(worker.isSuspect()).isFalse();
        assertThat(call.channel).isSameAs(worker.channel());
    }
}
