package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.WorkerProtocolException;
import dev.ringwork.link.LinkLayout;
import dev.ringwork.link.PlainMemory;
import dev.ringwork.link.TestLinks;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** What a channel does when something else fails: memory, the bell's pipe, a claim word, room in a ring. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChannelTest {
    private static final int SLOTS = ScriptedLink.SPEC.claimSlots();
    /** Longer than from the beginning of the supervisor's bell to the first look. */
    private final PlainMemory memory = new PlainMemory(ScriptedLink.SPEC.fileLength());

    private final ScriptedLink link = new ScriptedLink(memory, memory);

    @BeforeEach
    void forget() {
        ScriptedTask.reset();
    }

    private ProcessCall<Object> placed(ProcessCall<Object> call) {
        assertThat(link.place(call)).isTrue();
        return call;
    }

    private void runWorkerAndPump() {
        link.runWorker();
        link.channel.onBell();
    }

    @Test
    void shouldEndTheWorkerAndLoseNoFutureWhenThereIsNoMemoryToDeliverAResult() {
        link.pumpListens = false;
        ProcessCall<Object> before = placed(ScriptedLink.square(2));
        ProcessCall<Object> poor = placed(ScriptedLink.squareWithoutMemory(3));
        ProcessCall<Object> behind = placed(ScriptedLink.square(4));
        link.runWorker();

        link.channel.onBell();

        assertThat(link.corruption()).hasRootCauseInstanceOf(ScriptedLink.WantOfMemory.class);
        assertThat(link.die()).isEmpty();
        assertThat(before.result()).isEqualTo(4L);
        assertThat(poor.exception()).isInstanceOf(WorkerProtocolException.class);
        assertThat(behind.exception()).isInstanceOf(WorkerProtocolException.class);
    }

    /** It polls shared memory, which is gone once the drain is over. */
    @Test
    void shouldWaitForAWatcherWhenItIsDrained() throws InterruptedException {
        ProcessCall<Object> call = placed(ScriptedLink.square(2));
        Thread drain = new Thread(link.channel::drain);
        AtomicBoolean overBefore = new AtomicBoolean();
        link.onProgress = () -> {
            drain.start();
            while (!link.channel.isGone()) {
                Thread.onSpinWait();
            }
            overBefore.set(joined(drain, 100));
        };
        link.pumpListens = false;
        link.runWorker();

        link.channel.onBell();

        assertThat(call.isDone()).isTrue();
        assertThat(overBefore).isFalse();
        drain.join();
    }

    private static boolean joined(Thread thread, long millis) {
        try {
            thread.join(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return !thread.isAlive();
    }

    @Test
    void shouldSettleTheOtherCallsWhenOneCannotBeSettledAsItShould() {
        ProcessCall<Object> first = placed(ScriptedLink.square(2));
        ProcessCall<Object> second = placed(ScriptedLink.square(3));
        List<ProcessCall<?>> moved = new ArrayList<>();
        link.channel.drain();

        link.channel.settle(call -> {}, call -> {
            if (call == first) {
                throw new ScriptedLink.WantOfMemory();
            }
            moved.add(call);
        });

        assertThat(first.exception()).isInstanceOf(ScriptedLink.WantOfMemory.class);
        assertThat(moved).hasSize(1).first().isSameAs(second);
    }

    @Test
    void shouldSettleTheOtherCallsWhenThereIsNoMemoryToFailOne() {
        placed(ScriptedLink.neverDone(2));
        ProcessCall<Object> second = placed(ScriptedLink.square(3));
        List<ProcessCall<?>> moved = new ArrayList<>();
        link.channel.drain();

        link.channel.settle(call -> {}, call -> {
            if (call != second) {
                throw new ScriptedLink.WantOfMemory();
            }
            moved.add(call);
        });

        assertThat(moved).hasSize(1).first().isSameAs(second);
    }

    /** What the worker is ended for says what there was no memory for, which takes memory, too. */
    @Test
    void shouldEndTheWorkerWhenThereIsNoMemoryToSayWhatMemoryWasWantingFor() {
        link.pumpListens = false;
        ProcessCall<Object> call = placed(ScriptedLink.neverDone(2));
        link.runWorker();

        link.channel.onBell();

        assertThat(link.corruption()).hasCauseInstanceOf(OutOfMemoryError.class);
        assertThat(call.isDone()).isFalse();
    }

    /** A call in the backlog may wait for the room. */
    @Test
    void shouldBeRungWhenTheWorkerHasPassedOverWhatWasTakenBackAndNothingElseIsDue() {
        AtomicInteger bells = new AtomicInteger();
        link.onWorkerBell = bells::getAndIncrement;
        ProcessCall<Object> first = placed(ScriptedLink.square(2));
        assertThat(placed(ScriptedLink.square(3)).cancel(false)).isTrue();

        link.runWorker();

        assertThat(first.result()).isEqualTo(4L);
        assertThat(bells).as("for the result, for the room").hasValue(2);
        assertThat(isWordSet()).as("nothing is due").isFalse();
    }

    @Test
    void shouldSetTheWordAgainWhenACallIsPlacedAndNobodyWatches() {
        ProcessCall<Object> first = placed(ScriptedLink.square(2));
        link.runWorker();
        assertThat(first.result()).isEqualTo(4L);
        assertThat(isWordSet()).as("nothing is due").isFalse();

        ProcessCall<Object> second = placed(ScriptedLink.square(3));

        assertThat(isWordSet()).isTrue();
        link.runWorker();
        assertThat(second.isDone()).isTrue();
    }

    private boolean isWordSet() {
        return TestLinks.open(memory, ScriptedLink.SPEC, ScriptedLink.EPOCH)
                .coordinatorDoor()
                .isParkedVolatile();
    }

    @Test
    void shouldGoOnWhenTheWorkerCannotBeRung() {
        link.runWorker(); // it parks
        link.channel.bell(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("broken pipe");
            }
        });

        ProcessCall<Object> call = placed(ScriptedLink.square(3));

        assertThat(link.channel.isGone())
                .as("the worker's exit alone says that it is dead")
                .isFalse();
        runWorkerAndPump();
        assertThat(call.result()).isEqualTo(9L);
    }

    /** A thread of its own writes a long handshake: the worker may have read it, and parked, before that thread goes on. */
    @Test
    void shouldRingOnceThereIsABellWhenTheWorkerWasToBeRungBefore() {
        PlainMemory own = new PlainMemory(ScriptedLink.SPEC.fileLength());
        ScriptedLink early = ScriptedLink.withoutBell(own, own);
        early.runWorker(); // it parks
        ProcessCall<Object> call = ScriptedLink.square(3);
        assertThat(early.place(call)).isTrue();
        assertThat(early.isWorkerRung()).isFalse();

        early.giveBell();

        assertThat(early.isWorkerRung()).isTrue();
        early.runWorker();
        early.channel.onBell();
        assertThat(call.result()).isEqualTo(9L);
    }

    @Test
    void shouldEndTheWorkerWhenAClaimWordIsSpoiltAndCallsAreTakenBack() {
        ProcessCall<Object> call = placed(ScriptedLink.square(3));
        spoilClaimWordOf(call);

        link.channel.seal(taken -> {});

        assertThat(link.corruption()).hasMessageContaining("a claim word says queued, running or taken back");
    }

    @Test
    void shouldNotMoveACallOfADeadWorkerWhenItsClaimWordIsSpoilt() {
        ProcessCall<Object> call = placed(ScriptedLink.square(3));
        spoilClaimWordOf(call);

        assertThat(link.die()).as("it may have begun").isEmpty();

        assertThat(call.exception()).isInstanceOf(WorkerProtocolException.class);
    }

    /** Each word could make who seals wait, and that is the supervisor. */
    @Test
    void shouldWaitForOneSpoiltWordOnlyWhenManyAreSpoilt() {
        for (int i = 0; i < SLOTS; i++) {
            spoilClaimWordOf(placed(ScriptedLink.square(3)));
        }
        long start = System.nanoTime();

        link.channel.seal(taken -> {});

        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(SLOTS - 1));
        assertThat(link.corruption()).isNotNull();
    }

    /** It says that it waits, again and again, and never reads what was rung. */
    @Test
    void shouldEndAWorkerThatDoesNotReadItsBells() throws Exception {
        FullPipe pipe = new FullPipe(0);
        link.channel.bell(pipe);
        Thread ringer = ringing();
        pipe.full.await();

        lookAtBellUntilStuck();

        assertThat(link.corruption()).hasMessageContaining("a worker reads its bells");
        pipe.workerIsDead.countDown();
        ringer.join();
        link.channel.lookAtBell();
    }

    private Thread ringing() {
        Thread ringer = new Thread(link.channel::wakeBothSides);
        ringer.start();
        return ringer;
    }

    /** The first look may come right after a stop of this process, which has kept whoever rings, and so may the second. */
    private void lookAtBellUntilStuck() {
        link.channel.lookAtBell();
        link.channel.lookAtBell();
        assertThat(link.corruption())
                .as("it may be the coordinator that stood still")
                .isNull();
        link.channel.lookAtBell();
    }

    /** The bell of one goes in, that of the other, who began to ring before that, does not. */
    @Test
    void shouldEndAWorkerThatDoesNotReadItsBellsWhenTheFirstOfTwoRingersGotThrough() throws Exception {
        FullPipe pipe = new FullPipe(1);
        link.channel.bell(pipe);
        Thread first = ringing();
        pipe.takes.await();
        Thread second = ringing();
        pipe.full.await();
        link.channel.lookAtBell();
        pipe.goOn.countDown();
        first.join();

        lookAtBellUntilStuck();

        assertThat(link.corruption()).hasMessageContaining("a worker reads its bells");
        pipe.workerIsDead.countDown();
        second.join();
    }

    @Test
    void shouldNotEndAWorkerThatReadsItsBellsThoughSomebodyRingsAtEachLook() throws Exception {
        for (int look = 0; look < 10; look++) {
            FullPipe pipe = new FullPipe(1);
            link.channel.bell(pipe);
            Thread ringer = ringing();
            pipe.takes.await();
            link.channel.lookAtBell();
            pipe.goOn.countDown();
            ringer.join();
        }

        assertThat(link.corruption()).isNull();
    }

    /** It is the one that finds such a worker. */
    @Test
    void shouldNotKeepTheSupervisorWhenNobodyReadsItsBells() throws Exception {
        fillAnyPipe();
        FullPipe pipe = new FullPipe(0);
        link.channel.bell(pipe);
        link.isSupervisor = true;

        link.channel.wakeBothSides();

        pipe.full.await();
        lookAtBellUntilStuck();
        assertThat(link.corruption()).hasMessageContaining("a worker reads its bells");
        pipe.workerIsDead.countDown();
    }

    /** A thread takes over the class loader of the one that makes it; later JDKs don't ask for it, so nothing fails there. */
    @Test
    @EnabledForJreRange(max = JRE.JAVA_18)
    void shouldRingAtTheNextLookWhenTheSupervisorCanHaveNoThreadToRing() throws Exception {
        fillAnyPipe();
        LinkedBlockingQueue<String> ringers = new LinkedBlockingQueue<>();
        link.channel.bell(new OutputStream() {
            @Override
            public void write(int b) {
                ringers.add(Thread.currentThread().getName());
            }
        });
        link.isSupervisor = true;
        assertThat(wantsAThread(link.channel::wakeBothSides)).isTrue();
        assertThat(ringers).isEmpty();

        link.channel.lookAtBell();

        assertThat(ringers.poll(10, TimeUnit.SECONDS)).as("who rings").isEqualTo("worker bell");
        assertThat(wantsAThread(link.channel::lookAtBell))
                .as("it rings once more")
                .isFalse();
    }

    /** Does something in a thread that can't make another one; whether it wanted to. */
    private static boolean wantsAThread(Runnable work) throws InterruptedException {
        PoorMaker maker = new PoorMaker(work);
        maker.start();
        maker.join();
        return maker.refused;
    }

    private void fillAnyPipe() {
        for (int i = 0; i < 4096; i++) {
            link.channel.wakeBothSides();
        }
    }

    private static final class PoorMaker extends Thread {
        private boolean refused;

        PoorMaker(Runnable work) {
            super(work);
        }

        @Override
        public ClassLoader getContextClassLoader() {
            if (refused) {
                return super.getContextClassLoader(); // who logs that may ask, too
            }
            refused = true;
            throw new OutOfMemoryError("unable to create native thread");
        }
    }

    /** What a worker has started may hold its stdin beyond its death. */
    @Test
    void shouldSettleADeadWorkersCallsWhenSomebodyRingsAndNobodyWillEverReadThat() throws Exception {
        link.runWorker(); // it parks
        FullPipe pipe = new FullPipe(0);
        link.channel.bell(pipe);
        ProcessCall<Object> call = ScriptedLink.square(3);
        Thread ringer = new Thread(() -> link.place(call));
        ringer.start();
        pipe.full.await();

        assertThat(link.die()).as("what has not begun moves on").containsExactly(call);

        assertThat(link.channel.isRinging()).isTrue();
        pipe.workerIsDead.countDown();
        ringer.join();
    }

    /** Takes so many bytes, which is over once it may go on, and then nothing until the worker is dead. */
    private static final class FullPipe extends OutputStream {
        final CountDownLatch takes = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        final CountDownLatch full = new CountDownLatch(1);
        final CountDownLatch workerIsDead = new CountDownLatch(1);
        private final AtomicInteger room;

        FullPipe(int room) {
            this.room = new AtomicInteger(room);
        }

        @Override
        public void write(int b) throws IOException {
            try {
                if (room.getAndDecrement() > 0) {
                    takes.countDown();
                    goOn.await();
                    return;
                }
                full.countDown();
                workerIsDead.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            throw new IOException("broken pipe");
        }
    }

    private void spoilClaimWordOf(ProcessCall<?> call) {
        memory.whole().putLong(LinkLayout.CLAIM_TABLE_OFFSET + (int) (call.id % SLOTS) * Long.BYTES, -1);
    }

    @Test
    void shouldNotKeepTheSupervisorWhenResultsFlowWithoutEnd() {
        int[] rounds = {0};
        link.pumpListens = false;
        link.onProgress = () -> {
            assertThat(++rounds[0]).as("rounds of one visit").isLessThan(100);
            link.place(ScriptedLink.square(3));
            link.runWorker();
        };
        placed(ScriptedLink.square(3));
        link.runWorker();

        link.channel.wakeBothSides();

        assertThat(rounds[0]).isEqualTo(1);
    }

    @Test
    void shouldHaveEverySlotAgainWhenCallsWereTakenBack() {
        for (int i = 0; i < 3 * SLOTS; i++) {
            assertThat(placed(ScriptedLink.square(1)).cancel(false)).isTrue();
        }
        for (int i = 0; i < SLOTS; i++) {
            placed(ScriptedLink.square(2));
        }
        assertThat(link.place(ScriptedLink.square(3))).as("slots=%d", SLOTS).isFalse();
        assertThat(link.channel.inFlight()).isEqualTo(SLOTS);
        runWorkerAndPump();
        assertThat(ScriptedTask.RUNS.get(1)).as("runs of cancelled calls").isZero();
        assertThat(ScriptedTask.RUNS.get(2)).isEqualTo(SLOTS);
    }

    @Test
    void shouldHaveEverySlotAgainWhenTheRingWasFull() {
        ProcessCall<Object> large = placed(ScriptedLink.call(ScriptedTask.RAISE, new byte[230]));
        while (link.channel.sendStop()) { // fills the ring with what needs no slot
            assertThat(large.isDone()).isFalse();
        }
        for (int i = 0; i < 3 * SLOTS; i++) {
            assertThat(link.place(ScriptedLink.call(ScriptedTask.RAISE, new byte[230])))
                    .isFalse();
        }
        assertThat(link.channel.inFlight()).isEqualTo(1);
        runWorkerAndPump();
        for (int i = 0; i < SLOTS; i++) {
            placed(ScriptedLink.square(2));
        }
    }

    @Test
    void shouldHaveEverySlotAgainWhenCallsAreOver() {
        for (int i = 0; i < 3 * SLOTS; i++) {
            ProcessCall<Object> call = placed(ScriptedLink.square(i));
            runWorkerAndPump();
            assertThat(call.result()).isEqualTo((long) i * i);
        }
        assertThat(link.channel.inFlight()).isZero();
    }
}
