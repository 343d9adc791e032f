package dev.ringwork.link;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** What was written before a call is queued is seen by the worker that claims it. */
@JCStressTest
@Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "not queued yet")
@Outcome(id = "true, 7", expect = ACCEPTABLE, desc = "claimed, with its frame")
@Outcome(id = "true, 0", expect = FORBIDDEN, desc = "a call was claimed whose frame is not there")
@State
public class QueueThenClaimTest {
    private static final int SLOTS = 4;
    private static final long ID = 4 * SLOTS + 3;
    private static final int FRAME = 512;

    private final Cells cell = new Cells();
    private final ClaimTable coordinator = new ClaimTable(cell.ours, SLOTS);
    private final ClaimTable worker = new ClaimTable(cell.theirs, SLOTS);

    /** The coordinator. */
    @Actor
    public void queue() {
        cell.ours.putInt(FRAME, 7);
        coordinator.queueRelease(ID);
    }

    /** The worker. */
    @Actor
    public void claim(ZI_Result r) {
        r.r1 = worker.claim(ID);
        r.r2 = r.r1 ? cell.theirs.getInt(FRAME) : 0;
    }
}
