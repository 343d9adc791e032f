package dev.ringwork.process;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The last watcher leaves when nothing is due, while a call is placed and done at once. */
@JCStressTest
@Outcome(
        id = {"true, false", "true, true"},
        expect = ACCEPTABLE,
        desc = "the result was taken")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the worker rings")
@Outcome(
        id = "false, false",
        expect = FORBIDDEN,
        desc = "the watcher leaves the word to the placer, the placer to the watcher, and nobody rings")
@State
public class LeaveOrPlaceTest {
    private final Watched watched = new Watched();

    /** Watched, with no call in flight. */
    public LeaveOrPlaceTest() {
        watched.poller.pumpBegins();
    }

    /** The watcher. */
    @Actor
    public void leave() {
        watched.poller.pumpEnds();
    }

    /** The placer, then the worker. */
    @Actor
    public void placeAndPublish(ZZ_Result r) {
        watched.place();
        r.r2 = watched.publish();
    }

    /** Whether the result was taken. */
    @Arbiter
    public void look(ZZ_Result r) {
        r.r1 = watched.isTaken();
    }
}
