package dev.ringwork.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.TaskFuture;
import dev.ringwork.process.ProcessPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rings far smaller than what goes through them, both full at once: everything arrives. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class FullRingsIT {
    private static final int RING_BYTES = 4096;
    private static final int LARGEST = 200_000;
    private static final int SUBMITTERS = 4;
    private static final int CALLS = 250;
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Nobody takes a result before all calls are submitted, so both directions fill up. */
    @Test
    void shouldGoThroughWhenBothRingsAreFull() throws Exception {
        try (ProcessPool pool =
                ProcessPool.builder().maxWorkers(2).ringCapacity(RING_BYTES).build()) {
            ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < SUBMITTERS; i++) {
                SplittableRandom random = new SplittableRandom(i);
                threads.add(new Thread(() -> {
                    try {
                        echo(pool, random);
                    } catch (Throwable t) {
                        failures.add(t);
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            assertThat(pool.stats().lostWakeups()).isZero();
        }
    }

    private static void echo(ProcessPool pool, SplittableRandom random) throws Exception {
        List<byte[]> sent = new ArrayList<>();
        List<TaskFuture<byte[]>> futures = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            byte[] bytes = new byte[random.nextInt(i % 5 == 0 ? LARGEST : RING_BYTES)];
            random.nextBytes(bytes);
            sent.add(bytes);
            futures.add(pool.submit(FullRingsIT::same, bytes));
        }
        for (int i = 0; i < CALLS; i++) {
            assertThat(futures.get(i).result(SOON)).isEqualTo(sent.get(i));
        }
    }

    static byte[] same(byte[] bytes) {
        return bytes;
    }
}
