package dev.ringwork.process;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The last watcher leaves, and locks only when there is something to take, while another polls in vain and the worker publishes. */
@JCStressTest
@Outcome(
        id = {"true, false", "true, true"},
        expect = ACCEPTABLE,
        desc = "the result was taken")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the worker rings")
@Outcome(
        id = "false, false",
        expect = FORBIDDEN,
        desc = "each of the two leaves the result to the other, and nobody rings")
@State
public class LeaveOrPollTest {
    private final Watched watched = new Watched();

    /** A call is in flight and watched. */
    public LeaveOrPollTest() {
        watched.place();
        watched.poller.pumpBegins();
    }

    /** The watcher. */
    @Actor
    public void leave() {
        watched.poller.pumpEnds();
    }

    /** A submitter that wants room and finds nothing, then the worker. */
    @Actor
    public void pollAndPublish(ZZ_Result r) {
        watched.poller.poll();
        r.r2 = watched.publish();
    }

    /** Whether the result was taken. */
    @Arbiter
    public void look(ZZ_Result r) {
        r.r1 = watched.isTaken();
    }
}
