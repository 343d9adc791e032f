package dev.ringwork.run;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** Two threads complete one future. */
@JCStressTest
@Outcome(id = "1, 0, 7, 1", expect = ACCEPTABLE, desc = "the first wins")
@Outcome(id = "0, 1, 8, 1", expect = ACCEPTABLE, desc = "the second wins")
@Outcome(expect = FORBIDDEN, desc = "there are two winners, or none, or the value is the loser's")
@State
public class TwoCompletionsTest {
    private final ProbeTask task = new ProbeTask();

    /** One. */
    @Actor
    public void one(IIII_Result r) {
        r.r1 = task.complete(7) ? 1 : 0;
    }

    /** The other. */
    @Actor
    public void other(IIII_Result r) {
        r.r2 = task.deliver((Object) 8) ? 1 : 0;
    }

    /** What is seen in the end. */
    @Arbiter
    public void look(IIII_Result r) {
        r.r3 = task.result();
        r.r4 = task.ends();
    }
}
