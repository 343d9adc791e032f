package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.link.HookedMemory;
import dev.ringwork.link.PlainMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One side does all that it has to do between two accesses of the other to shared memory, for every such moment. Whatever the
 * moment: nothing is left lying while both sleep, and no call runs twice or after it was taken back.
 *
 * <p>What the other side's processor may reorder is not seen here: that is for jcstress.
 */
class InterleavingTest {
    private static final int FAR_MORE_THAN_THERE_ARE = 10_000;
    private static final int ROUNDS = 5_000;
    private static final int MOST_PAUSE = 50;

    private final PlainMemory memory = new PlainMemory(ScriptedLink.SPEC.fileLength());
    private final HookedMemory coordinators = new HookedMemory(memory);
    private final HookedMemory workers = new HookedMemory(memory);
    /** Whether the worker has rung and the pump has not come yet. */
    private boolean pumpIsDue;

    @BeforeEach
    void forget() {
        ScriptedTask.reset();
    }

    /** Does one thing for every moment there is; it returns whether that moment came. */
    private interface AtMoment {
        boolean happens(int moment);
    }

    private void forAll(AtMoment action) {
        forAll(action, 5);
    }

    private void forAll(AtMoment action, int least) {
        for (int moment = 0; moment < FAR_MORE_THAN_THERE_ARE; moment++) {
            memory.clear();
            ScriptedTask.reset();
            pumpIsDue = false;
            if (!action.happens(moment)) {
                assertThat(moment).as("moments").isGreaterThan(least);
                return;
            }
        }
        throw new AssertionError("some access is made for ever");
    }

    private ScriptedLink link() {
        ScriptedLink link = new ScriptedLink(coordinators, workers);
        link.pumpListens = false;
        link.onWorkerBell = () -> pumpIsDue = true;
        return link;
    }

    /** Lets both sides act as long as one of them has been rung; then both sleep. */
    private void untilBothSleep(ScriptedLink link) {
        while (pumpIsDue || link.isWorkerRung()) {
            if (link.isWorkerRung()) {
                link.runWorker();
            }
            if (pumpIsDue) {
                pump(link);
            }
        }
        assertThat(link.workerDeath()).isNull();
        assertThat(link.corruption()).isNull();
    }

    /** The pump comes, for all bells that were rung until now. */
    private void pump(ScriptedLink link) {
        pumpIsDue = false;
        link.channel.onBell();
    }

    private static void requireDone(ProcessCall<Object> call, Object value, int moment) {
        assertThat(call.isDone())
                .as("nobody sleeps while a call waits: moment=%d", moment)
                .isTrue();
        assertThat(call.result()).isEqualTo(value);
    }

    @Test
    void shouldLoseNoCallWhenTheWorkerLooksWhileItIsPlaced() {
        forAll(moment -> {
            ScriptedLink link = link();
            ProcessCall<Object> call = ScriptedLink.square(3);
            coordinators.before(moment, link::runWorker);
            assertThat(link.place(call)).isTrue();
            boolean came = coordinators.wasDone();
            if (!came) {
                link.runWorker();
            }
            untilBothSleep(link);
            requireDone(call, 9L, moment);
            return came;
        });
    }

    @Test
    void shouldLoseNoCallWhenItIsPlacedWhileTheWorkerParks() {
        forAll(moment -> {
            ScriptedLink link = link();
            ProcessCall<Object> call = ScriptedLink.square(3);
            workers.before(moment, () -> assertThat(link.place(call)).isTrue());
            link.runWorker();
            boolean came = workers.wasDone();
            if (!came) {
                link.place(call);
            }
            untilBothSleep(link);
            requireDone(call, 9L, moment);
            return came;
        });
    }

    @Test
    void shouldLoseNoResultWhenItIsPublishedWhileThePumpParks() {
        forAll(moment -> {
            ScriptedLink link = link();
            ProcessCall<Object> first = ScriptedLink.square(3);
            ProcessCall<Object> call = ScriptedLink.call(ScriptedTask.TWICE, "abc");
            assertThat(link.place(first)).isTrue();
            link.runWorker();
            assertThat(pumpIsDue)
                    .as("the pump has been rung, so it counts as awake")
                    .isTrue();
            assertThat(link.place(call)).isTrue();
            coordinators.before(moment, link::runWorker);
            pump(link);
            boolean came = coordinators.wasDone();
            if (!came) {
                link.runWorker();
            }
            untilBothSleep(link);
            requireDone(first, 9L, moment);
            requireDone(call, "abcabc", moment);
            return came;
        });
    }

    @Test
    void shouldLoseNoResultWhenThePumpLooksWhileItIsPublished() {
        forAll(moment -> {
            ScriptedLink link = link();
            ProcessCall<Object> call = ScriptedLink.call(ScriptedTask.TWICE, "abc");
            assertThat(link.place(call)).isTrue();
            workers.before(moment, () -> pump(link));
            link.runWorker();
            boolean came = workers.wasDone();
            untilBothSleep(link);
            requireDone(call, "abcabc", moment);
            return came;
        });
    }

    @Test
    void shouldRunACallOnceOrNeverWhenItIsTakenBackWhileTheWorkerTakesIt() {
        forAll(moment -> {
            ScriptedLink link = link();
            ProcessCall<Object> call = ScriptedLink.square(5);
            assertThat(link.place(call)).isTrue();
            boolean[] cancelled = {false};
            workers.before(moment, () -> cancelled[0] = call.cancel(false));
            link.runWorker();
            boolean came = workers.wasDone();
            untilBothSleep(link);
            assertThat(call.isDone()).as("moment=%d", moment).isTrue();
            assertThat(ScriptedTask.RUNS.get(5)).as("moment=%d", moment).isEqualTo(cancelled[0] ? 0 : 1);
            assertThat(call.isCancelled()).isEqualTo(cancelled[0]);
            return came;
        });
    }

    @Test
    void shouldRunACallOnceOrNeverWhenTheWorkerTakesItWhileItIsTakenBack() {
        forAll(moment -> runsOnceOrNever(moment, link -> coordinators.before(moment, link::runWorker)), 0);
    }

    /** It says so at once, and is read before who takes the call back does anything more. */
    @Test
    void shouldBelieveAWorkerThatPassesOverACallAsSoonAsItIsTakenBack() {
        forAll(
                moment -> runsOnceOrNever(
                        moment,
                        link -> coordinators.after(moment, () -> {
                            link.runWorker();
                            pump(link);
                        })),
                0);
    }

    /** Takes a call back while somebody does something, for which {@code hook} sees; returns whether that moment came. */
    private boolean runsOnceOrNever(int moment, Consumer<ScriptedLink> hook) {
        ScriptedLink link = link();
        ProcessCall<Object> call = ScriptedLink.square(5);
        assertThat(link.place(call)).isTrue();
        hook.accept(link);
        boolean cancelled = call.cancel(false);
        boolean came = coordinators.wasDone();
        link.runWorker();
        pump(link);
        untilBothSleep(link);
        assertThat(call.isCancelled()).as("moment=%d", moment).isEqualTo(cancelled);
        assertThat(ScriptedTask.RUNS.get(5)).as("moment=%d", moment).isEqualTo(cancelled ? 0 : 1);
        return came;
    }

    @Test
    void shouldDeliverWhatADeadWorkerHadPublishedWhenItRangNobody() {
        ScriptedLink link = link();
        ProcessCall<Object> first = ScriptedLink.square(3);
        ProcessCall<Object> second = ScriptedLink.call(ScriptedTask.TWICE, "abc");
        List.of(first, second).forEach(call -> assertThat(link.place(call)).isTrue());
        link.runWorker();
        assertThat(first.isDone()).isFalse();
        assertThat(link.die()).isEmpty();
        requireDone(first, 9L, 0);
        requireDone(second, "abcabc", 0);
    }

    /** Another thread that cancels; it may have to wait for the one that it interrupts, which goes on after a while. */
    private static final class Canceller extends Thread {
        private static final long A_WHILE_MILLIS = 3;
        private final ProcessCall<Object> call;
        private volatile boolean cancelled;

        Canceller(ProcessCall<Object> call) {
            this.call = call;
        }

        @Override
        public void run() {
            cancelled = call.cancel(true);
        }

        void begin() {
            start();
            await(A_WHILE_MILLIS);
        }

        boolean hasCancelled() {
            await(0);
            return cancelled;
        }

        private void await(long millis) {
            try {
                join(millis);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void shouldNeverRunACallWhenItIsCancelledWhileItIsPlaced() {
        forAll(moment -> {
            ScriptedLink link = link();
            ProcessCall<Object> call = ScriptedLink.square(5);
            Canceller canceller = new Canceller(call);
            coordinators.before(moment, canceller::begin);
            assertThat(link.place(call)).isTrue();
            boolean came = coordinators.wasDone();
            if (!came) {
                canceller.begin();
            }
            assertThat(canceller.hasCancelled()).as("moment=%d", moment).isTrue();
            link.runWorker();
            untilBothSleep(link);
            assertThat(ScriptedTask.RUNS.get(5)).as("moment=%d", moment).isZero();
            return came;
        });
    }

    @Test
    void shouldNeverRunACallWhenItIsCancelledWhileItIsMoved() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                memory.clear();
                ScriptedTask.reset();
                ScriptedLink link = new ScriptedLink(memory, memory);
                ProcessCall<Object> call = ScriptedLink.square(5);
                assertThat(link.place(call)).isTrue();
                AtomicBoolean begin = new AtomicBoolean();
                Future<Boolean> cancelled = other.submit(() -> {
                    while (!begin.get()) {
                        Thread.onSpinWait();
                    }
                    return call.cancel(true);
                });
                List<ProcessCall<?>> moved = new ArrayList<>();
                begin.set(true);
                for (int i = 0; i < round % MOST_PAUSE; i++) {
                    Thread.onSpinWait();
                }
                link.channel.takeBack(1, moved::add);
                moved.forEach(link::place);
                assertThat(cancelled.get()).as("round=%d", round).isTrue();
                link.runWorker();
                assertThat(ScriptedTask.RUNS.get(5)).as("round=%d", round).isZero();
            }
        } finally {
            other.shutdown();
        }
    }
}
