package dev.ringwork.run;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two submitters look for an idle worker, of which there is one. */
@JCStressTest
@Outcome(id = "3, -1", expect = ACCEPTABLE, desc = "the first has it")
@Outcome(id = "-1, 3", expect = ACCEPTABLE, desc = "the second has it")
@Outcome(id = "3, 3", expect = FORBIDDEN, desc = "both give it a task, and one is lost")
@Outcome(expect = FORBIDDEN, desc = "an idle worker is overlooked")
@State
public class IdleSetTest {
    private final IdleSet idle = new IdleSet(4);

    /** One worker is idle. */
    public IdleSetTest() {
        idle.add(3);
    }

    /** One submitter. */
    @Actor
    public void one(II_Result r) {
        r.r1 = idle.claimAny();
    }

    /** The other. */
    @Actor
    public void other(II_Result r) {
        r.r2 = idle.claimAny();
    }
}
