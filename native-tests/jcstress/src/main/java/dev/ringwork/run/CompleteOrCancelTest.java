package dev.ringwork.run;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** A worker runs a task while a caller cancels it. */
@JCStressTest
@Outcome(
        id = "1, 0, 0, 1",
        expect = ACCEPTABLE,
        desc = "the worker completes it, and the cancel says that it came too late")
@Outcome(id = "0, 1, 1, 1", expect = ACCEPTABLE, desc = "cancelled, as the cancel and the future say")
@Outcome(expect = FORBIDDEN, desc = "a future has two outcomes, or none, or another than the cancel says")
@State
public class CompleteOrCancelTest {
    private final ProbeTask task = new ProbeTask();

    /** The worker. */
    @Actor
    public void run(IIII_Result r) {
        r.r1 = task.begin() && task.complete(1) ? 1 : 0;
    }

    /** The caller. */
    @Actor
    public void cancel(IIII_Result r) {
        r.r2 = task.cancel(true) ? 1 : 0;
    }

    /** What is seen in the end. */
    @Arbiter
    public void look(IIII_Result r) {
        r.r3 = task.isCancelled() ? 1 : 0;
        r.r4 = task.ends();
    }
}
