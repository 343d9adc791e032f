package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.TaskTimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a supervisor makes of deaths, failed starts and calls that run for too long. */
@Timeout(60)
class WorkerCrewTest extends PlayedPool {
    private static final Duration CALL = Duration.ofSeconds(1);
    /** Longer than a call may run, and than a look may be late. */
    private static final Duration STOP = Duration.ofMillis(1300);

    // ---- calls that run for too long

    /** What the supervisor does not see of a stop of its process is the same: it comes too late for a look. */
    @Test
    void shouldNotCountAStopOfTheCoordinatorAsTimeOfACall() throws Exception {
        PlayedWorkers.Worker worker =
                prestart(ProcessPool.builder().maxWorkers(1).callTimeout(CALL)).get(0);
        worker.comeUp();
        Call waiting = dispatched();
        await().until(() -> worker.link.calls().size() > 0);
        CountDownLatch over = new CountDownLatch(1);
        worker.begin(waiting);
        LockSupport.parkNanos(CALL.toNanos() / 4); // two looks

        pool.crew().tell(() -> {
            long end = System.nanoTime() + STOP.toNanos();
            long left;
            while ((left = end - System.nanoTime()) > 0) {
                LockSupport.parkNanos(left);
            }
            over.countDown();
        });
        over.await();
        long wentOn = System.nanoTime();
        await().pollInterval(Duration.ofMillis(5))
                .atMost(LIMIT_SECONDS, TimeUnit.SECONDS)
                .until(() -> !worker.isAlive());

        assertThat(System.nanoTime() - wentOn).isGreaterThan(CALL.toNanos() / 2);
        await().until(waiting::isDone);
        assertThat(waiting.exception()).isInstanceOf(TaskTimeoutException.class);
    }

    // ---- starts that fail

    @Test
    void shouldPauseLongerAfterEachFailedStart() {
        start(1);
        List<Long> starts = new CopyOnWriteArrayList<>();
        launcher.start = earlier -> {
            starts.add(System.nanoTime());
            throw new IOException("none starts");
        };

        Call call = dispatched();

        await().atMost(LIMIT_SECONDS, TimeUnit.SECONDS).until(call::isDone);
        assertThat(call.exception()).isInstanceOf(BrokenExecutorException.class);
        assertThat(starts).hasSize(CrashLoop.MOST_FAILURES);
        for (int i = 1; i < CrashLoop.MOST_FAILURES; i++) {
            assertThat(starts.get(i) - starts.get(i - 1))
                    .as("before retry %d", i)
                    .isGreaterThanOrEqualTo(CrashLoop.FIRST_PAUSE_NANOS << i - 1);
        }
    }

    @Test
    void shouldNotGiveUpOnBarrenWorkersWhileAnotherOneComesUp() {
        PlayedWorkers.Worker late =
                prestart(ProcessPool.builder().maxWorkers(2)).get(1);
        PlayedWorkers.Worker barren = launcher.workers.get(0);
        Call call = dispatched();
        for (int deaths = 1; ; deaths++) {
            PlayedWorkers.Worker next = barren;
            next.comeUp();
            await().until(() -> next.link.calls().size() > 0);
            next.exit(1);
            if (deaths == CrashLoop.MOST_FAILURES) {
                break;
            }
            int started = 2 + deaths;
            await().until(() -> launcher.workers.size() == started);
            barren = launcher.workers.get(started - 1);
        }
        await().until(() -> pool.crew().totals().lost() == CrashLoop.MOST_FAILURES);
        int before = launcher.starts();

        late.comeUp();

        await().until(() -> late.link.calls().size() > 0);
        late.begin(call);
        await().until(() -> launcher.starts() > before);
        assertThat(pool.lifecycle().broken()).isNull();
    }

    /** As in containers of their own: all that were started before the first has said so exit with that code. */
    @Test
    void shouldBreakNoPoolThatIsToBreakWhenWorkersNeedNamesForTheirLinks() {
        start(ProcessPool.builder().maxWorkers(2).onWorkerDeath(OnWorkerDeath.BREAK_POOL));
        launcher.hidesLinks = true;
        pool.crew().prestart();
        await().until(() -> launcher.workers.size() == 2);

        launcher.workers.get(0).exit(WorkerHandle.LINK_UNREACHABLE);
        launcher.workers.get(1).exit(WorkerHandle.LINK_UNREACHABLE);

        await().until(() -> launcher.workers.size() == 4);
        assertThat(pool.lifecycle().broken()).isNull();
        launcher.workers.get(2).exit(WorkerHandle.LINK_UNREACHABLE);
        await("this one's link had a name").until(() -> pool.lifecycle().broken() != null);
    }
}
