package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pool needs its supervisor whatever fails in it. */
@Timeout(20)
class SupervisorTest {
    private static final long PERIOD_NANOS = 1_000_000L;

    private final Supervisor supervisor = new Supervisor("supervisor of a test");

    @AfterEach
    void end() {
        supervisor.tell(supervisor::end);
    }

    @Test
    void shouldGoOnWhenACommandFails() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        supervisor.start();
        supervisor.tell(() -> {
            throw new ScriptedLink.WantOfMemory();
        });

        supervisor.tell(done::countDown);

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldDoAgainWhatFails() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(3);
        supervisor.every(PERIOD_NANOS, () -> {
            done.countDown();
            throw new ScriptedLink.WantOfMemory();
        });

        supervisor.start();

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldDoWhatIsScheduledWhenThereIsNoMemoryAtFirst() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(2);
        supervisor.schedule(PERIOD_NANOS, () -> {
            done.countDown();
            if (done.getCount() > 0) {
                throw new ScriptedLink.WantOfMemory();
            }
        });

        supervisor.start();

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldDoOnceWhatIsScheduled() throws InterruptedException {
        AtomicInteger times = new AtomicInteger();
        CountDownLatch later = new CountDownLatch(1);
        supervisor.schedule(PERIOD_NANOS, times::getAndIncrement);
        supervisor.schedule(20 * PERIOD_NANOS, later::countDown);

        supervisor.start();

        assertThat(later.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(times).hasValue(1);
    }
}
