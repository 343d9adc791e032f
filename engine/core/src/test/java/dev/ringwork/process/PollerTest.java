package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ringwork.link.Link;
import dev.ringwork.link.PlainMemory;
import dev.ringwork.link.TestLinks;
import dev.ringwork.link.UseCount;
import dev.ringwork.run.SpinBudget;
import dev.ringwork.wire.Frames;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PollerTest {
    private static final long AN_HOUR = TimeUnit.HOURS.toNanos(1);

    private final PlainMemory memory = new PlainMemory(ScriptedLink.SPEC.fileLength());
    private final ScriptedLink link = new ScriptedLink(memory, memory);
    private final ProcessCall<Object> call = ScriptedLink.square(1);

    /** One for which others' results flow as long as anyone watches. */
    private Poller pollerOfAFlow() {
        Poller[] poller = new Poller[1];
        poller[0] = poller(Duration.ofHours(1), () -> poller[0].isWatched() ? 1 : 0);
        return poller[0];
    }

    private final UseCount uses = new UseCount();

    private Poller poller(Duration spin, IntSupplier work) {
        Link own = TestLinks.create(memory, ScriptedLink.SPEC, ScriptedLink.EPOCH);
        return new Poller(own.results(), own.coordinatorDoor(), uses, new SpinBudget(spin), new Work(work, () -> true));
    }

    /** One whose worker has nothing to do unless {@code due} says otherwise. */
    private Poller pollerOfACalmWorker(BooleanSupplier due) {
        Link own = TestLinks.create(memory, ScriptedLink.SPEC, ScriptedLink.EPOCH);
        return new Poller(
                own.results(),
                own.coordinatorDoor(),
                new UseCount(),
                new SpinBudget(Duration.ofMillis(1)),
                new Work(() -> 0, due));
    }

    private record Work(IntSupplier cycle, BooleanSupplier due) implements Poller.Duty {
        @Override
        public int work() {
            return cycle.getAsInt();
        }

        @Override
        public boolean hasWork() {
            return true;
        }

        @Override
        public boolean isAnythingDue() {
            return due.getAsBoolean();
        }

        @Override
        public boolean isCrowded() {
            return false;
        }

        @Override
        public void progressed() {}
    }

    @AfterEach
    void forgetTheInterrupt() {
        Thread.interrupted();
    }

    @Test
    void shouldGiveTheLockBackWhenAnErrorPassesThrough() {
        AtomicInteger polls = new AtomicInteger();
        Poller poller = poller(Duration.ZERO, () -> {
            if (polls.getAndIncrement() == 0) {
                throw new ScriptedLink.WantOfMemory();
            }
            return 0;
        });

        assertThatExceptionOfType(ScriptedLink.WantOfMemory.class).isThrownBy(poller::poll);
        poller.poll();

        assertThat(polls).hasValue(2);
    }

    @Test
    void shouldLetAWaiterGoWhenItsTimeIsOverThoughOthersResultsFlow() {
        Poller poller = pollerOfAFlow();

        poller.watch(call, link.channel, TimeUnit.MILLISECONDS.toNanos(5));

        assertThat(call.isDone()).isFalse();
        assertThat(poller.isWatched()).isFalse();
    }

    @Test
    void shouldLetAWaiterGoWhenItIsInterruptedThoughOthersResultsFlow() {
        Poller poller = pollerOfAFlow();
        Thread.currentThread().interrupt();

        poller.watch(call, link.channel, AN_HOUR);

        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    /** The other one takes part of what there is at a time, and was about to leave. */
    @Test
    void shouldHaveAllTakenWhenTheLastWatcherLeavesWhileAnotherPolls() {
        Link workers = TestLinks.open(memory, ScriptedLink.SPEC, ScriptedLink.EPOCH);
        AtomicInteger taken = new AtomicInteger();
        Poller[] poller = new Poller[1];
        poller[0] = poller(Duration.ZERO, () -> {
            if (taken.get() == 0) {
                poller[0].pumpBegins();
                poller[0].pumpEnds();
            }
            int count = workers.results().read((type, buffer, at, length) -> {}, 1);
            taken.getAndAdd(count);
            return count;
        });
        publish(workers.results(), 5);

        poller[0].poll();

        assertThat(taken).hasValue(5);
        assertThat(workers.coordinatorDoor().isParkedVolatile()).isTrue();
    }

    @Test
    void shouldLetTheLastWatcherGoWhenTheWorkerRingsForTheResultsThatGoOnFlowing() {
        Link workers = TestLinks.open(memory, ScriptedLink.SPEC, ScriptedLink.EPOCH);
        AtomicInteger taken = new AtomicInteger();
        Poller poller = poller(Duration.ZERO, () -> {
            publish(workers.results(), 1);
            taken.getAndIncrement();
            return workers.results().read((type, buffer, at, length) -> {}, 1);
        });
        publish(workers.results(), 2);

        poller.pumpBegins();
        poller.pumpEnds();

        assertThat(taken).hasValue(3);
        assertThat(workers.coordinatorDoor().mustRing()).isTrue();
    }

    @Test
    void shouldLeaveTheWordToWhoPlacesTheNextCallWhenNothingIsDue() {
        Poller poller = pollerOfACalmWorker(() -> false);
        Link workers = TestLinks.open(memory, ScriptedLink.SPEC, ScriptedLink.EPOCH);

        poller.watch(call, link.channel, AN_HOUR);
        boolean afterTheWatch = workers.coordinatorDoor().isParkedVolatile();
        poller.expect();

        assertThat(afterTheWatch).isFalse();
        assertThat(workers.coordinatorDoor().isParkedVolatile()).isTrue();
    }

    @Test
    void shouldSetTheWordWhenACallIsPlacedWhileTheLastWatcherLeaves() {
        Poller[] poller = new Poller[1];
        AtomicInteger asked = new AtomicInteger();
        poller[0] = pollerOfACalmWorker(() -> {
            boolean later = asked.getAndIncrement() > 0;
            if (!later) {
                poller[0].expect(); // still watched, so this doesn't
            }
            return later;
        });

        poller[0].watch(call, link.channel, AN_HOUR);

        assertThat(TestLinks.open(memory, ScriptedLink.SPEC, ScriptedLink.EPOCH)
                        .coordinatorDoor()
                        .isParkedVolatile())
                .isTrue();
    }

    @Test
    void shouldLeaveTheWordWhenACallIsPlacedWhileSomebodyWatches() {
        Poller poller = pollerOfACalmWorker(() -> false);
        Link workers = TestLinks.open(memory, ScriptedLink.SPEC, ScriptedLink.EPOCH);
        poller.watch(call, link.channel, AN_HOUR);

        poller.pumpBegins();
        poller.expect();

        assertThat(workers.coordinatorDoor().isParkedVolatile()).isFalse();
    }

    private static void publish(RingBuffer results, int count) {
        for (int i = 0; i < count; i++) {
            int at = results.tryClaim(Frames.SKIPPED, Long.BYTES);
            results.buffer().putLong(at, 0);
            results.commit(at);
        }
    }

    @Test
    void shouldLetAWaiterGoWhenTheBudgetIsOverAndNothingComes() {
        Poller poller = poller(Duration.ofMillis(5), () -> 0);

        poller.watch(call, link.channel, AN_HOUR);

        assertThat(poller.isWatched()).isFalse();
    }

    @Test
    void shouldBeDrainedOnceTheLastWatcherHasLeft() {
        Poller poller = poller(Duration.ZERO, () -> 0);
        poller.pumpBegins();

        poller.close();
        boolean whileWatched = poller.isDrained();
        poller.pumpEnds();

        assertThat(whileWatched).isFalse();
        assertThat(poller.isDrained()).isTrue();
        assertThat(poller.pumpBegins()).isFalse();
        assertThat(poller.isDrained()).isTrue();
    }

    @Test
    void shouldNotWatchWhenItIsClosed() {
        Poller poller = pollerOfAFlow();
        poller.close();

        poller.watch(call, link.channel, AN_HOUR);

        assertThat(poller.isDrained()).isTrue();
    }

    /** It parks for all, and the link may be gone once nobody is inside. */
    @Test
    void shouldSayThatItIsInsideWhenTheLastWatcherParks() {
        AtomicInteger emptyLooks = new AtomicInteger();
        Link workers = TestLinks.open(memory, ScriptedLink.SPEC, ScriptedLink.EPOCH);
        Poller poller = poller(Duration.ZERO, () -> {
            emptyLooks.getAndAdd(uses.isEmpty() ? 1 : 0);
            return workers.results().read((type, buffer, at, length) -> {}, 1);
        });
        poller.pumpBegins();
        publish(workers.results(), 1);

        poller.pumpEnds();

        assertThat(emptyLooks).hasValue(0);
        assertThat(uses.isEmpty()).isTrue();
    }

    @Test
    void shouldLeaveTheLinkAloneWhenTheLastWatcherLeavesAChannelThatIsClosed() {
        Poller poller = poller(Duration.ZERO, () -> 0);
        Link workers = TestLinks.open(memory, ScriptedLink.SPEC, ScriptedLink.EPOCH);
        workers.coordinatorDoor().unparkRelease();
        poller.pumpBegins();
        uses.close();

        poller.pumpEnds();

        assertThat(workers.coordinatorDoor().isParkedVolatile()).isFalse();
    }

    private Poller pollerWhoseSpinsWereInVain() {
        Link own = TestLinks.open(memory, ScriptedLink.SPEC, ScriptedLink.EPOCH);
        Poller poller = poller(Duration.ofMinutes(1), () -> own.results().read((type, buffer, at, length) -> {}, 1));
        for (int i = 0; poller.isWorthWatching() && i < 100; i++) {
            poller.parkedFor(AN_HOUR);
        }
        assertThat(poller.isWorthWatching()).isFalse();
        return poller;
    }

    private void pumpOneResult(Poller poller) {
        publish(TestLinks.open(memory, ScriptedLink.SPEC, ScriptedLink.EPOCH).results(), 1);
        poller.pump();
    }

    /** A waiter that spins stays as long as parts come; one that has parked learns that it should have spun. */
    @Test
    void shouldSpinAgainWhenPartsFollowEachOtherThoughTheWholeWaitWasLong() {
        Poller poller = pollerWhoseSpinsWereInVain();

        pumpOneResult(poller);
        pumpOneResult(poller);
        poller.parkedFor(AN_HOUR);

        assertThat(poller.isWorthWatching()).isTrue();
    }

    @Test
    void shouldNotSpinAgainWhenOneResultCameAfterALongWait() {
        Poller poller = pollerWhoseSpinsWereInVain();

        pumpOneResult(poller);
        poller.parkedFor(AN_HOUR);

        assertThat(poller.isWorthWatching()).isFalse();
    }
}
