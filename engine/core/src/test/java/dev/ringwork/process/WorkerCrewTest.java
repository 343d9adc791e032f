package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a supervisor makes of deaths, failed starts and calls that run for too long. */
@Timeout(60)
class WorkerCrewTest extends PlayedPool {
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
