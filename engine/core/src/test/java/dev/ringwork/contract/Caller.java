package dev.ringwork.contract;

import dev.ringwork.CompletionWaiter;
import dev.ringwork.TaskFuture;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A call in a thread of its own, which can be seen to wait for a future. */
final class Caller<T> {
    private static final long LOOK_NANOS = 50_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** How long something must not happen, where only time can tell that it doesn't. */
    private static final long WHILE_MILLIS = 200;

    private final FutureTask<T> call;
    private final Thread thread;

    private Caller(Callable<T> call) {
        this.call = new FutureTask<>(call);
        thread = new Thread(this.call, "caller");
        thread.setDaemon(true);
    }

    static <T> Caller<T> start(Callable<T> call) {
        Caller<T> caller = new Caller<>(call);
        caller.thread.start();
        return caller;
    }

    /** Whether it is parked right now until a future is done, or one of several. */
    private boolean isWaiting() {
        Object blocker = LockSupport.getBlocker(thread);
        return blocker instanceof TaskFuture || blocker instanceof CompletionWaiter;
    }

    /** Returns once it is seen to wait, attached to its futures. */
    void awaitWaiting() {
        await(this::isWaiting, "a caller waits");
    }

    /** Whether it waited for a future at all, or came to its end without. */
    boolean hadToWait() {
        boolean[] seen = new boolean[1];
        await(
                () -> {
                    seen[0] = isWaiting();
                    return seen[0] || !thread.isAlive();
                },
                "a caller waits or ends");
        return seen[0];
    }

    /** Whether it has not returned after a while in which it could have. */
    boolean goesOnWaiting() throws InterruptedException {
        thread.join(WHILE_MILLIS);
        return thread.isAlive();
    }

    void interrupt() {
        thread.interrupt();
    }

    T result() throws InterruptedException, ExecutionException, TimeoutException {
        return call.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What the call threw; null when it returned. */
    Throwable failure() throws InterruptedException, TimeoutException {
        try {
            result();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    /** Returns once so much time has passed on the clock that deadlines are counted by. */
    static void awaitClock(long sinceNanos, Duration passed) {
        await(() -> System.nanoTime() - sinceNanos > passed.toNanos(), "time passes");
    }

    private static void await(BooleanSupplier condition, String rule) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT.toNanos()) {
                throw new IllegalStateException(rule + ": limit=" + LIMIT);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
