package dev.ringwork.run;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two callbacks are added while the future completes. */
@JCStressTest
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "each runs once")
@Outcome(expect = FORBIDDEN, desc = "a callback is lost or runs twice")
@State
public class CallbackOrCompleteTest {
    private final ProbeTask task = new ProbeTask();
    private final AtomicInteger one = new AtomicInteger();
    private final AtomicInteger other = new AtomicInteger();

    /** One is added. */
    @Actor
    public void addOne() {
        task.onDone(done -> one.getAndIncrement());
    }

    /** The future completes, and another is added late. */
    @Actor
    public void completeAndAdd() {
        task.complete(1);
        task.onDone(done -> other.getAndIncrement());
    }

    /** How often each ran. */
    @Arbiter
    public void look(II_Result r) {
        r.r1 = one.get();
        r.r2 = other.get();
    }
}
