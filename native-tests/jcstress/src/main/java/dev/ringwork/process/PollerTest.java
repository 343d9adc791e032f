package dev.ringwork.process;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The pump runs dry and parks while the worker publishes a result. */
@JCStressTest
@Outcome(
        id = {"true, false", "true, true"},
        expect = ACCEPTABLE,
        desc = "the result was taken")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the worker rings")
@Outcome(
        id = "false, false",
        expect = FORBIDDEN,
        desc = "a result lies in the ring, everyone is parked, and nobody rings")
@State
public class PollerTest {
    private final Watched watched = new Watched();

    /** A call is in flight. */
    public PollerTest() {
        watched.place();
    }

    /** The pump, after a bell that was for nothing. */
    @Actor
    public void pump() {
        watched.poller.pumpBegins();
        watched.poller.pump();
        watched.poller.pumpEnds();
    }

    /** The worker. */
    @Actor
    public void publish(ZZ_Result r) {
        r.r2 = watched.publish();
    }

    /** Whether the result was taken. */
    @Arbiter
    public void look(ZZ_Result r) {
        r.r1 = watched.isTaken();
    }
}
