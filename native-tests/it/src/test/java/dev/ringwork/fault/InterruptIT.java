package dev.ringwork.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.TaskFuture;
import dev.ringwork.process.ProcessPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers are interrupted all the time, wherever they are: their waits throw, and that is all that happens. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class InterruptIT {
    private static final int CALLERS = 3;
    private static final int CALLS = 2_000;
    private static final int PAYLOAD = 2_000;
    private static final long PAUSE_NANOS = 50_000;

    private final AtomicLong interrupted = new AtomicLong();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    @Test
    void shouldFailOnlyWaitsWhenInterruptsRain() throws Exception {
        try (ProcessPool pool =
                ProcessPool.builder().maxWorkers(2).ringCapacity(1 << 14).build()) {
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(new Thread(() -> call(pool), "caller " + i));
            }
            AtomicBoolean over = new AtomicBoolean();
            Thread rain = new Thread(() -> {
                while (!over.get()) {
                    callers.forEach(Thread::interrupt);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            });
            callers.forEach(Thread::start);
            rain.start();
            for (Thread caller : callers) {
                caller.join();
            }
            over.set(true);
            rain.join();

            assertThat(failures).isEmpty();
            assertThat(interrupted.get()).as("waits interrupted").isPositive();
            assertThat(pool.submit(Math::abs, -1).result(Duration.ofSeconds(30)))
                    .isEqualTo(1);
            assertThat(pool.stats().succeeded()).isEqualTo((long) CALLERS * CALLS + 1);
            assertThat(pool.stats().workersLost()).isZero();
            assertThat(pool.stats().lostWakeups()).isZero();
        }
    }

    private void call(ProcessPool pool) {
        try {
            byte[] payload = new byte[PAYLOAD];
            for (int i = 0; i < CALLS; i++) {
                TaskFuture<Integer> future = pool.submit(InterruptIT::length, payload);
                assertThat(stubbornly(future)).isEqualTo(PAYLOAD);
            }
        } catch (Throwable t) {
            failures.add(t);
        }
    }

    private int stubbornly(TaskFuture<Integer> future) throws Exception {
        while (true) {
            try {
                return future.get(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted.getAndIncrement();
            }
        }
    }

    static int length(byte[] payload) {
        return payload.length;
    }
}
