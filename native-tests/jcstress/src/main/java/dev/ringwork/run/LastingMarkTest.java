package dev.ringwork.run;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * A worker's mark stays while it runs its only call. Its result is taken, then the mark is looked for; meanwhile a submitter, who found the
 * worker busy, takes the mark off, then looks once more.
 */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "it is marked again")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the submitter has it")
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "both: a mark may be of a worker that is busy")
@Outcome(expect = FORBIDDEN, desc = "it is idle and nobody knows")
@State
public class LastingMarkTest {
    private final IdleSet idle = new IdleSet(4);
    private final AtomicInteger inFlight = new AtomicInteger(1);

    /** It is marked, and busy. */
    public LastingMarkTest() {
        idle.add(3);
    }

    /** Who takes its result. */
    @Actor
    public void completer(ZZ_Result r) {
        inFlight.getAndDecrement();
        idle.mark(3);
    }

    /** Who found it busy. */
    @Actor
    public void submitter(ZZ_Result r) {
        r.r2 = idle.claim(3) && inFlight.get() == 0;
    }

    /** What is left. */
    @Arbiter
    public void end(ZZ_Result r) {
        r.r1 = idle.lowest() == 3;
    }
}
