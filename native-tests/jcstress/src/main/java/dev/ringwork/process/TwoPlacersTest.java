package dev.ringwork.process;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Two calls are placed after the last watcher left the word unset; one of them is done at once. */
@JCStressTest
@Outcome(id = "true", expect = ACCEPTABLE, desc = "the worker rings, whoever has set the word")
@Outcome(id = "false", expect = FORBIDDEN, desc = "a placer relies on the word that the other has not set yet")
@State
public class TwoPlacersTest {
    private final Watched watched = new Watched();

    /** Nobody watches, and nothing was due when the last one left. */
    public TwoPlacersTest() {
        watched.poller.pumpBegins();
        watched.poller.pumpEnds();
    }

    /** A placer. */
    @Actor
    public void placeOne() {
        watched.place();
    }

    /** Another, then the worker. */
    @Actor
    public void placeAndPublish(Z_Result r) {
        watched.place();
        r.r1 = watched.publish();
    }
}
