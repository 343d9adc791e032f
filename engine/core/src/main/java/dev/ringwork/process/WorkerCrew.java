package dev.ringwork.process;

import dev.ringwork.TaskTimeoutException;
import dev.ringwork.WorkerProtocolException;
import dev.ringwork.base.Deadline;
import dev.ringwork.run.ErrorLog;
import dev.ringwork.run.Keeper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a pool: started when wanted, replaced when dead, ended with the pool. All on the supervisor's thread but
 * for what says otherwise; nothing there waits for long, so that a death is settled soon whatever else happens.
 */
final class WorkerCrew implements WorkerHandle.Owner {
    /** How long a worker that was told to stop, or a call that was interrupted, may take before the worker is killed. */
    private static final long GRACE_NANOS = 2_000_000_000L;
    /** How often a full ring is tried again. */
    private static final long RETRY_NANOS = 10_000_000L;
    /** A worker that has been up for so long is no part of a crash loop. */
    private static final long PROVEN_NANOS = 1_000_000_000L;
    /** From the end of a worker's stdout to its exit, if it dies. */
    private static final long DYING_NANOS = 100_000_000L;

    /** How often it is looked for wake-ups and deaths that were lost. */
    private static final long SAFETY_NANOS = 1_000_000_000L;
    /** A timeout is noticed at most an eighth too late. */
    private static final int LOOKS_A_TIMEOUT = 8;

    private static final long SHORTEST_LOOK_NANOS = 2_000_000L;
    /** A program that is over sooner has better use for its processors. */
    private static final long ARCHIVE_DELAY_NANOS = 500_000_000L;

    /** 128 + 9. */
    private static final int SIGKILLED = 137;

    private static final ErrorLog.Report NOT_TOLD = new ErrorLog.Report("the end of a pool is found at the next look");

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
    private final CrashLoop crashes = new CrashLoop();
    private final Burial burial;
    private final Hearts hearts;
    private final StartPlan plan;

    private boolean ending;
    /** Whether the workers of a broken pool are asked to end before they are killed. Written before it is broken. */
    private volatile boolean endsPolitely;

    private int incarnations;
    /** Processes of failed launches that were killed and may not be gone yet. */
    private final List<ProcessEnd> dying = new ArrayList<>();
    /** Whether the pool is about to break for a failed initializer. */
    private volatile boolean initializerFailed;

    /** Sums over the workers that are gone, and what has no worker. Guarded by this, as {@code workers} is for writing. */
    private CrewTotals past = new CrewTotals(0, 0, 0, 0, 0, 0, 0, 0, 0);

    WorkerCrew(ProcessPoolCore pool, ProcessPoolOptions options, Launcher launcher) {
        this.pool = pool;
        this.launcher = launcher;
        this.options = options;
        this.burial = new Burial(pool, options.onWorkerDeath());
        this.hearts = new Hearts(pool, options.stallTimeout());
        this.workers = new @Nullable WorkerHandle[options.mostWorkers()];
        this.limit = options.maxWorkers();
        this.size = limit;
        this.supervisor = new Supervisor(pool.name() + " supervisor");
        this.plan = new StartPlan(crashes, workers, supervisor, this::start);
    }

    void start() {
        supervisor.every(SAFETY_NANOS, this::lookForWhatWasLost);
        supervisor.every(hearts.lookNanos(), this::lookAtHearts);
        if (options.idleTimeout() != null) {
            long idle = Deadline.saturatedNanos(options.idleTimeout());
            supervisor.every(lookEvery(idle), () -> sendIdleAway(idle));
        }
        if (options.callTimeout() != null) {
            long most = Deadline.saturatedNanos(options.callTimeout());
            long period = lookEvery(most);
            LookClock clock = new LookClock(period, System.nanoTime());
            supervisor.every(period, () -> endOverdue(most, clock.at(System.nanoTime())));
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

    /** Has a worker started if there is none and none was asked for; costs one read otherwise. */
    boolean wantFirstWorker() {
        if (wanted.get() == 0 && wanted.compareAndSet(0, 1)) {
            supervisor.tell(this::startOne); // or a look finds it wanted, when there is no memory to tell
            return true;
        }
        return false;
    }

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

    /** Whether a worker more may be asked for. */
    boolean mayGrow() {
        return wanted.get() < limit;
    }

    void tell(Runnable command) {
        supervisor.tell(command);
    }

    /** Never throws: who ends a task must get to those who wait for it. */
    void poolQuiescent() {
        try {
            supervisor.tell(this::endIfQuiescent);
        } catch (OutOfMemoryError e) {
            NOT_TOLD.debug(e);
        }
    }

    /** A pool has ended when all of its processes are gone, those included that never became a worker. */
    @Override
    public void abandoned(Process process) {
        dying.add(new ProcessEnd(process));
    }

    @Override
    public void exited(WorkerHandle worker) {
        supervisor.tell(() -> buried(worker));
    }

    /**
     * A worker closes its stdout as a rule because it dies, which on a full machine may be seen late; and one that lives on can't
     * ring any more. Either way it ends of itself and not because the pool wants it: its death counts as any other.
     */
    @Override
    public void pipeEnded(WorkerHandle worker) {
        supervisor.tell(() -> supervisor.schedule(DYING_NANOS, () -> killIfStillThere(worker)));
    }

    @Override
    public void ready(WorkerHandle worker) {
        supervisor.tell(() -> {
            plan.ready();
            pool.progress(worker.channel());
            supervisor.schedule(ARCHIVE_DELAY_NANOS, launcher::makeArchive);
            supervisor.schedule(PROVEN_NANOS, () -> {
                if (isThere(worker)) {
                    crashes.proven();
                }
            });
            LinkSweeper.sweepOnceAside(launcher.places()); // now that nobody waits for a first worker
        });
    }

    /** The pool is about to be broken for this, at the latest by {@code inTheEnd}: no other worker shall try. From any thread. */
    void initializerFailed(Channel channel, Runnable inTheEnd) {
        supervisor.tell(() -> supervisor.schedule(FailedInitializer.MOST_NANOS, inTheEnd));
        initializerFailed = true;
        WorkerHandle worker = workerOf(channel);
        if (worker != null) {
            worker.leaving();
        }
    }

    private boolean isThere(WorkerHandle worker) {
        return workers[worker.index()] == worker;
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

    boolean isSupervisor() {
        return supervisor.isOwnThread(Thread.currentThread());
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

    /** Starts one of the workers that are wanted, unless all of them are there or will be. */
    private void startOne() {
        if (ending || missing() <= 0) {
            return;
        }
        for (int i = 0; i < limit; i++) {
            if (workers[i] == null && !plan.isTaken(i)) {
                plan.startSoon(i);
                return;
            }
        }
        wanted.getAndDecrement();
    }

    /** How many are wanted and neither there nor planned: for each a command is on its way, or was lost for want of memory. */
    private int missing() {
        int have = 0;
        for (int i = 0; i < workers.length; i++) {
            if (workers[i] != null || plan.isTaken(i)) {
                have++;
            }
        }
        return wanted.get() - have;
    }

    private void start(int index) {
        if (!plan.begins(index) || ending || workers[index] != null) {
            return;
        }
        boolean inVain = initializerFailed || pool.lifecycle().broken() != null;
        if (index >= limit || inVain || pool.lifecycle().isQuiescent()) {
            wanted.getAndDecrement();
            endIfQuiescent();
            return;
        }
        WorkerHandle worker;
        CrewTotals more;
        try {
            more = past.plus(1, 1, 0, 0); // before there is a worker that nobody knows of
            String workerName = pool.name() + " worker " + index + "." + ++incarnations;
            worker = launcher.launch(index, link -> pool.newChannel(index, workerName, link), this);
        } catch (IOException
                | RuntimeException
                | LinkageError
                | OutOfMemoryError e) { // the last for want of threads or of mappings
            startFailed(index, crashes.failedStarts(), false, e);
            return;
        }
        synchronized (this) {
            workers[index] = worker;
            past = more;
        }
        pool.opened(worker.channel());
    }

    private void startFailed(int index, CrashLoop.Record record, boolean killed, Throwable why) {
        // Perhaps there is no room because of what the dead have left: the next try comes after a pause, and finds it
        // gone.
        LinkSweeper.sweepOnceAside(launcher.places());
        if (plan.failed(index, record, killed)) {
            return;
        }
        pool.breakPool(new IllegalStateException(
                "no worker could be started: attempts=" + record.attempts() + " last=" + why
                        + "; look at jvmArguments, classPath, environment, workerHeap, directory",
                why));
        wanted.getAndDecrement();
        endIfQuiescent();
    }

    /** Has as many workers started as there are calls for. */
    private void wantForOutstanding() {
        long useful = Math.min(limit, pool.lifecycle().outstanding());
        for (long have = wanted.get(); have < useful; have++) {
            wantWorker();
        }
    }

    // ---- death

    /** Settles a worker whose process is gone. */
    private void buried(WorkerHandle worker) {
        if (!isThere(worker)) {
            return;
        }
        Channel channel = worker.channel();
        pool.closed(channel);
        ProcessCall<?> running = channel.drain();
        boolean lost = !worker.isStopping() || running != null;
        CrewTotals without;
        synchronized (this) {
            without = past.plus(worker).plus(-1, 0, lost ? 1 : 0, 0);
        }
        // Up to here what fails, for want of memory, is done again at the next look; from here on all is done once,
        // whatever fails.
        burial.prepare(worker, running, ending);
        boolean leaving = worker.isLeaving();
        try {
            if (leaving) {
                leave(worker); // before it is seen gone: else who submits then asks for a worker besides the next one
            }
        } finally {
            settle(worker, running, without, leaving);
        }
    }

    private void settle(WorkerHandle worker, @Nullable ProcessCall<?> running, CrewTotals without, boolean leaving) {
        synchronized (this) {
            workers[worker.index()] = null;
            past = without;
        }
        int unbegun = 0;
        try {
            unbegun = burial.settle(worker);
        } finally {
            boolean begunAny = running != null || worker.channel().received() > 0;
            if (begunAny) {
                crashes.proven();
            }
            if (leaving) {
                endIfQuiescent();
            } else {
                replace(worker, begunAny, unbegun > 0);
            }
        }
    }

    /** A worker is not counted any more, and none takes its place unless there are calls that count on it. */
    private void leave(WorkerHandle worker) {
        wanted.getAndDecrement();
        boolean broken = pool.lifecycle().broken() != null;
        if (!broken
                && (worker.isReady() || worker.index() >= limit)) { // else a failed initializer's, whose pool breaks
            wantForOutstanding();
        }
    }

    private void replace(WorkerHandle worker, boolean begunAny, boolean hadCalls) {
        boolean closed = pool.lifecycle().isClosed() && pool.lifecycle().outstanding() == 0;
        boolean broken = pool.lifecycle().broken() != null;
        int index = worker.index();
        if (ending || closed || broken) {
            leave(worker);
            endIfQuiescent();
        } else if (begunAny || worker.isStopping()) {
            plan.startLater(index, 0);
        } else if (worker.neededName()) {
            launcher.keepNames();
            plan.startLater(index, 0);
        } else if (!worker.isReady()) {
            launcher.startFailed();
            startFailed(index, crashes.failedStarts(), wasKilled(worker), ended(worker, "before it was ready"));
        } else if (hadCalls) {
            startFailed(index, crashes.barren(), wasKilled(worker), ended(worker, "before it began any of its calls"));
        } else {
            plan.diedInVain(index);
        }
    }

    private static boolean wasKilled(WorkerHandle worker) {
        return worker.exitCode() == SIGKILLED;
    }

    private static IllegalStateException ended(WorkerHandle worker, String when) {
        return new IllegalStateException(
                "the worker ended " + when + ": exitCode=" + worker.exitCode() + " stderr=" + worker.lastWords());
    }

    // ---- the end

    private void endIfQuiescent() {
        if (!pool.lifecycle().isQuiescent()) {
            return;
        }
        ending = true;
        dying.removeIf(ProcessEnd::isGone);
        boolean any = !dying.isEmpty();
        if (any) {
            supervisor.schedule(RETRY_NANOS, this::endIfQuiescent);
        }
        for (WorkerHandle worker : workers) {
            if (worker != null) {
                any = true;
                dismiss(worker);
            }
        }
        // The last callback has this looked at again. One may wait for the exit of this JVM, and a shutdown hook for
        // this pool.
        if (!any && (pool.callbacks().due() == 0 || Keeper.isExiting())) {
            pool.lifecycle().terminated();
            supervisor.end();
        }
    }

    /** Has a worker exit once it has finished the call it runs. What fails is done again at the next look, from the beginning. */
    private void dismiss(WorkerHandle worker) {
        if (worker.isDismissed()) {
            return;
        }
        worker.stopping();
        pool.withdraw(worker.channel());
        if (!worker.isReady() && worker.channel().runningCall() == null) {
            worker.kill(null); // it has begun nothing, and nothing is left to begin
        } else {
            sendStop(worker);
            supervisor.schedule(GRACE_NANOS, () -> killIfLingering(worker, true));
        }
        worker.dismissed();
    }

    private void sendStop(WorkerHandle worker) {
        if (isThere(worker) && !worker.channel().sendStop()) {
            supervisor.schedule(RETRY_NANOS, () -> sendStop(worker)); // the ring is full of what was taken back
        }
    }

    /** Kills a dismissed worker that has had nothing to do for the whole grace. */
    private void killIfLingering(WorkerHandle worker, boolean idleBefore) {
        if (!isThere(worker)) {
            return;
        }
        boolean idle = ending || worker.channel().runningCall() == null;
        if (idle && idleBefore) {
            worker.kill(null);
        } else {
            supervisor.schedule(GRACE_NANOS, () -> killIfLingering(worker, idle));
        }
    }

    private void killIfStillThere(WorkerHandle worker) {
        if (isThere(worker)) {
            worker.kill(null);
        }
    }

    /** A cancelled call that was interrupted and doesn't stop costs its worker. */
    void killUnlessStopped(Channel channel, ProcessCall<?> call, long id) {
        supervisor.schedule(GRACE_NANOS, () -> {
            WorkerHandle worker = workerOf(channel);
            if (worker != null && channel.isRunning(call, id)) {
                killFor(worker, call, id, new IllegalStateException("a cancelled call didn't stop"));
            }
        });
    }

    /**
     * Kills a worker to end one call. No other call is hurt: those not begun are taken back first, so that none begins while
     * the worker is being killed. When the call turns out to be over the worker goes on.
     */
    private void killFor(WorkerHandle worker, ProcessCall<?> call, long id, Throwable why) {
        Channel channel = worker.channel();
        pool.withdraw(channel);
        channel.help();
        if (channel.isRunning(call, id)) {
            worker.kill(why);
        } else if (worker.isInUse()) {
            pool.readmit(channel);
        }
    }

    // ---- safety

    private void lookAtHearts() {
        for (WorkerHandle worker : workers) {
            if (worker != null) {
                hearts.look(worker);
            }
        }
    }

    private void lookForWhatWasLost() {
        dying.removeIf(ProcessEnd::isGone);
        for (WorkerHandle worker : workers) {
            if (worker != null) {
                redo(worker);
            }
        }
        if (pool.lifecycle().broken() != null) {
            pool.failBacklog();
            endWorkers();
        } else {
            startWanted();
        }
        plan.look();
        lookAtBells();
        mendStalls();
        pool.lookForWork();
        pool.callbacks().retry();
        if (dying.isEmpty()) { // else it is looked at again anyhow
            endIfQuiescent();
        }
    }

    private void lookAtBells() {
        for (WorkerHandle worker : workers) {
            if (worker != null) {
                worker.channel().lookAtBell();
            }
        }
    }

    /** Does once more what was begun with a worker, or should have been, and failed for want of memory. */
    private void redo(WorkerHandle worker) {
        if (worker.isGone()) {
            buried(worker);
        } else if (worker.killedFor() != null) {
            worker.kill(null); // it is dying, as a rule
        } else if (worker.isMute()) {
            pipeEnded(worker);
        } else if (worker.isStopping()) {
            dismiss(worker);
        } else if (worker.index() >= limit) {
            worker.leaving();
            dismiss(worker);
        } else if (worker.isInUse() && !pool.isOpen(worker.channel())) {
            pool.readmit(worker.channel());
        }
    }

    /** Has those started that are wanted and that nobody starts, and those that should be wanted. */
    private void startWanted() {
        if (pool.hasBacklog()) {
            wantForOutstanding();
        }
        for (int missing = missing(); missing > 0; missing--) {
            supervisor.tell(this::startOne);
        }
    }

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
        if (worker != null) {
            dismiss(worker);
        }
    }

    private void sendIdleAway(long nanos) {
        for (WorkerHandle worker : workers) {
            if (worker != null && worker.hasIdledFor(nanos) && pool.claimIdle(worker.channel())) {
                worker.leaving();
                dismiss(worker);
            }
        }
    }

    private void endOverdue(long nanos, long now) {
        for (WorkerHandle worker : workers) {
            ProcessCall<?> call = worker == null ? null : worker.overdueCall(nanos, now);
            if (worker != null && call != null) {
                killFor(
                        worker,
                        call,
                        call.id,
                        new TaskTimeoutException("a call ran longer than it may: callTimeout=" + options.callTimeout()
                                + " call=" + call + "; its worker was killed"));
            }
        }
    }

    /** Sets the most workers. Those too many finish the call they run. From any thread. */
    synchronized void resize(int workersAtMost) {
        if (workersAtMost < 1 || workersAtMost > workers.length) {
            throw new IllegalArgumentException("a pool is resized to at least 1 and at most " + workers.length
                    + " workers: maxWorkers=" + workersAtMost + "; make a new pool for more");
        }
        size = Math.max(size, workersAtMost);
        limit = workersAtMost;
        pool.lifecycle().limit(options.limit(workersAtMost));
        supervisor.tell(this::adaptToLimit);
    }

    private void adaptToLimit() {
        for (int i = limit; i < workers.length; i++) {
            WorkerHandle worker = workers[i];
            if (worker != null) {
                worker.leaving();
                dismiss(worker);
            }
        }
        wantForOutstanding();
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

    /** Whether {@link #endAll} asks workers to end before it kills them. From any thread, before the pool is broken. */
    void endPolitely(boolean politely) {
        endsPolitely = politely;
    }

    /** Ends all workers at once; the pool is broken. */
    void endAll() {
        endWorkers();
        endIfQuiescent();
    }

    private void endWorkers() {
        for (WorkerHandle worker : workers) {
            if (worker != null && !endsPolitely) {
                worker.kill(null);
            } else if (worker != null && !worker.isToldToEnd()) {
                supervisor.schedule(GRACE_NANOS, () -> killIfStillThere(worker));
                worker.process().destroy();
                worker.toldToEnd();
            }
        }
    }
}
