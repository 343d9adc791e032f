package dev.ringwork.contract;

import dev.ringwork.PoolExecutor;
import dev.ringwork.TaskFuture;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What all contract tests share: a pool, made when first asked for and closed at the end, and gates. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class PoolContract {
    @TempDir
    protected Path directory;

    private PoolExecutor pool;
    private int gates;

    protected abstract PoolExecutor newPool(int workers);

    /** A pool of this many workers, closed after the test. */
    protected final PoolExecutor pool(int workers) {
        pool = newPool(workers);
        return pool;
    }

    protected final Gate gate() {
        return new Gate(directory, "gate" + gates++);
    }

    /** Submits a task that has begun when this returns and ends when its gate is opened. */
    protected final TaskFuture<Integer> blocked(PoolExecutor on, Gate gate, int value) throws InterruptedException {
        TaskFuture<Integer> future = on.submit(Tasks::passThen, gate, value);
        gate.awaitArrival();
        return future;
    }

    @AfterEach
    final void close() {
        if (pool != null) {
            pool.close();
        }
    }
}
