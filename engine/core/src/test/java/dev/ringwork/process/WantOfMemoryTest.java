package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.WorkerDiedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever a supervisor does with its workers, memory may be wanting at any step: at a later look it is done all the same, so no
 * future is left and the pool ends. The supervisor is the real one, the workers are played.
 */
@Timeout(60)
class WantOfMemoryTest extends PlayedPool {
    /** More than the claim table of a played worker holds. */
    private static final int MANY = 2 * ScriptedLink.SPEC.claimSlots();

    // ---- sending workers away

    @Test
    void shouldEndWhenThereIsNoMemoryToTellTheLastWorkerToStop() throws Exception {
        PlayedWorkers.Worker worker = startUp(1).get(0);
        worker.failAtNextRecord();

        pool.shutdown(false);

        await().until(() -> worker.link.calls().size() > 0);
        assertThat(worker.hasFailed()).isTrue();
        worker.exit(0);
        awaitTermination();
    }

    @Test
    void shouldEndWhenThereIsNoMemoryToKillAWorkerThatComesUp() throws Exception {
        start(1).crew().prestart();
        await().until(() -> launcher.workers.size() == 1);
        PlayedWorkers.Worker worker = launcher.workers.get(0);
        worker.vainKills.set(1);

        pool.shutdown(false);

        awaitTermination();
        assertThat(worker.vainKills).hasValue(0);
    }

    @Test
    void shouldMoveCallsAndEndTheWorkerWhenThereIsNoMemoryToTakeThemBack() {
        List<PlayedWorkers.Worker> workers = startUp(2);
        Call first = dispatched();
        Call second = dispatched();
        Call surplus = first.channel.index() == 1 ? first : second;
        PlayedWorkers.Worker leaving = workers.get(1);
        leaving.failAtNextRevoke();

        pool.crew().resize(1);

        await().until(() -> leaving.link.calls().size() > 0 && surplus.channel != null && surplus.channel.index() == 0);
        assertThat(leaving.hasFailed()).isTrue();
        leaving.exit(0);
        await().until(() -> pool.crew().totals().alive() == 1);
    }

    @Test
    void shouldKillAWorkerForACancelledCallWhenThereIsNoMemoryAtFirst() {
        PlayedWorkers.Worker worker = startUp(1).get(0);
        Call deaf = dispatched();
        worker.begin(deaf);
        Call behind = dispatched();
        assertThat(deaf.cancel(true)).isTrue();

        worker.failAtNextRevoke(); // which is that of the call behind, before the kill

        await().atMost(LIMIT_SECONDS, TimeUnit.SECONDS).until(() -> !worker.isAlive());
        assertThat(worker.hasFailed()).isTrue();
        await().until(() -> launcher.workers.size() == 2 && behind.channel != null);
        assertThat(behind.isDone()).isFalse();
    }

    // ---- placing

    /** Else calls pass it over until its next result, though it has nothing to do. */
    @Test
    void shouldMarkAWorkerIdleAgainWhenThereWasNoMemoryForTheCallThatItWasClaimedFor() {
        startUp(1);
        Call before = dispatched();
        Channel channel = before.channel;
        assertThat(before.cancel(false)).isTrue();
        Call poor = new Call() {
            @Override
            int shapeFor(int mostInline) {
                throw new ScriptedLink.WantOfMemory();
            }
        };

        pool.dispatch(poor);

        assertThat(poor.exception()).isInstanceOf(ScriptedLink.WantOfMemory.class);
        await().atMost(LIMIT_SECONDS, TimeUnit.SECONDS).until(() -> pool.claimIdle(channel));
    }

    // ---- deaths

    /** The JDK has a thread for each process, which ends for want of memory; then it takes the process for alive for ever. */
    @Test
    void shouldSettleCallsWhenTheJdkNeverHearsOfAnExit() {
        PlayedWorkers.Worker worker = startUp(1).get(0);
        Call running = dispatched();
        worker.begin(running);
        Call behind = dispatched();
        worker.vainKills.set(Integer.MAX_VALUE);

        worker.exitUnseen();

        await().atMost(LIMIT_SECONDS, TimeUnit.SECONDS).until(running::isDone);
        assertThat(running.exception())
                .isInstanceOf(WorkerDiedException.class)
                .hasMessageContaining("exitCode=" + ProcessEnd.UNKNOWN);
        await().until(() -> launcher.workers.size() == 2 && behind.channel != null);
        assertThat(behind.isDone()).isFalse();
    }

    // ---- starting

    @Test
    void shouldStartAWorkerWhenTheFirstStartIsLost() {
        start(1);
        launcher.start = earlier -> {
            if (earlier == 0) {
                throw new ScriptedLink.WantOfMemory();
            }
        };

        pool.crew().wantFirstWorker();

        await().until(() -> launcher.workers.size() == 1);
        assertThat(launcher.starts()).isEqualTo(2);
    }

    @Test
    void shouldBreakWhenNoWorkerCanStartAndThereIsNoMemoryToSaySo() {
        start(1);
        AtomicBoolean poor = new AtomicBoolean(true);
        launcher.start = earlier -> {
            throw new IOException("none starts") {
                private static final long serialVersionUID = 1L;

                @Override
                public String toString() {
                    if (poor.getAndSet(false)) {
                        throw new ScriptedLink.WantOfMemory();
                    }
                    return super.toString();
                }
            };
        };

        Call call = dispatched();

        await().atMost(LIMIT_SECONDS, TimeUnit.SECONDS).until(call::isDone);
        assertThat(poor).isFalse();
        assertThat(call.exception())
                .isInstanceOf(BrokenExecutorException.class)
                .hasMessageContaining("no worker could be started");
    }

    // ---- breaking

    @Test
    void shouldFailEveryCallAndEndTheWorkersWhenThereIsNoMemoryToBreak() throws Exception {
        PlayedWorkers.Worker worker = startUp(1).get(0);
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            calls.add(dispatched());
        }
        Call poor = new Call() {
            @Override
            boolean takeFromBacklog() {
                throw new ScriptedLink.WantOfMemory();
            }
        };
        pool.dispatch(poor);
        for (int i = 0; i < MANY; i++) {
            calls.add(dispatched());
        }

        assertThatExceptionOfType(ScriptedLink.WantOfMemory.class)
                .isThrownBy(() -> pool.breakPool(new IllegalStateException("the reason")));

        for (Call call : calls) {
            await().until(call::isDone);
            assertThat(call.exception()).isInstanceOf(BrokenExecutorException.class);
        }
        assertThat(worker.isAlive()).isFalse();
        poor.completeCancelled();
    }

    @Test
    void shouldSayTheSameInEachFutureOfABrokenPool() {
        startUp(1);
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            calls.add(dispatched());
        }

        pool.breakPool(new IllegalStateException("the reason"));

        for (Call call : calls) {
            await().until(call::isDone);
            assertThat(call.exception()).hasMessageContaining("the reason");
            assertThat(call.exception().getMessage())
                    .as("a text for each would fill the heap")
                    .isSameAs(calls.get(0).exception().getMessage());
        }
    }
}
