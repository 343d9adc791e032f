package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.WorkerDiedException;
import dev.ringwork.WorkerProtocolException;
import dev.ringwork.link.WorkerState;
import dev.ringwork.run.Invocation;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.Frames;
import dev.ringwork.wire.ValueCodec;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Workers that end because a task has used up their heap, or because this JVM's is full, and one that only looks like it. */
@Timeout(60)
class OutOfMemoryDeathTest {
    private static final ValueCodec CODEC =
            new ValueCodec(OutOfMemoryDeathTest.class.getClassLoader(), ValueCodec.defaultFilter(), List.of());
    private static final FunctionDef FUNCTION = new FunctionDef(1, new byte[8], "any");
    /** With which a worker ends whose heap is used up. */
    private static final int EXIT_CODE = 72;

    @TempDir
    private Path directory;

    private PlayedWorkers launcher;
    private ProcessPoolCore pool;

    private PlayedWorkers.Worker startUp(OnWorkerDeath policy) {
        ProcessPoolOptions options = ProcessPool.builder()
                .maxWorkers(1)
                .directory(directory)
                .onWorkerDeath(policy)
                .options();
        launcher = new PlayedWorkers(options, directory);
        pool = new ProcessPoolCore("played", options, CODEC, launcher);
        pool.start();
        pool.crew().prestart();
        await().until(() -> launcher.workers.size() == 1);
        launcher.workers.get(0).comeUp();
        await().until(() -> pool.crew().infos().get(0).state() == WorkerInfo.State.IDLE);
        return launcher.workers.get(0);
    }

    @AfterEach
    void end() throws InterruptedException {
        pool.endWorkers(false);
        assertThat(pool.lifecycle().awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    private ProcessCall<Object> dispatched() {
        pool.lifecycle().admitAlways();
        ProcessCall<Object> call =
                new ProcessCall<>(pool, FUNCTION, Frames.shape(Invocation.FUNCTION.ordinal(), Body.NONE), 0, null);
        pool.dispatch(call);
        return call;
    }

    private static Throwable failure(ProcessCall<Object> call) {
        await().until(call::isDone);
        return call.exception();
    }

    @ParameterizedTest
    @EnumSource
    void shouldFailTheCallThatUsedUpTheHeapAndGoOn(OnWorkerDeath policy) {
        PlayedWorkers.Worker worker = startUp(policy);
        ProcessCall<Object> running = dispatched();
        worker.begin(running);
        ProcessCall<Object> behind = dispatched();

        worker.link.workerStateRelease(WorkerState.OUT_OF_MEMORY);
        worker.exit(EXIT_CODE);

        assertThat(failure(running)).isInstanceOf(OutOfMemoryError.class).hasMessageContaining("raise workerHeap");
        await().until(() -> launcher.workers.size() == 2 && behind.channel != null);
        launcher.workers.get(1).begin(behind);
        assertThat(pool.lifecycle().isClosed()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void shouldFailTheCallAndGoOnWhenThereIsNoMemoryHereToTakeResults(OnWorkerDeath policy) {
        PlayedWorkers.Worker worker = startUp(policy);
        ProcessCall<Object> running = dispatched();
        worker.begin(running);
        ProcessCall<Object> behind = dispatched();

        pool.corrupt(running.channel, new WorkerProtocolException("asked for", new ScriptedLink.WantOfMemory()));

        assertThat(failure(running)).isInstanceOf(OutOfMemoryError.class).hasMessageContaining("-Xmx");
        await().until(() -> launcher.workers.size() == 2 && behind.channel != null);
        launcher.workers.get(1).begin(behind);
        assertThat(pool.lifecycle().isClosed()).isFalse();
    }

    @Test
    void shouldBeADeathLikeAnyOtherWhenATaskExitsWithThatCode() {
        PlayedWorkers.Worker worker = startUp(OnWorkerDeath.BREAK_POOL);
        ProcessCall<Object> running = dispatched();
        worker.begin(running);

        worker.exit(EXIT_CODE);

        assertThat(failure(running))
                .isInstanceOf(BrokenExecutorException.class)
                .hasCauseInstanceOf(WorkerDiedException.class)
                .hasMessageContaining("exitCode=" + EXIT_CODE);
    }
}
