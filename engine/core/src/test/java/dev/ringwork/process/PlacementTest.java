package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.link.HookedMemory;
import dev.ringwork.link.Link;
import dev.ringwork.link.PlainMemory;
import dev.ringwork.link.TestLinks;
import dev.ringwork.run.Invocation;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.CheckedType;
import dev.ringwork.wire.Frames;
import dev.ringwork.wire.ValueCodec;
import java.util.List;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which worker a call goes to, and to which it moves: three workers that the test plays, in a pool whose crew never starts. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PlacementTest {
    private static final int WORKERS = 3;
    private static final ValueCodec CODEC =
            new ValueCodec(PlacementTest.class.getClassLoader(), ValueCodec.defaultFilter(), List.of());
    private static final FunctionDef FUNCTION = new FunctionDef(1, new byte[8], "any");

    private final ProcessPoolCore pool = new ProcessPoolCore(
            "unstarted", ProcessPool.builder().maxWorkers(WORKERS).options(), CODEC, new byte[0]);
    private final Link[] links = new Link[WORKERS];
    private final Channel[] workers = new Channel[WORKERS];

    private class Call extends ProcessCall<Object> {
        Call() {
            super(pool, FUNCTION, Frames.shape(Invocation.FUNCTION.ordinal(), Body.NONE), 0, null);
            pool.lifecycle().admitAlways();
        }
    }

    @BeforeEach
    void open() {
        for (int i = 0; i < WORKERS; i++) {
            links[i] = TestLinks.create(
                    new PlainMemory(ScriptedLink.SPEC.fileLength()), ScriptedLink.SPEC, ScriptedLink.EPOCH);
            workers[i] = pool.newChannel(i, "worker " + i, links[i]);
            workers[i].ready();
            pool.opened(workers[i]);
        }
    }

    private Call placedOn(int worker) {
        Call call = new Call();
        assertThat(workers[worker].place(call)).isTrue();
        return call;
    }

    /** The worker has begun it; its result may lie in the ring already. */
    private void begun(int worker, Call call) {
        assertThat(links[worker].claims().claim(call.id)).isTrue();
    }

    @Test
    void shouldTakeFromTheNextWhenTheWorkerWithTheMostCallsHasBegunThemAll() {
        for (int i = 0; i < 3; i++) {
            begun(0, placedOn(0));
        }
        begun(1, placedOn(1));
        Call waiting = placedOn(1);

        pool.progress(workers[2]);

        assertThat(waiting.channel).isSameAs(workers[2]);
    }

    @Test
    void shouldPassOverAWorkerThatIsSetAsideWhenItsIdleBitIsLeft() {
        pool.progress(workers[0]);
        pool.progress(workers[1]);
        workers[0].seal(call -> {});
        Call call = new Call();

        pool.dispatch(call);

        assertThat(call.channel).isSameAs(workers[1]);
    }

    /** It stays for a moment, until the supervisor sends it away. */
    @Test
    void shouldNotMoveCallsToAWorkerThatHasDoneAllItMay() {
        ProcessPoolCore sparing = sparing();
        Channel busy = opened(sparing, 1);
        begunOn(busy, 1);
        Channel[] spent = new Channel[1];
        Call call = new Call() {
            @Override
            void placed(Channel where, long callId) {
                if (spent[0] == null) {
                    spent[0] = opened(sparing, 0);
                    sparing.progress(spent[0]); // marks it idle
                    done(spent[0], 0);
                    done(spent[0], 0);
                }
                super.placed(where, callId);
            }
        };

        sparing.dispatch(call);

        assertThat(spent[0].isSpent()).isTrue();
        assertThat(call.channel).isSameAs(busy);
    }

    /** It did the last of them after it was found free, and before it was marked. */
    @Test
    void shouldNotKeepAWorkerMarkedThatHasDoneAllItMay() {
        ProcessPoolCore sparing = sparing();
        HookedMemory memory = new HookedMemory(new PlainMemory(ScriptedLink.SPEC.fileLength()));
        links[1] = TestLinks.create(memory, ScriptedLink.SPEC, ScriptedLink.EPOCH);
        Channel busy = opened(sparing, 1);
        begunOn(busy, 1);
        begunOn(busy, 1);
        Channel spent = opened(sparing, 0);
        memory.before(
                1,
                () -> { // it is looked for calls to take
                    done(spent, 0);
                    done(spent, 0);
                });

        sparing.progress(spent);

        assertThat(memory.wasDone()).isTrue();
        assertThat(spent.isSpent()).isTrue();
        assertThat(sparing.claimIdle(spent)).as("marked").isFalse();
    }

    /** Its workers do two calls each. */
    private static ProcessPoolCore sparing() {
        return new ProcessPoolCore(
                "sparing",
                ProcessPool.builder().maxWorkers(2).maxTasksPerWorker(2).options(),
                CODEC,
                new byte[0]);
    }

    private Channel opened(ProcessPoolCore owner, int index) {
        Channel channel = owner.newChannel(index, "worker " + index, links[index]);
        channel.ready();
        owner.opened(channel);
        return channel;
    }

    private Call begunOn(Channel channel, int index) {
        Call call = new Call();
        assertThat(channel.place(call)).isTrue();
        begun(index, call);
        return call;
    }

    private void done(Channel channel, int index) {
        finish(channel, index, begunOn(channel, index));
    }

    private void finish(Channel channel, int index, Call call) {
        int shape = Frames.shape(0, Body.NONE);
        RingBuffer results = links[index].results();
        int at = results.tryClaim(CheckedType.of(Frames.RESULT, call.id, shape, 0, 0), Frames.HEADER_LENGTH);
        Frames.putResult(results.buffer(), at, call.id, shape, 0);
        results.commit(at);
        assertThat(channel.help()).isEqualTo(1);
        assertThat(call.isDone()).isTrue();
    }

    /** Calls that are on their way from one worker to another are seen by nobody who becomes idle. */
    @Test
    void shouldHaveAWorkerLookAgainWhenItBecameIdleWhileCallsWereOnTheirWay() {
        begun(0, placedOn(0));
        Call first = placedOn(0);
        Call[] staying = new Call[1];
        Call second = new Call() {
            @Override
            void owned() {
                super.owned();
                if (staying[0].channel == workers[0] && !staying[0].isRunning()) {
                    begun(0, staying[0]);
                    pool.progress(workers[2]);
                }
            }
        };
        assertThat(workers[0].place(second)).isTrue();
        staying[0] = placedOn(0);

        pool.progress(workers[1]);

        assertThat(List.of(first.channel, second.channel)).containsExactlyInAnyOrder(workers[1], workers[2]);
    }

    /** One has claimed an idle worker and is about to place its call, the other found none idle and placed one there. */
    @Test
    void shouldHaveAnIdleWorkerTakeACallWhenTheClaimedOneHasGotAnotherMeanwhile() {
        pool.progress(workers[0]);
        Call[] other = new Call[1];
        Call call = new Call() {
            @Override
            int shapeFor(int mostInline) {
                if (other[0] == null) {
                    other[0] = placedOn(0);
                    begun(0, other[0]);
                    pool.progress(workers[2]);
                }
                return super.shapeFor(mostInline);
            }
        };

        pool.dispatch(call);

        assertThat(other[0].channel).isSameAs(workers[0]);
        assertThat(call.channel).isSameAs(workers[2]);
    }

    /** Both chose it before it was marked idle, and the one that looks for calls to take passes over idle ones. */
    @Test
    void shouldHaveAnIdleWorkerTakeACallWhenTwoSubmittersChoseTheSameBeforeItWasMarked() {
        Call before = placedOn(0);
        begun(0, before);
        Call first = new Call() {
            @Override
            int shapeFor(int mostInline) {
                pool.progress(workers[1]);
                finish(workers[0], 0, before);
                return super.shapeFor(mostInline);
            }
        };
        Call second = new Call() {
            @Override
            int shapeFor(int mostInline) {
                if (first.channel == null) {
                    pool.dispatch(first);
                    begun(1, first);
                }
                return super.shapeFor(mostInline);
            }
        };

        pool.dispatch(second);

        assertThat(first.channel).isSameAs(workers[1]);
        assertThat(second.channel).isSameAs(workers[0]);
    }

    /**
     * While it was marked and looked once more, one claimed it for a call of his own, having seen nothing of the other, which was just left
     * behind those of another worker.
     */
    @Test
    void shouldHaveAnIdleWorkerTakeACallWhenTheOneThatSawItWasClaimedMeanwhile() {
        HookedMemory memory = new HookedMemory(new PlainMemory(ScriptedLink.SPEC.fileLength()));
        links[1] = TestLinks.create(memory, ScriptedLink.SPEC, ScriptedLink.EPOCH);
        workers[1] = opened(pool, 1);
        begunOn(workers[1], 1);
        begunOn(workers[1], 1);
        Call claiming = new Call();
        Call[] waiting = new Call[1];
        memory.before(
                2,
                () -> { // both are looked at for what to take, then the worker is marked, and looks again
                    pool.progress(workers[2]);
                    pool.dispatch(claiming);
                    begun(0, claiming);
                    waiting[0] = placedOn(1);
                });

        pool.progress(workers[0]);

        assertThat(memory.wasDone()).isTrue();
        assertThat(claiming.channel).as("who was marked").isSameAs(workers[0]);
        assertThat(waiting[0].channel).isSameAs(workers[2]);
    }

    @Test
    void shouldMarkAWorkerAgainWhenSomebodyClaimedItAndCouldNotLeaveACallWithIt() {
        pool.progress(workers[0]);
        Call poor = new Call() {
            @Override
            int shapeFor(int mostInline) {
                throw new ScriptedLink.WantOfMemory();
            }
        };
        pool.dispatch(poor);
        assertThat(poor.exception()).isInstanceOf(ScriptedLink.WantOfMemory.class);
        assertThat(pool.claimIdle(workers[0])).as("its mark was taken").isFalse();

        pool.lookForWork();

        assertThat(pool.claimIdle(workers[0])).isTrue();
    }

    @Test
    void shouldHaveAWorkerTakeWhatWaitsWhenItsMarkWasTakenInVain() {
        pool.progress(workers[0]);
        assertThat(pool.claimIdle(workers[0])).isTrue();
        begunOn(workers[1], 1);
        Call waiting = placedOn(1);

        pool.lookForWork();

        assertThat(waiting.channel).isSameAs(workers[0]);
    }

    /** None is marked idle yet, and workers may still be started. */
    @Test
    void shouldHaveAnIdleWorkerTakeACallWhenTwoSubmittersChoseTheSame() {
        Call[] other = new Call[1];
        Call call = new Call() {
            @Override
            void placed(Channel where, long callId) {
                if (other[0] == null) {
                    other[0] = placedOn(0);
                    begun(0, other[0]);
                    pool.progress(workers[2]);
                }
                super.placed(where, callId);
            }
        };

        pool.dispatch(call);

        assertThat(other[0].channel).isSameAs(workers[0]);
        assertThat(call.channel).isSameAs(workers[2]);
    }

    @Test
    void shouldMoveWhatHasNotBegunWhenAWorkerIsWithdrawn() {
        Call running = placedOn(0);
        begun(0, running);
        Call waiting = placedOn(0);
        pool.progress(workers[1]);
        assertThat(waiting.channel).isSameAs(workers[1]);
        Call next = placedOn(0);

        pool.withdraw(workers[0]);

        assertThat(running.channel).isSameAs(workers[0]);
        assertThat(next.channel).isNotSameAs(workers[0]);
    }

    /** As when it breaks for a worker's death: the others are killed a moment later, and must not begin what the dead one had left. */
    @Test
    void shouldEndWhatHasNotBegunWhenAWorkerOfABrokenPoolIsWithdrawn() {
        Call running = placedOn(0);
        begun(0, running);
        Call waiting = placedOn(0);
        pool.breakPool(new IllegalStateException("the reason"));

        pool.withdraw(workers[0]);

        assertThat(waiting.exception()).isInstanceOf(BrokenExecutorException.class);
        assertThat(links[1].calls().size() + links[2].calls().size())
                .as("what others may begin")
                .isZero();
        assertThat(running.isDone()).isFalse();
    }

    @Test
    void shouldEndWhatHasNotBegunWhenAWorkerOfABrokenPoolBecomesIdle() {
        begun(0, placedOn(0));
        Call waiting = placedOn(0);
        pool.breakPool(new IllegalStateException("the reason"));

        pool.progress(workers[1]);

        assertThat(waiting.exception()).isInstanceOf(BrokenExecutorException.class);
        assertThat(links[1].calls().size()).as("what it may begin").isZero();
    }

    @Test
    void shouldGiveCallsAgainToAWorkerThatIsReadmitted() {
        for (Channel worker : workers) {
            pool.withdraw(worker);
        }
        Call waiting = new Call();
        pool.dispatch(waiting);
        assertThat(waiting.channel).isNull();

        pool.readmit(workers[1]);

        assertThat(waiting.channel).isSameAs(workers[1]);
        begun(1, waiting);
    }

    @Test
    void shouldMarkAReadmittedWorkerIdleWhenNothingWaits() {
        pool.withdraw(workers[1]);

        pool.readmit(workers[1]);

        assertThat(pool.claimIdle(workers[1])).isTrue();
    }

    /**
     * It is in nobody's ring and not in the backlog when those are searched for what to cancel, since its thread was given no time for
     * so long that the search went on without it: here it is the same thread.
     */
    @Test
    void shouldCancelACallThatIsOnItsWayWhenThePoolIsShutDown() {
        begun(0, placedOn(0));
        Call moving = new Call() {
            @Override
            void owned() {
                super.owned();
                pool.shutdown(true);
            }
        };
        assertThat(workers[0].place(moving)).isTrue();

        pool.progress(workers[1]);

        assertThat(moving.isCancelled()).isTrue();
        assertThat(links[1].claims().claim(moving.id)).isFalse();
    }
}
