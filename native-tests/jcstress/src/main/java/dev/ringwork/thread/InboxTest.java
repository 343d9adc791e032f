package dev.ringwork.thread;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.ringwork.run.Invocation;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** Two workers poll one inbox, one of whose two tasks comes at the same time. */
@JCStressTest
@Outcome(id = "1, 1, 0, 0", expect = ACCEPTABLE, desc = "each worker has one")
@Outcome(
        id = {"1, 0, 1, 0", "0, 1, 1, 0", "0, 0, 1, 1"},
        expect = ACCEPTABLE,
        desc = "a poll found the token taken, or came first")
@Outcome(expect = FORBIDDEN, desc = "a task is lost or was polled twice")
@State
public class InboxTest {
    private static final ThreadPoolCore POOL = new ThreadPoolCore(ThreadPool.builder(), "probe");

    private final Inbox inbox = new Inbox();
    private final ThreadTask<?> first = task();
    private final ThreadTask<?> second = task();
    private @Nullable ThreadTask<?> had;
    private @Nullable ThreadTask<?> otherHad;

    /** One task is there. */
    public InboxTest() {
        inbox.offer(first);
    }

    private static ThreadTask<?> task() {
        return new ThreadTask<>(POOL, Invocation.RUNNABLE, POOL, null, null, false);
    }

    /** A submitter that is a worker, too. */
    @Actor
    public void offerAndPoll(IIII_Result r) {
        inbox.offer(second);
        had = inbox.poll();
        r.r1 = had == null ? 0 : 1;
    }

    /** A thief. */
    @Actor
    public void steal(IIII_Result r) {
        otherHad = inbox.poll();
        r.r2 = otherHad == null ? 0 : 1;
    }

    /** What is left; 9 when anything comes twice. */
    @Arbiter
    public void rest(IIII_Result r) {
        ThreadTask<?> third = inbox.poll();
        ThreadTask<?> fourth = inbox.poll();
        r.r3 = third == null ? 0 : isNew(third) ? 1 : 9;
        r.r4 = fourth == null ? 0 : isNew(fourth) && fourth != third ? 1 : 9;
        if (had != null && had == otherHad) {
            r.r4 = 9;
        }
    }

    private boolean isNew(ThreadTask<?> task) {
        return task != had && task != otherHad;
    }
}
