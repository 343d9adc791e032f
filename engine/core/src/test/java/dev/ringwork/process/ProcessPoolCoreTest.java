package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.link.HookedMemory;
import dev.ringwork.link.PlainMemory;
import dev.ringwork.link.TestLinks;
import dev.ringwork.run.Invocation;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.Frames;
import dev.ringwork.wire.ValueCodec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Placement, in a pool whose crew never starts. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProcessPoolCoreTest {
    private static final ValueCodec CODEC =
            new ValueCodec(ProcessPoolCoreTest.class.getClassLoader(), ValueCodec.defaultFilter(), List.of());
    private static final FunctionDef FUNCTION = new FunctionDef(1, new byte[8], "any");

    /** Long enough for another thread to go wrong in; it is never too short for one that doesn't. */
    private static final long A_WHILE_MILLIS = 30;

    private final ProcessPoolCore pool =
            new ProcessPoolCore("unstarted", ProcessPool.builder().maxWorkers(1).options(), CODEC, new byte[0]);
    private final Channel workers = pool.newChannel(
            0,
            "worker",
            TestLinks.create(new PlainMemory(ScriptedLink.SPEC.fileLength()), ScriptedLink.SPEC, ScriptedLink.EPOCH));

    private class Call extends ProcessCall<Object> {
        Call() {
            this(pool);
        }

        Call(ProcessPoolCore owner) {
            super(owner, FUNCTION, Frames.shape(Invocation.FUNCTION.ordinal(), Body.NONE), 0, null);
            owner.lifecycle().admitAlways();
        }
    }

    /** A worker is set aside, by the supervisor, just when another thread finds work for it. */
    @Test
    void shouldNotLookForWorkWithoutEndWhenTheChannelIsSealed() {
        workers.ready();
        pool.dispatch(new Call() {
            private int waits;

            @Override
            boolean takeFromBacklog() {
                workers.seal(call -> {});
                return super.takeFromBacklog();
            }

            @Override
            void waiting() {
                super.waiting();
                if (++waits <= 2) {
                    workers.unseal(); // the first time it comes into the backlog, the second time progress() tries it
                }
            }
        });

        pool.progress(workers);

        assertThat(pool.claimIdle(workers)).as("its idle bit").isFalse();
    }

    /** Calls that move from one worker to another are in neither's ring for a moment. */
    @Test
    void shouldReturnCallsThatAreJustBeingMovedWhenShutDownNow() throws Exception {
        ProcessPoolCore two =
                new ProcessPoolCore("two", ProcessPool.builder().maxWorkers(2).options(), CODEC, new byte[0]);
        PlainMemory one = new PlainMemory(ScriptedLink.SPEC.fileLength());
        HookedMemory other = new HookedMemory(new PlainMemory(ScriptedLink.SPEC.fileLength()));
        Channel busy = two.newChannel(0, "busy", TestLinks.create(one, ScriptedLink.SPEC, ScriptedLink.EPOCH));
        Channel idle = two.newChannel(1, "idle", TestLinks.create(other, ScriptedLink.SPEC, ScriptedLink.EPOCH));
        busy.ready();
        two.opened(busy);
        List<Call> calls = List.of(new Call(two), new Call(two), new Call(two), new Call(two));
        calls.forEach(two::dispatch);
        assertThat(busy.inFlight()).isEqualTo(calls.size());
        List<Runnable> neverBegun = new ArrayList<>();
        Thread ending = new Thread(() -> neverBegun.addAll(two.shutdownNow()));
        idle.ready();
        two.opened(idle);

        other.before(0, () -> {
            assertThat(busy.inFlight()).as("some are on their way").isLessThan(calls.size());
            ending.start();
            join(ending, A_WHILE_MILLIS);
        });
        two.progress(idle);
        join(ending, 0);

        assertThat(other.wasDone()).isTrue();
        assertThat(neverBegun).containsExactlyInAnyOrderElementsOf(calls);
        assertThat(calls).allMatch(Call::isCancelled);
    }

    private static void join(Thread thread, long millis) {
        try {
            thread.join(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldEndTheCallWhenThereIsNoMemoryToDispatchIt() {
        Call call = new Call() {
            @Override
            void waiting() {
                throw new ScriptedLink.WantOfMemory();
            }
        };

        pool.dispatch(call);

        assertThat(call.exception()).isInstanceOf(ScriptedLink.WantOfMemory.class);
        pool.shutdown(false);
        assertThat(pool.lifecycle().isQuiescent()).isTrue();
    }

    @Test
    void shouldEndTheCallAndPlaceTheNextWhenThereIsNoMemoryToPlaceOneOfTheBacklog() {
        Call poor = new Call() {
            @Override
            int shapeFor(int mostInline) {
                throw new ScriptedLink.WantOfMemory();
            }
        };
        Call next = new Call();
        pool.dispatch(poor);
        pool.dispatch(next);

        pool.opened(workers);

        assertThat(poor.exception()).isInstanceOf(ScriptedLink.WantOfMemory.class);
        assertThat(workers.inFlight()).isGreaterThanOrEqualTo(1);
        assertThat(next.isDone()).isFalse();
    }
}
