package dev.ringwork.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ringwork.PoolStats;
import dev.ringwork.TaskFuture;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.WorkerInfo;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that can't be encoded or decoded, on any leg of the way, cost nothing that others need. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SlotsIT {
    private static final int FAILURES = Integer.getInteger("slots.failures", 10_000);
    private static final int ROUND = 500;
    /** More than a link has slots for. */
    private static final int MANY = 5_000;

    private static final Duration SOON = Duration.ofSeconds(30);

    /** Where a {@link Bad} value fails. */
    enum When {
        WRITING,
        READING
    }

    /** A value that fails when it crosses. */
    static final class Bad implements Serializable {
        private static final long serialVersionUID = 1L;
        private final When when;

        Bad(When when) {
            this.when = when;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            if (when == When.WRITING) {
                throw new IOException("can't be written");
            }
            out.defaultWriteObject();
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            throw new IOException("can't be read");
        }
    }

    @Test
    void shouldLeakNoSlotWhenCallsCannotCross() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().maxWorkers(2).build()) {
            for (int done = 0; done < FAILURES; done += ROUND) {
                List<TaskFuture<?>> futures = new ArrayList<>();
                for (int i = 0; i < ROUND; i++) {
                    futures.add(
                            switch (i % 4) {
                                case 0 -> pool.submit(SlotsIT::take, new Bad(When.WRITING));
                                case 1 -> pool.submit(SlotsIT::take, new Bad(When.READING));
                                case 2 -> pool.submit(SlotsIT::give, When.WRITING);
                                default -> pool.submit(SlotsIT::give, When.READING);
                            });
                }
                for (TaskFuture<?> future : futures) {
                    assertThatThrownBy(() -> future.result(SOON)).hasMessageContaining("can't be");
                }
            }

            List<TaskFuture<Integer>> healthy = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                healthy.add(pool.submit(Math::abs, -i));
            }
            for (int i = 0; i < MANY; i++) {
                assertThat(healthy.get(i).result(SOON)).isEqualTo(i);
            }
            await().atMost(SOON).until(() -> pool.workers().stream().allMatch(w -> w.state() == WorkerInfo.State.IDLE));
            PoolStats stats = pool.stats();
            assertThat(stats.pending()).isZero();
            assertThat(stats.workersLost()).isZero();
            assertThat(stats.submitted()).isEqualTo(stats.succeeded() + stats.failed());
        }
    }

    static String take(Bad bad) {
        return bad.toString();
    }

    static Bad give(When when) {
        return new Bad(when);
    }
}
