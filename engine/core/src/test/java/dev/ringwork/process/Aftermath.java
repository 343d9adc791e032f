package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.WorkerProtocolException;
import dev.ringwork.link.ClaimTable;
import dev.ringwork.link.LinkLayout;
import dev.ringwork.link.LinkSpec;
import dev.ringwork.link.PlainMemory;
import dev.ringwork.link.WorkerState;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * What the death of a worker leaves: what became of each call, held against what its claim word said. Whoever makes one has
 * the worker buried, and what it had not begun run elsewhere.
 */
final class Aftermath {
    /** What became of a call, in the order in which a worker that lives longer brings it forward. */
    enum Fate {
        /** It had not begun, and ran elsewhere. */
        MOVED_ON,
        /** It had begun, and there was no whole result. */
        FAILED,
        /** Its result was there. */
        ENDED,
        /** The coordinator had taken it back. */
        TAKEN_BACK
    }

    private static final LinkSpec SPEC = ScriptedLink.SPEC;

    private final ScriptedLink link;
    private final PlainMemory memory;
    private final String when;
    private final List<Fate> fates = new ArrayList<>();

    Aftermath(
            ScriptedLink link,
            PlainMemory memory,
            PlainMemory elsewhere,
            CrashScenario scenario,
            List<ScriptedCall> calls,
            String when) {
        this.link = link;
        this.memory = memory;
        this.when = when;
        int[] states = calls.stream().mapToInt(call -> call.state(memory)).toArray();
        List<ProcessCall<?>> unbegun = link.die();
        assertThat(link.corruption())
                .as("a worker that died spoils nothing: %s", when)
                .isNull();
        requireAllTaken();
        for (int i = 0; i < states.length; i++) {
            fates.add(fate(calls.get(i), states[i], unbegun));
        }
        if (scenario.initializer() == null) {
            assertThat(link.initialized).as(when).isZero();
        } else {
            requireInitialized(scenario.initializer());
        }
        ScriptedLink.finishElsewhere(unbegun, elsewhere);
        for (int i = 0; i < states.length; i++) {
            if (fates.get(i) == Fate.MOVED_ON) {
                requireTrue(calls.get(i).isRightElsewhere() && calls.get(i).ran(1), calls.get(i));
            }
        }
        requireInTheirOrder();
    }

    /** What became of each call. */
    List<Fate> fates() {
        return fates;
    }

    /** What a worker has published before its death is taken, whether it rang or not. */
    private void requireAllTaken() {
        int ring = LinkLayout.resultRingOffset(SPEC.claimSlots(), SPEC.callCapacity());
        long head = memory.whole().getLong(ring + SPEC.resultCapacity() + RingBufferDescriptor.HEAD_POSITION_OFFSET);
        int next = RecordDescriptor.lengthOffset((int) head & SPEC.resultCapacity() - 1);
        assertThat(memory.whole().getInt(ring + next))
                .as("length of a record that was committed and not taken: %s", when)
                .isNotPositive();
    }

    private Fate fate(ScriptedCall call, int state, List<ProcessCall<?>> unbegun) {
        assertThat(unbegun.contains(call.call))
                .as("what was queued, and nothing else, moves on: state=%d %s %s", state, call, when)
                .isEqualTo(state == ClaimTable.QUEUED);
        switch (state) {
            case ClaimTable.QUEUED -> {
                requireTrue(!call.call.isDone() && call.ran(0), call);
                return Fate.MOVED_ON;
            }
            case ClaimTable.REVOKED -> {
                requireTrue(call.call.isCancelled() && call.ran(0), call);
                return Fate.TAKEN_BACK;
            }
            case ClaimTable.RUNNING -> {
                if (call.isRight()) {
                    requireTrue(call.ran(1), call);
                    return Fate.ENDED;
                }
                requireTrue(call.ranAtMostOnce(), call);
                assertThat(call.failure())
                        .as("%s %s", call, when)
                        .isInstanceOf(WorkerProtocolException.class)
                        .hasMessage(ScriptedLink.DIED);
                return Fate.FAILED;
            }
            default -> throw new AssertionError("the dead leave claim words whole: " + call + " " + when);
        }
    }

    private void requireTrue(boolean rule, ScriptedCall call) {
        assertThat(rule).as("%s %s", call, when).isTrue();
    }

    /** An initializer ends once, before any call begins and before its worker says that it is ready; which it doesn't after a failure. */
    private void requireInitialized(CrashScenario.Initializer initializer) {
        assertThat(link.initialized).as(when).isLessThanOrEqualTo(1);
        assertThat(initializer.ranAtMostOnce()).as(when).isTrue();
        Throwable failure = link.initialized == 0 ? null : initializer.failure();
        assertThat(
                        failure == null
                                ? link.initializerFailure == null
                                : ScriptedCall.isSame(failure, link.initializerFailure))
                .as("initializerFailure=%s %s", link.initializerFailure, when)
                .isTrue();
        boolean isReady = memory.whole().getInt(LinkLayout.WORKER_STATE_OFFSET) == WorkerState.READY.ordinal();
        if (isReady || fates.contains(Fate.FAILED) || fates.contains(Fate.ENDED)) {
            assertThat(link.initialized == 1 && failure == null)
                    .as(
                            "a worker takes calls when its initializer has succeeded: initialized=%d %s",
                            link.initialized, when)
                    .isTrue();
        }
    }

    /** A worker takes calls as they come: those before the one that fails have ended, those behind it have not begun. */
    private void requireInTheirOrder() {
        List<Fate> begun =
                fates.stream().filter(fate -> fate != Fate.TAKEN_BACK).toList();
        assertThat(begun).as(when).isSortedAccordingTo((one, next) -> next.compareTo(one));
        assertThat(begun.stream().filter(fate -> fate == Fate.FAILED)).as(when).hasSizeLessThanOrEqualTo(1);
    }

    /** The later a worker dies the further has each call come. */
    void requireNoStepBack(List<Fate> fatesOfAnEarlierDeath) {
        for (int i = 0; i < fates.size(); i++) {
            assertThat(fates.get(i)).as("call=%d %s", i, when).isGreaterThanOrEqualTo(fatesOfAnEarlierDeath.get(i));
        }
    }
}
