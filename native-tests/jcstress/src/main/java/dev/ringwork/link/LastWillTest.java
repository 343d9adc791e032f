package dev.ringwork.link;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** What the claim table says of a worker that died while one call was queued. */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "it ran, and the table says that it had begun")
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "it was taken back and never ran")
@Outcome(
        id = "true, true",
        expect = FORBIDDEN,
        desc = "a call that ran looks as if it had not begun: it will run twice")
@Outcome(id = "false, true", expect = FORBIDDEN, desc = "a call that was taken back can be claimed all the same")
@State
public class LastWillTest {
    private static final int SLOTS = 4;
    private static final long ID = 4 * SLOTS + 2;
    private static final int RAN = 512;

    private final Cells cell = new Cells();
    private final ClaimTable coordinator = new ClaimTable(cell.ours, SLOTS);
    private final ClaimTable worker = new ClaimTable(cell.theirs, SLOTS);

    /** Queues the call. */
    public LastWillTest() {
        coordinator.queueRelease(ID);
    }

    /** The worker claims and runs. */
    @Actor
    public void run() {
        if (worker.claim(ID)) {
            cell.theirs.putLong(RAN, 1);
        }
    }

    /** Another thread of the coordinator cancels. */
    @Actor
    public void cancel() {
        coordinator.revoke(ID);
    }

    /** After the worker's death. */
    @Arbiter
    public void settle(ZZ_Result r) {
        r.r1 = cell.ours.getLong(RAN) == 1;
        r.r2 = coordinator.isQueuedVolatile(ID);
    }
}
