package dev.ringwork.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.PoolExecutor;
import dev.ringwork.TaskFuture;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Pools that the program lets go of without a word. */
public abstract class DropContract extends PoolContract {
    private static final int ROUNDS = 300;
    private static final long PAUSE_NANOS = 1_000_000;

    protected DropContract(PoolSource source) {
        super(source);
    }

    /** What pools of this kind consist of and is there now: threads, processes. */
    protected abstract Set<?> parts();

    private Set<?> newParts(Set<?> before) {
        Set<?> fresh = new HashSet<>(parts());
        fresh.removeAll(before);
        assertThat(fresh).isNotEmpty();
        return fresh;
    }

    private void assertGo(Set<?> parts) {
        eventually(() -> {
            System.gc();
            return Collections.disjoint(parts(), parts);
        });
    }

    @Test
    void shouldNeverBeRejectedWhenSubmittedToAPoolThatIsDroppedAtOnce() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Thread collector = new Thread(() -> {
            while (!over.get()) {
                System.gc();
                LockSupport.parkNanos(PAUSE_NANOS); // so that something else runs, too
            }
        });
        collector.start();
        try {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int round = 0; round < source().rounds(ROUNDS); round++) {
                futures.add(source().make(1).submit(Tasks::twice, round));
                if (futures.size() == 20) {
                    assertResults(futures, round - 19);
                }
            }
            assertResults(futures, source().rounds(ROUNDS) - futures.size());
        } finally {
            over.set(true);
            collector.join();
        }
    }

    private static void assertResults(List<TaskFuture<Integer>> futures, int first) {
        for (int i = 0; i < futures.size(); i++) {
            assertThat(futures.get(i).result(LONG)).isEqualTo(2 * (first + i));
        }
        futures.clear();
    }

    private List<TaskFuture<Integer>> submitToADroppedPool(Gate gate) throws InterruptedException {
        PoolExecutor dropped = source().make(workers());
        List<TaskFuture<Integer>> futures = occupy(dropped, gate);
        futures.addAll(submit(dropped, 20));
        return futures;
    }

    @Test
    void shouldCompleteItsWorkAndGoWhenDropped() throws Exception {
        Gate gate = gate();
        Set<?> before = parts();
        List<TaskFuture<Integer>> futures = submitToADroppedPool(gate);
        Set<?> fresh = newParts(before);
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        assertThat(futures).noneMatch(TaskFuture::isCancelled);

        gate.open();

        for (TaskFuture<Integer> future : futures) {
            future.result(LONG);
        }
        assertGo(fresh);
    }

    private WeakReference<PoolExecutor> dropIdlePool() {
        PoolExecutor pool = source().make(1);
        pool.submit(Tasks::twice, 1).result(LONG);
        return new WeakReference<>(pool);
    }

    @Test
    void shouldGoWhenItIsIdleAndDropped() {
        Set<?> before = parts();
        WeakReference<PoolExecutor> dropped = dropIdlePool();
        Set<?> fresh = newParts(before);

        assertGo(fresh);
        assertThat(dropped.get()).isNull();
    }

    @Test
    @DisplayName("test_no_stale_references")
    void shouldRetainNeitherTasksNorResultsWhenTheyAreOver() throws Exception {
        PoolExecutor pool = pool();
        WeakReference<Object> argument = submitAndForget(pool);

        eventually(() -> {
            System.gc();
            return argument.get() == null;
        });
    }

    private static WeakReference<Object> submitAndForget(PoolExecutor pool) {
        String big = new String(new char[1000]);
        pool.submit(Tasks::sameText, big).result(LONG);
        return new WeakReference<>(big);
    }
}
