package dev.ringwork.run;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ringwork.WhenFull;
import java.util.concurrent.RejectedExecutionException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** A task is submitted and done while the pool closes. */
@JCStressTest
@Outcome(
        id = {"true, true, true", "false, true, true"},
        expect = ACCEPTABLE,
        desc = "counted or refused; the end is told")
@Outcome(
        id = {"true, false, true", "false, false, true"},
        expect = FORBIDDEN,
        desc = "nobody is told that a closed pool is empty")
@Outcome(expect = FORBIDDEN, desc = "a closed pool counts tasks that nobody will finish")
@State
public class AdmitOrCloseTest {
    private volatile boolean told;
    private final Lifecycle lifecycle =
            new Lifecycle("probe", Long.MAX_VALUE, WhenFull.REJECT, this::quiescent, () -> 0);

    private void quiescent() {
        told = true;
    }

    /** Who submits, and the worker that is done with it at once. */
    @Actor
    public void submit(ZZZ_Result r) {
        try {
            lifecycle.admitAlways();
            lifecycle.ending();
            lifecycle.ended(TaskEnd.SUCCEEDED);
            r.r1 = true;
        } catch (RejectedExecutionException e) {
            r.r1 = false;
        }
    }

    /** Who closes. */
    @Actor
    public void close() {
        lifecycle.close();
    }

    /** What is seen in the end. */
    @Arbiter
    public void look(ZZZ_Result r) {
        r.r2 = told;
        r.r3 = lifecycle.isQuiescent();
    }
}
