package dev.ringwork.thread;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ringwork.run.IdleSet;
import dev.ringwork.run.Invocation;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A worker becomes idle while a task is left in an inbox. */
@JCStressTest
@Outcome(
        id = {"true, false", "false, true", "true, true"},
        expect = ACCEPTABLE,
        desc = "the worker looks or is told to")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "a task lies in an inbox while a worker is idle")
@State
public class IdleOrOfferTest {
    private static final ThreadPoolCore POOL = new ThreadPoolCore(ThreadPool.builder(), "probe");
    private static final ThreadTask<?> TASK = new ThreadTask<>(POOL, Invocation.RUNNABLE, POOL, null, null, false);

    private final IdleSet idle = new IdleSet(1);
    private final Inbox inbox = new Inbox();

    /** The worker sets its bit, then looks. */
    @Actor
    public void idle(ZZ_Result r) {
        idle.add(0);
        r.r1 = !inbox.isEmpty();
    }

    /** The submitter offers, then looks for a bit. */
    @Actor
    public void offer(ZZ_Result r) {
        inbox.offer(TASK);
        r.r2 = idle.claimAny() == 0;
    }
}
