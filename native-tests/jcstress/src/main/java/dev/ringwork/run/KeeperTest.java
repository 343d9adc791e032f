package dev.ringwork.run;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The keeper lets go of a pool that was idle for two looks while a task is submitted. */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "let go, and the submitter has it watched again")
@Outcome(
        id = "true, true",
        expect = FORBIDDEN,
        desc = "a pool with work is let go by the keeper, and nobody watches it")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the keeper saw the task and goes on watching")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "kept and watched at a time")
@State
public class KeeperTest {
    private final AtomicLong outstanding = new AtomicLong();
    private final AtomicLong watches = new AtomicLong();
    private final Keeper.Kept kept = new Keeper.Kept(outstanding::get, pool -> watches.getAndIncrement() >= 0);

    /** The pool had work, and none at the keeper's last look. */
    public KeeperTest() {
        kept.keepAlive();
        Keeper.letGo(kept);
        watches.set(0);
    }

    /** The keeper's second look. */
    @Actor
    public void look(ZZ_Result r) {
        r.r1 = Keeper.letGo(kept);
    }

    /** A submitter. */
    @Actor
    public void submit() {
        outstanding.getAndIncrement();
        kept.keepAlive();
    }

    /** Whether nobody has asked for it to be watched again. */
    @Arbiter
    public void settle(ZZ_Result r) {
        r.r2 = watches.get() == 0;
    }
}
