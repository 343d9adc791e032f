package dev.ringwork.process;

import dev.ringwork.TaskTimeoutException;
import dev.ringwork.WorkerProtocolException;
import dev.ringwork.base.Deadline;
import dev.ringwork.run.ErrorLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a pool: started when wanted, replaced when dead, ended with the pool. All on the supervisor's thread but
 * for what says otherwise.
 *
 * <p>A worker that dies before it was ready counts as a failed start. So many of those in a row, with growing pauses between
 * them, break the pool: a crash loop is not answered by a storm of processes.
 */
final class WorkerCrew implements WorkerHandle.Owner {
    private static final int MOST_FAILED_STARTS = 5;
    private static final long FIRST_PAUSE_NANOS = 50_000_000L;
    /** How long a worker that was told to stop or interrupted may take before it is killed. */
    private static final long GRACE_NANOS = 2_000_000_000L;

    /** How often lost wake-ups are looked for. */
    private static final long SAFETY_NANOS = 1_000_000_000L;
    /** A timeout is noticed at most an eighth too late. */
    private static final int LOOKS_A_TIMEOUT = 8;

    private static final long SHORTEST_LOOK_NANOS = 2_000_000L;
    /** A program that is over sooner has better use for its processors. */
    private static final long ARCHIVE_DELAY_NANOS = 500_000_000L;

    private static final long REAP_SECONDS = 10;
    private static final long LAST_WORDS_MILLIS = 100;

    private final ProcessPoolCore pool;
    private final Launcher launcher;
    private final Supervisor supervisor;
    private final @Nullable WorkerHandle[] workers;
    /** Workers there are or that were asked for. Raised by submitters, lowered by the supervisor. */
    private final AtomicInteger wanted = new AtomicInteger();
    /** Most workers at a time. Written by {@link #resize}. */
    private volatile int limit;
    /** Places in use so far: those above were never filled. */
    private volatile int size;

    private final ProcessPoolOptions options;
    private int failedStarts;
    /** Places whose worker will be started after a pause. */
    private final BitSet starting = new BitSet();

    private boolean ending;
    private int incarnations;

    /** Sums over the workers that are gone, and what has no worker. Guarded by this, as {@code workers} is for writing. */
    private CrewTotals past = new CrewTotals(0, 0, 0, 0, 0, 0, 0, 0, 0);

    WorkerCrew(ProcessPoolCore pool, ProcessPoolOptions options, Launcher launcher) {
        this.pool = pool;
        this.launcher = launcher;
        this.options = options;
        this.workers = new @Nullable WorkerHandle[options.mostWorkers()];
        this.limit = options.maxWorkers();
        this.size = limit;
        this.supervisor = new Supervisor(pool.name() + " supervisor");
    }

    void start() {
        supervisor.every(SAFETY_NANOS, this::mendStalls);
        if (options.idleTimeout() != null) {
            long idle = Deadline.saturatedNanos(options.idleTimeout());
            supervisor.every(lookEvery(idle), () -> sendIdleAway(idle));
        }
        if (options.callTimeout() != null) {
            long most = Deadline.saturatedNanos(options.callTimeout());
            supervisor.every(lookEvery(most), () -> endOverdue(most));
        }
        supervisor.start();
    }

    private static long lookEvery(long timeoutNanos) {
        return Math.max(SHORTEST_LOOK_NANOS, Math.min(SAFETY_NANOS, timeoutNanos / LOOKS_A_TIMEOUT));
    }

    /** Most workers at a time. */
    int limit() {
        return limit;
    }

    /** No worker has an index as high as this. */
    int size() {
        return size;
    }

    // ---- from any thread

    /** Has one more worker started unless there are as many as may be. Costs one read when there are. */
    void wantWorker() {
        while (true) {
            int now = wanted.get();
            if (now >= limit) {
                return;
            }
            if (wanted.compareAndSet(now, now + 1)) {
                supervisor.tell(this::startOne);
                return;
            }
        }
    }

    void tell(Runnable command) {
        supervisor.tell(command);
    }

    void poolQuiescent() {
        supervisor.tell(this::endIfQuiescent);
    }

    @Override
    public void pipeEnded(WorkerHandle worker) {
        supervisor.tell(() -> buried(worker));
    }

    @Override
    public void ready(WorkerHandle worker) {
        supervisor.tell(() -> {
            failedStarts = 0;
            pool.progress(worker.channel());
            LinkSweeper.sweepOnceAside(launcher.places()); // now that nobody waits for a first worker
            supervisor.schedule(ARCHIVE_DELAY_NANOS, launcher::makeArchive);
        });
    }

    /** Kills the worker of a channel that broke the rules. */
    void kill(Channel channel, Throwable why) {
        WorkerHandle worker = workerOf(channel);
        if (worker != null) {
            worker.kill(why);
        }
    }

    private synchronized @Nullable WorkerHandle workerOf(Channel channel) {
        WorkerHandle worker = workers[channel.index()];
        return worker != null && worker.channel() == channel ? worker : null;
    }

    synchronized boolean isOwnThread(Thread thread) {
        for (WorkerHandle worker : workers) {
            if (worker != null && worker.isOwnThread(thread)) {
                return true;
            }
        }
        return supervisor.isOwnThread(thread);
    }

    synchronized CrewTotals totals() {
        CrewTotals sum = past;
        for (WorkerHandle worker : workers) {
            if (worker != null) {
                sum = sum.plus(worker);
            }
        }
        return sum;
    }

    // ---- starting

    private void startOne() {
        for (int i = 0; i < limit; i++) {
            if (workers[i] == null && !starting.get(i)) {
                start(i);
                return;
            }
        }
        wanted.getAndDecrement();
    }

    private void start(int index) {
        starting.clear(index);
        if (ending || workers[index] != null) {
            return;
        }
        if (index >= limit || pool.lifecycle().isQuiescent() || pool.lifecycle().broken() != null) {
            wanted.getAndDecrement();
            endIfQuiescent();
            return;
        }
        WorkerHandle worker;
        try {
            String workerName = pool.name() + " worker " + index + "." + ++incarnations;
            worker = launcher.launch(index, link -> pool.newChannel(index, workerName, link), this);
        } catch (IOException | RuntimeException | LinkageError e) {
            startFailed(index, e);
            return;
        }
        synchronized (this) {
            workers[index] = worker;
            past = past.plus(1, 1, 0, 0);
        }
        worker.process().onExit().thenRun(() -> supervisor.tell(() -> buried(worker)));
        pool.opened(worker.channel());
    }

    private void startFailed(int index, Throwable why) {
        LinkSweeper.sweepOnce(launcher.places()); // perhaps there is no room because of what the dead have left
        failedStarts++;
        if (failedStarts >= MOST_FAILED_STARTS) {
            pool.breakPool(new IllegalStateException(
                    "no worker could be started: attempts=" + failedStarts + " last=" + why
                            + "; look at its output above and at jvmArguments, classPath, workerHeap, directory",
                    why));
            wanted.getAndDecrement();
            endIfQuiescent();
            return;
        }
        starting.set(index);
        supervisor.schedule(FIRST_PAUSE_NANOS << failedStarts - 1, () -> start(index));
    }

    // ---- death

    /** Settles a worker that is dead. Called for the end of its pipe and for its exit; the first call does the work. */
    private void buried(WorkerHandle worker) {
        if (workers[worker.index()] != worker || !reap(worker)) {
            return;
        }
        Channel channel = worker.channel();
        pool.closed(channel);
        breakIfAsked(worker);
        CrewTotals withTraffic;
        synchronized (this) {
            withTraffic = past.plus(worker);
        }
        channel.die(call -> failRunning(worker, call), this::moveOn);
        worker.unlink();
        synchronized (this) {
            workers[worker.index()] = null;
            past = withTraffic.plus(-1, 0, worker.isStopping() ? 0 : 1, 0);
        }
        closePipes(worker);
        replace(worker);
    }

    /** The process's exit is the authority on death; the end of its stdout may come earlier, or for another reason. */
    private boolean reap(WorkerHandle worker) {
        Process process = worker.process();
        try {
            if (process.isAlive() && !process.waitFor(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS)) {
                worker.kill(new IllegalStateException("a worker closed its stdout, over which it must ring"));
                if (!process.waitFor(REAP_SECONDS, TimeUnit.SECONDS)) {
                    ErrorLog.warning(
                            "a killed worker doesn't go away: pid=" + worker.pid(), new IllegalStateException());
                    return false; // its exit, when it comes, calls again
                }
            }
            worker.joinReaders(LAST_WORDS_MILLIS);
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the supervisor", e);
        }
    }

    private void breakIfAsked(WorkerHandle worker) {
        boolean unexpected = !worker.isStopping() && worker.killedFor() == null && !ending;
        if (unexpected && options.onWorkerDeath() == OnWorkerDeath.BREAK_POOL) {
            pool.breakPool(worker.died(worker.channel().runningCall()));
        }
    }

    private void failRunning(WorkerHandle worker, ProcessCall<?> call) {
        Throwable why = worker.killedFor();
        if (pool.lifecycle().broken() != null) {
            call.deliverFailure(pool.brokenFailure());
        } else if (why instanceof TaskTimeoutException) {
            call.deliverFailure(new TaskTimeoutException(String.valueOf(why.getMessage())));
        } else if (why instanceof WorkerProtocolException) {
            call.deliverFailure(new WorkerProtocolException(String.valueOf(why.getMessage()), why));
        } else {
            call.deliverFailure(worker.died(call));
        }
    }

    private void moveOn(ProcessCall<?> call) {
        if (pool.lifecycle().broken() != null) {
            call.deliverFailure(pool.brokenFailure());
        } else {
            pool.dispatch(call);
        }
    }

    private static void closePipes(WorkerHandle worker) {
        try {
            worker.closePipes();
        } catch (IOException e) {
            ErrorLog.debug(
                    "closing the pipe to a dead worker failed", e); // bytes that nobody will read were left in it
        }
    }

    private void replace(WorkerHandle worker) {
        boolean closed = pool.lifecycle().isClosed() && pool.lifecycle().outstanding() == 0;
        if (ending || closed || worker.isLeaving() || pool.lifecycle().broken() != null) {
            wanted.getAndDecrement();
            if (pool.hasBacklog()) {
                wantWorker();
            }
            endIfQuiescent();
        } else if (worker.isReady()) {
            start(worker.index());
        } else {
            launcher.startFailed();
            startFailed(
                    worker.index(),
                    new IllegalStateException("the worker ended before it was ready: exitCode="
                            + worker.process().exitValue() + " stderr=" + worker.lastWords()));
        }
    }

    // ---- the end

    private void endIfQuiescent() {
        if (!pool.lifecycle().isQuiescent()) {
            return;
        }
        ending = true;
        boolean any = false;
        for (WorkerHandle worker : workers) {
            if (worker != null) {
                any = true;
                if (!worker.isStopping()) {
                    stop(worker);
                }
            }
        }
        if (!any) {
            pool.lifecycle().terminated();
            supervisor.end();
        }
    }

    private void stop(WorkerHandle worker) {
        worker.stop();
        supervisor.schedule(GRACE_NANOS, () -> killIfStillThere(worker));
    }

    private void killIfStillThere(WorkerHandle worker) {
        if (workers[worker.index()] == worker) {
            worker.kill(null);
        }
    }

    /** A cancelled call that was interrupted and doesn't stop costs its worker. */
    void killUnlessStopped(Channel channel, ProcessCall<?> call, long id) {
        supervisor.schedule(GRACE_NANOS, () -> {
            if (channel.isRunning(call, id)) {
                kill(channel, new IllegalStateException("a cancelled call didn't stop"));
            }
        });
    }

    // ---- safety

    /** A lost wake-up is a bug, but one that is counted and mended, not a hang; nor is shared memory that something spoilt. */
    private void mendStalls() {
        for (WorkerHandle worker : workers) {
            if (worker != null && worker.isReady()) {
                mend(worker, worker.channel().lookForStall());
            }
        }
    }

    private void mend(WorkerHandle worker, StallWatch.Finding finding) {
        switch (finding) {
            case NONE -> {}
            case SILENT -> worker.channel().wakeBothSides();
            case LOST_WAKEUP -> {
                synchronized (this) {
                    past = past.plus(0, 0, 0, 1);
                }
                worker.channel().wakeBothSides();
            }
            case BROKEN ->
                worker.kill(new WorkerProtocolException(
                        "what lies in a link is taken out by the other side, if need be after a bell: worker="
                                + worker.channel().workerName() + " pid=" + worker.pid(),
                        null));
        }
    }

    // ---- what the user asked for

    /** The worker has done its share of calls: another takes its place. */
    void retire(Channel channel) {
        WorkerHandle worker = workerOf(channel);
        if (worker != null && !worker.isStopping()) {
            stop(worker);
        }
    }

    private void sendIdleAway(long nanos) {
        for (WorkerHandle worker : workers) {
            if (worker != null
                    && !worker.isStopping()
                    && worker.hasIdledFor(nanos)
                    && pool.claimIdle(worker.channel())) {
                sendAway(worker);
            }
        }
    }

    private void sendAway(WorkerHandle worker) {
        worker.leave();
        supervisor.schedule(GRACE_NANOS, () -> killIfStillThere(worker));
    }

    private void endOverdue(long nanos) {
        for (WorkerHandle worker : workers) {
            ProcessCall<?> call = worker == null ? null : worker.overdueCall(nanos);
            if (worker != null && call != null) {
                worker.kill(new TaskTimeoutException("a call ran longer than it may: callTimeout="
                        + options.callTimeout() + " call=" + call + "; its worker was killed"));
            }
        }
    }

    /** Sets the most workers. Those too many finish the call they run. */
    void resize(int workersAtMost) {
        if (workersAtMost < 1 || workersAtMost > workers.length) {
            throw new IllegalArgumentException("a pool is resized to at least 1 and at most " + workers.length
                    + " workers: maxWorkers=" + workersAtMost + "; make a new pool for more");
        }
        supervisor.tell(() -> {
            size = Math.max(size, workersAtMost);
            limit = workersAtMost;
            for (int i = workersAtMost; i < workers.length; i++) {
                WorkerHandle worker = workers[i];
                if (worker != null && !worker.isStopping()) {
                    worker.leave(); // it reads the stop behind its calls; those not begun have moved by then
                    pool.closed(worker.channel());
                    pool.moveUnbegun(worker.channel());
                }
            }
            if (pool.hasBacklog()) {
                wantWorker();
            }
        });
    }

    /** Starts as many workers as there may be. */
    void prestart() {
        for (int i = 0; i < limit; i++) {
            wantWorker();
        }
    }

    synchronized List<WorkerInfo> infos() {
        List<WorkerInfo> infos = new ArrayList<>();
        for (WorkerHandle worker : workers) {
            if (worker != null) {
                infos.add(worker.info());
            }
        }
        return infos;
    }

    /** Ends all workers at once, politely or not; the pool is broken for that reason. */
    void endAll(boolean politely) {
        for (WorkerHandle worker : workers) {
            if (worker != null) {
                if (politely) {
                    worker.process().destroy();
                    supervisor.schedule(GRACE_NANOS, () -> killIfStillThere(worker));
                } else {
                    worker.kill(null);
                }
            }
        }
        endIfQuiescent();
    }
}
