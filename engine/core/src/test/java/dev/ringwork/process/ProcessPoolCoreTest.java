package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.link.PlainMemory;
import dev.ringwork.link.TestLinks;
import dev.ringwork.run.Invocation;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.Frames;
import dev.ringwork.wire.ValueCodec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Placement, in a pool whose crew never starts. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProcessPoolCoreTest {
    private static final ValueCodec CODEC =
            new ValueCodec(ProcessPoolCoreTest.class.getClassLoader(), ValueCodec.defaultFilter(), List.of());
    private static final FunctionDef FUNCTION = new FunctionDef(1, new byte[8], "any");

    private final ProcessPoolCore pool =
            new ProcessPoolCore("unstarted", ProcessPool.builder().maxWorkers(1).options(), CODEC, new byte[0]);
    private final Channel workers = pool.newChannel(
            0,
            "worker",
            TestLinks.create(new PlainMemory(ScriptedLink.SPEC.fileLength()), ScriptedLink.SPEC, ScriptedLink.EPOCH));

    private class Call extends ProcessCall<Object> {
        Call() {
            super(pool, FUNCTION, Frames.shape(Invocation.FUNCTION.ordinal(), Body.NONE), 0, null);
            pool.lifecycle().admitAlways();
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
