package dev.ringwork.bench.plain;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class CpuTimesTest {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long PID = ProcessHandle.current().pid();
    private static final long BUSY_NANOS = 100_000_000;

    @Test
    void shouldNotGoBackByWhatAThreadEverUsedWhenItEnded() {
        CpuTimes before = new CpuTimes(Map.of("1", 500L, "2", 70_000L));
        CpuTimes after = new CpuTimes(Map.of("1", 530L));

        assertThat(after.since(before)).isEqualTo(30);
    }

    @Test
    void shouldCountAllThatAThreadUsedWhenItBeganMeanwhile() {
        CpuTimes before = new CpuTimes(Map.of("1", 500L));
        CpuTimes after = new CpuTimes(Map.of("1", 500L, "3", 40L));

        assertThat(after.since(before)).isEqualTo(40);
    }

    @Test
    void shouldFindWhatAnotherThreadUsedWhenItIsAlive() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(1);
        CpuTimes before = CpuTimes.of(PID);
        long wholeBefore = Proc.cpuNanos(PID);
        Thread thread = new Thread(() -> {
            while (THREADS.getCurrentThreadCpuTime() < BUSY_NANOS) {
                Thread.onSpinWait();
            }
            busy.countDown();
            awaited(end);
        });
        thread.start();
        busy.await();

        CpuTimes after = CpuTimes.of(PID);
        long whole = Proc.cpuNanos(PID) - wholeBefore;
        end.countDown();
        thread.join();

        // The kernel brings a running thread's account up to date at its ticks.
        assertThat(after.since(before)).isGreaterThan(BUSY_NANOS / 2);
        assertThat(whole).isGreaterThan(BUSY_NANOS / 2);
    }

    private static void awaited(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }
}
