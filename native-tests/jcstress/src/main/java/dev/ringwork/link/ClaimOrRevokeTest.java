package dev.ringwork.link;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The worker begins a call while the coordinator takes it back. */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the worker has it")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "the coordinator has it")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "a call that runs was taken back: it may run twice")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "a call belongs to nobody: it is lost")
@State
public class ClaimOrRevokeTest {
    private static final int SLOTS = 4;
    private static final long ID = 4 * SLOTS + 1;

    private final Cells cell = new Cells();
    private final ClaimTable coordinator = new ClaimTable(cell.ours, SLOTS);
    private final ClaimTable worker = new ClaimTable(cell.theirs, SLOTS);

    /** Queues the call. */
    public ClaimOrRevokeTest() {
        coordinator.queueRelease(ID);
    }

    /** The worker. */
    @Actor
    public void claim(ZZ_Result r) {
        r.r1 = worker.claim(ID);
    }

    /** The coordinator. */
    @Actor
    public void revoke(ZZ_Result r) {
        r.r2 = coordinator.revoke(ID);
    }
}
