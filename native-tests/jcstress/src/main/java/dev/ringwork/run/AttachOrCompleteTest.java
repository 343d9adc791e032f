package dev.ringwork.run;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ringwork.ProbeWaiter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** A waiter is attached while the future completes. */
@JCStressTest
@Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "attached and told once")
@Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "the future was done: nobody will tell")
@Outcome(id = "true, 0", expect = FORBIDDEN, desc = "a waiter is never told")
@Outcome(id = "false, 1", expect = FORBIDDEN, desc = "a waiter that was refused is told")
@Outcome(expect = FORBIDDEN, desc = "a waiter is told twice")
@State
public class AttachOrCompleteTest {
    private final ProbeTask task = new ProbeTask();
    private final ProbeWaiter waiter = new ProbeWaiter();

    /** Who waits. */
    @Actor
    public void attach(ZI_Result r) {
        r.r1 = task.attach(waiter);
    }

    /** Who completes. */
    @Actor
    public void complete() {
        task.complete(1);
    }

    /** How often the waiter was told. */
    @Arbiter
    public void look(ZI_Result r) {
        r.r2 = waiter.told();
    }
}
