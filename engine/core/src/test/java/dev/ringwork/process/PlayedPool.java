package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringwork.run.Invocation;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.Frames;
import dev.ringwork.wire.ValueCodec;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A pool whose supervisor is the real one and whose workers are played. */
abstract class PlayedPool {
    static final long LIMIT_SECONDS = 20;

    private static final ValueCodec CODEC =
            new ValueCodec(PlayedPool.class.getClassLoader(), ValueCodec.defaultFilter(), List.of());
    private static final FunctionDef FUNCTION = new FunctionDef(1, new byte[8], "any");

    @TempDir
    private Path directory;

    PlayedWorkers launcher;
    ProcessPoolCore pool;

    final ProcessPoolCore start(int maxWorkers) {
        return start(ProcessPool.builder().maxWorkers(maxWorkers));
    }

    final ProcessPoolCore start(ProcessPoolBuilder builder) {
        ProcessPoolOptions options = builder.directory(directory).options();
        launcher = new PlayedWorkers(options, directory);
        pool = new ProcessPoolCore("played", options, CODEC, launcher);
        pool.start();
        return pool;
    }

    /** Workers that come up. */
    final List<PlayedWorkers.Worker> prestart(ProcessPoolBuilder builder) {
        start(builder).crew().prestart();
        await().until(() -> launcher.workers.size() == pool.crew().limit());
        return launcher.workers;
    }

    /** So many workers that take calls. */
    final List<PlayedWorkers.Worker> startUp(int count) {
        prestart(ProcessPool.builder().maxWorkers(count));
        launcher.workers.forEach(PlayedWorkers.Worker::comeUp);
        await().until(() -> pool.crew().infos().stream().allMatch(worker -> worker.state() == WorkerInfo.State.IDLE));
        return launcher.workers;
    }

    @AfterEach
    void end() throws InterruptedException {
        pool.endWorkers(false);
        awaitTermination();
    }

    final void awaitTermination() throws InterruptedException {
        assertThat(pool.lifecycle().awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS))
                .as("the pool ends")
                .isTrue();
    }

    class Call extends ProcessCall<Object> {
        Call() {
            super(pool, FUNCTION, Frames.shape(Invocation.FUNCTION.ordinal(), Body.NONE), 0, null);
            pool.lifecycle().admitAlways();
        }
    }

    final Call dispatched() {
        Call call = new Call();
        pool.dispatch(call);
        return call;
    }
}
