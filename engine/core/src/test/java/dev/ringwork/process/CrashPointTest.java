package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.link.CutMemory;
import dev.ringwork.link.LinkLayout;
import dev.ringwork.link.LinkSpec;
import dev.ringwork.link.PlainMemory;
import dev.ringwork.process.Aftermath.Fate;
import dev.ringwork.wire.CheckedType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.agrona.BitUtil;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One side dies after its Nth access to shared memory, for every N there is. Whatever N: each future completes once, a call runs
 * at most once, and a result is whole or there is none.
 *
 * <p>When the worker dies, at most one call fails of it, and only one whose claim word says that it had begun: those before it have
 * their results, those behind it run elsewhere.
 */
// In a thread of its own, since a worker that waits for room takes no notice of interrupts: a hang is a failure, too.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrashPointTest {
    /** Far more than any scenario makes. */
    private static final long NEVER = 1L << 40;
    /** More than any scenario makes; before them the watch has ended a worker that waits for a dead coordinator. */
    private static final long MOST_OF_A_WORKER = 20_000;

    private static final LinkSpec SPEC = ScriptedLink.SPEC;

    private final PlainMemory memory = new PlainMemory(SPEC.fileLength());
    private final PlainMemory elsewhere = new PlainMemory(SPEC.fileLength());

    private void beginAnew() {
        memory.clear();
        ScriptedTask.reset();
    }

    @ParameterizedTest
    @EnumSource
    void shouldSettleEveryCallOnceWhenTheWorkerDiesAfterAnyAccess(CrashScenario scenario) {
        List<Set<Fate>> seen = new ArrayList<>();
        scenario.calls().forEach(call -> seen.add(EnumSet.noneOf(Fate.class)));
        List<Fate> before = List.of();
        long accesses = NEVER;
        for (long n = 0; n <= accesses; n++) {
            beginAnew();
            CutMemory workers = new CutMemory(memory, n);
            ScriptedLink link = ScriptedLink.starting(memory, workers, scenario.initializer());
            List<ScriptedCall> calls = scenario.calls();
            calls.forEach(call -> assertThat(link.place(call.call)).isTrue());
            scenario.meddle(link, calls);
            link.runWorker(); // until it parks
            assertThat(link.channel.sendStop()).isTrue();
            link.runWorker();
            if (workers.isCut()) {
                assertThat(link.workerDeath()).isInstanceOf(CutMemory.Cut.class);
            } else {
                assertThat(link.workerDeath()).isNull();
                assertThat(resultRecords()).containsAll(scenario.records());
                accesses = n;
            }
            Aftermath aftermath = new Aftermath(link, memory, elsewhere, scenario, calls, "n=" + n);
            if (n > 0) {
                aftermath.requireNoStepBack(before);
            }
            before = aftermath.fates();
            for (int i = 0; i < before.size(); i++) {
                seen.get(i).add(before.get(i));
            }
        }
        assertThat(accesses).isGreaterThan(10);
        for (int i = 0; i < seen.size(); i++) {
            assertThat(seen.get(i)).as("call=%d", i).isEqualTo(scenario.fates(i));
        }
    }

    /** Types of the records that lie in the result ring from its beginning to the producer's position. */
    private Set<Integer> resultRecords() {
        int ring = LinkLayout.resultRingOffset(SPEC.claimSlots(), SPEC.callCapacity());
        long tail = memory.whole().getLong(ring + SPEC.resultCapacity() + RingBufferDescriptor.TAIL_POSITION_OFFSET);
        Set<Integer> types = new TreeSet<>();
        for (int at = 0; at < (tail & SPEC.resultCapacity() - 1); ) {
            types.add(CheckedType.type(memory.whole().getInt(ring + RecordDescriptor.typeOffset(at))));
            int length = memory.whole().getInt(ring + RecordDescriptor.lengthOffset(at));
            assertThat(length).isPositive();
            at += BitUtil.align(length, RecordDescriptor.ALIGNMENT);
        }
        return types;
    }

    @ParameterizedTest
    @EnumSource
    void shouldRunNothingTwiceWhenTheCoordinatorDiesAfterAnyAccess(CrashScenario scenario) {
        long accesses = NEVER;
        for (long n = 0; n <= accesses; n++) {
            beginAnew();
            CutMemory coordinators = new CutMemory(memory, NEVER);
            CutMemory workers = new CutMemory(memory, MOST_OF_A_WORKER);
            // Creating the file is before there is a worker, so the count begins behind it.
            ScriptedLink link = ScriptedLink.starting(coordinators, workers, scenario.initializer());
            List<ScriptedCall> calls = scenario.calls();
            coordinators.allow(n);
            link.runWorker(); // it starts, and parks
            boolean lives = link.coordinate(() -> {
                calls.forEach(call -> link.place(call.call));
                scenario.meddle(link, calls);
            });
            assertThat(lives).isEqualTo(!coordinators.isCut());
            link.runWorker();
            link.coordinate(link.channel::sendStop);
            link.runWorker();
            if (!coordinators.isCut()) {
                accesses = n;
            }
            if (!(workers.isCut() && coordinators.isCut())) {
                assertThat(link.workerDeath())
                        .as("a worker reads what a dead coordinator has left: n=%d", n)
                        .isNull();
            }
            for (int i = 0; i < calls.size(); i++) {
                requireRunOnceOrNever(calls.get(i), "n=" + n);
                if (!coordinators.isCut() && scenario.fates(i).contains(Fate.ENDED)) {
                    assertThat(calls.get(i).isRight()).as("nobody dies").isTrue();
                }
            }
        }
        assertThat(accesses).isGreaterThan(10);
    }

    private static void requireRunOnceOrNever(ScriptedCall call, String when) {
        assertThat(call.ranAtMostOnce()).as("%s %s", call, when).isTrue();
        if (call.call.isCancelled()) {
            assertThat(call.ran(0)).as("%s %s", call, when).isTrue();
        } else if (call.call.isDone()) {
            assertThat(call.isRight() && call.ran(1)).as("%s %s", call, when).isTrue();
        }
    }
}
