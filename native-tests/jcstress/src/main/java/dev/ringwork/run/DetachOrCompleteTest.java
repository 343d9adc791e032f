package dev.ringwork.run;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ringwork.ProbeWaiter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** One of two waiters gives up while another comes and the future completes. */
@JCStressTest
@Outcome(
        id = {"0, 1, 1", "1, 1, 1"},
        expect = ACCEPTABLE,
        desc = "those who stay are told once, who goes at most once")
@Outcome(
        id = {"0, 1, 0", "1, 1, 0"},
        expect = ACCEPTABLE,
        desc = "the third came too late and was refused")
@Outcome(expect = FORBIDDEN, desc = "who goes takes another with it, or somebody is told twice")
@State
public class DetachOrCompleteTest {
    private final ProbeTask task = new ProbeTask();
    private final ProbeWaiter goes = new ProbeWaiter();
    private final ProbeWaiter stays = new ProbeWaiter();
    private final ProbeWaiter comes = new ProbeWaiter();
    private volatile boolean refused;

    /** Two wait. */
    public DetachOrCompleteTest() {
        task.attach(stays);
        task.attach(goes);
    }

    /** One gives up, a third comes. */
    @Actor
    public void detachAndAttach() {
        task.detach(goes);
        refused = !task.attach(comes);
    }

    /** The future completes. */
    @Actor
    public void complete() {
        task.complete(1);
    }

    /** How often each was told; 9 for the third when what it was told and what attach said differ. */
    @Arbiter
    public void look(III_Result r) {
        r.r1 = goes.told();
        r.r2 = stays.told();
        r.r3 = comes.told() == (refused ? 0 : 1) ? comes.told() : 9;
    }
}
