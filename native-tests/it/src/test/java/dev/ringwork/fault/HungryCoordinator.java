package dev.ringwork.fault;

import static org.awaitility.Awaitility.await;

import dev.ringwork.TaskFuture;
import dev.ringwork.contract.Tasks;
import dev.ringwork.process.OnWorkerDeath;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.ProcessPoolBuilder;
import dev.ringwork.process.WorkerOutput;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * A coordinator whose heap is filled to the last bytes and emptied again, all the time, while it has calls run in one pool after the
 * other and waits for each of their futures. At the end it says in a line what it saw.
 *
 * <p>Arguments: a mark for the workers' command lines, the pools' policy, for how many seconds.
 */
final class HungryCoordinator {
    private static final int BATCH = 200;
    private static final int BATCHES_A_POOL = 8;
    private static final int LARGEST_PIECE = 1 << 16;
    private static final int SMALLEST_PIECE = 16;
    private static final long FULL_NANOS = 20_000_000;
    private static final long EMPTY_NANOS = 150_000_000;
    /** A future that isn't done after this is lost. */
    private static final long LOST_SECONDS = 60;

    private final String mark;
    private final OnWorkerDeath policy;
    private final Thread hog = new Thread(this::fillAndEmpty, "hog");
    /** Made before there is no memory for it. */
    private final TaskFuture<?>[] futures = new TaskFuture<?>[BATCH];

    private long refused;
    private long succeeded;
    private long failed;
    private long wrong;
    private long lost;
    private long pools;
    /** Written by the thread that fills; read once that has ended. */
    private long filled;

    private volatile boolean over;

    /** Bytes in a chain that takes no larger piece of memory as it grows. */
    private record Piece(Piece next, byte[] bytes) {}

    private HungryCoordinator(String mark, OnWorkerDeath policy) {
        this.mark = mark;
        this.policy = policy;
    }

    public static void main(String[] arguments) {
        HungryCoordinator coordinator = new HungryCoordinator(arguments[0], OnWorkerDeath.valueOf(arguments[1]));
        coordinator.useAPool(); // loads what it takes,
        coordinator.loseAWorker(); // a death, too
        System.out.println("up");
        coordinator.hog.setDaemon(true);
        coordinator.hog.start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[2]));
        while (System.nanoTime() - end < 0 && coordinator.lost == 0) {
            coordinator.useAPool();
        }
        coordinator.over = true;
        join(coordinator.hog);
        System.out.println("pools=" + coordinator.pools + " filled=" + coordinator.filled + " succeeded="
                + coordinator.succeeded + " failed=" + coordinator.failed + " refused=" + coordinator.refused
                + " wrong=" + coordinator.wrong + " lost=" + coordinator.lost);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void fillAndEmpty() {
        while (!over) {
            Piece all = null;
            for (int size = LARGEST_PIECE; size >= SMALLEST_PIECE; size /= 4) {
                try {
                    while (true) {
                        all = new Piece(all, new byte[size]);
                    }
                } catch (OutOfMemoryError e) {
                    filled++;
                }
            }
            LockSupport.parkNanos(FULL_NANOS);
            all = null;
            LockSupport.parkNanos(EMPTY_NANOS);
        }
    }

    private ProcessPoolBuilder builder() {
        return ProcessPool.builder()
                .maxWorkers(2)
                .workerHeap("16m")
                .jvmArguments(mark, "-XX:TieredStopAtLevel=1")
                .workerOutput(WorkerOutput.discard())
                .onWorkerDeath(policy);
    }

    // What follows may find no memory at any step; what it accepted must end all the same.

    private void useAPool() {
        ProcessPool pool = null;
        try {
            pool = builder().build();
        } catch (OutOfMemoryError e) {
            refused++;
            return;
        }
        for (int batch = 0; batch < BATCHES_A_POOL && !pool.isShutdown() && lost == 0; batch++) {
            runBatch(pool);
        }
        close(pool);
        pools++;
    }

    private void runBatch(ProcessPool pool) {
        for (int i = 0; i < BATCH; i++) {
            futures[i] = null;
            try {
                futures[i] = pool.submit(Tasks::twice, i);
            } catch (OutOfMemoryError | RejectedExecutionException e) {
                refused++;
            }
        }
        for (int i = 0; i < BATCH; i++) {
            if (futures[i] != null) {
                take(pool, futures[i], i);
            }
        }
    }

    private void take(ProcessPool pool, TaskFuture<?> future, int number) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LOST_SECONDS);
        while (System.nanoTime() - end < 0) {
            try {
                Object value = future.get(LOST_SECONDS, TimeUnit.SECONDS);
                succeeded++;
                if (!(value instanceof Integer twice) || twice != 2 * number) {
                    wrong++;
                }
                return;
            } catch (OutOfMemoryError e) {
                refused++; // there was none for waiting, or for saying how it ended
            } catch (ExecutionException | CancellationException e) {
                failed++;
                return;
            } catch (TimeoutException | InterruptedException e) {
                break;
            }
        }
        lost++;
        over = true; // to say which one it takes memory
        join(hog);
        System.out.println("lost: " + future + " " + pool.stats() + " " + pool.workers());
    }

    private void loseAWorker() {
        try (ProcessPool pool = builder().build()) {
            pool.submit(Tasks::twice, 1).result();
            ProcessHandle.of(pool.workers().get(0).pid()).orElseThrow().destroyForcibly();
            await().atMost(LOST_SECONDS, TimeUnit.SECONDS)
                    .until(() -> pool.stats().workersLost() > 0);
        }
    }

    private void close(ProcessPool pool) {
        boolean closed = false;
        while (!closed) {
            try {
                pool.shutdown();
                closed = pool.awaitTermination(LOST_SECONDS, TimeUnit.SECONDS);
                if (!closed) {
                    lost++;
                    return;
                }
            } catch (OutOfMemoryError e) {
                refused++;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
