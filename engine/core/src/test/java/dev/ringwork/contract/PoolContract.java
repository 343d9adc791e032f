package dev.ringwork.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.PoolExecutor;
import dev.ringwork.TaskFuture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What all contract tests share: pools, made when first asked for and closed at the end, and gates. All are of the semantic
 * suite, which can be run alone.
 */
@Tag("semantics")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class PoolContract {
    /** Far more than anything takes, to bound what would otherwise wait for ever. */
    protected static final Duration LONG = Duration.ofSeconds(30);
    /** Long enough to be a real wait, for waits that are to run out. */
    protected static final Duration SHORT = Duration.ofMillis(20);

    @TempDir
    protected Path directory;

    private final PoolSource source;
    private final List<PoolExecutor> ownPools = new ArrayList<>();
    private final List<Gate> gates = new ArrayList<>();
    private PoolExecutor shared;

    protected PoolContract(PoolSource source) {
        this.source = source;
    }

    protected final PoolSource source() {
        return source;
    }

    protected final int workers() {
        return source.workers();
    }

    /** The pool that the tests of a class share; each leaves it idle and open. */
    protected final PoolExecutor pool() {
        if (shared == null) {
            shared = source.make(workers());
        }
        return shared;
    }

    /** A pool of the usual size for this test alone. */
    protected final PoolExecutor newPool() {
        return own(source.make(workers()));
    }

    /** Closes a pool after the test. */
    protected final PoolExecutor own(PoolExecutor pool) {
        ownPools.add(pool);
        return pool;
    }

    /** A closed gate, opened after the test at the latest. */
    protected final Gate gate() {
        Gate gate = new Gate(directory, "gate" + gates.size());
        gates.add(gate);
        return gate;
    }

    /** Submits a task that has begun when this returns and ends when its gate is opened. */
    protected final TaskFuture<Integer> blocked(PoolExecutor on, Gate gate, int value) throws InterruptedException {
        TaskFuture<Integer> future = on.submit(Tasks::passThen, gate, value);
        gate.awaitArrival();
        return future;
    }

    /** Keeps every worker of a pool of the usual size busy until the gate is opened; returns what they run. */
    protected final List<TaskFuture<Integer>> occupy(PoolExecutor on, Gate gate) throws InterruptedException {
        List<TaskFuture<Integer>> running = new ArrayList<>();
        for (int i = 0; i < workers(); i++) {
            running.add(blocked(on, gate.door(i), i));
        }
        return running;
    }

    protected final List<TaskFuture<Integer>> submit(PoolExecutor on, int count) {
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            futures.add(on.submit(Tasks::twice, i));
        }
        return futures;
    }

    /** Waits for what nothing tells of. */
    protected static void eventually(Callable<Boolean> condition) {
        Awaitility.await()
                .dontCatchUncaughtExceptions()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(LONG)
                .until(condition);
    }

    @AfterEach
    final void leaveIdle() {
        gates.forEach(Gate::open);
        gates.clear();
        ownPools.forEach(PoolExecutor::close);
        ownPools.clear();
        if (shared != null) {
            eventually(() -> shared.stats().pending() == 0);
        }
    }

    @AfterAll
    final void close() {
        if (shared != null) {
            shared.close();
            assertThat(shared.stats().lostWakeups()).isZero();
        }
    }
}
