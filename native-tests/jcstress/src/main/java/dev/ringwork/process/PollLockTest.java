package dev.ringwork.process;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** One thread polls while another has published a record and wants it polled. */
@JCStressTest
@Outcome(
        id = {"true, false", "false, true", "true, true"},
        expect = ACCEPTABLE,
        desc = "some poll has found the record")
@Outcome(id = "false, false", expect = FORBIDDEN, desc = "each relies on the other's poll, and the record lies there")
@State
public class PollLockTest {
    private final PollLock lock = new PollLock();
    private final AtomicInteger record = new AtomicInteger();

    /** Polls if nobody does. */
    @Actor
    public void poll(ZZ_Result r) {
        if (lock.tryLock()) {
            do {
                r.r1 |= record.getAcquire() != 0;
            } while (!lock.unlock());
        }
    }

    /** The record is there: polls, or has the other one poll once more. */
    @Actor
    public void publishAndAsk(ZZ_Result r) {
        record.setRelease(1);
        if (lock.lockOrAskAgain()) {
            do {
                r.r2 |= record.getAcquire() != 0;
            } while (!lock.unlock());
        }
    }
}
