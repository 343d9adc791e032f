package dev.ringwork.process;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.PoolStats;
import dev.ringwork.WorkerProtocolException;
import dev.ringwork.base.Message;
import dev.ringwork.link.Link;
import dev.ringwork.run.CallbackThread;
import dev.ringwork.run.ErrorLog;
import dev.ringwork.run.IdleSet;
import dev.ringwork.run.Lifecycle;
import dev.ringwork.run.SpinBudget;
import dev.ringwork.run.TaskEnd;
import dev.ringwork.run.Unbegun;
import dev.ringwork.wire.ValueCodec;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ProcessPool} is a handle of: placement of calls on channels, and what channels tell. The workers' lives are
 * {@link WorkerCrew}'s. Nothing here refers to the handle.
 *
 * <p>Placement: an idle worker first; else the less loaded of two; else the backlog. No call waits behind another while a
 * worker is idle: a channel that has nothing in flight takes from the backlog, then takes back calls not begun from others;
 * it sets its idle bit, then looks once more, and so does who has moved calls. A submitter places its call, then looks for a set bit. Both
 * are full fences.
 */
final class ProcessPoolCore implements Channel.Owner {
    /** Calls that move at a time: enough for a while, few enough to be cheap when they are short. */
    private static final int MOST_STOLEN = 64;
    /** A move takes microseconds, unless its thread is given no time. */
    private static final long LONGEST_MOVE_NANOS = 1_000_000_000L;

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private static final ErrorLog.Report GIVEN =
            new ErrorLog.Report("a call was given to a worker, and what comes after that failed");

    private final String name;
    private final ProcessPoolOptions options;
    private final ValueCodec codec;
    private final Functions functions;
    private final Lifecycle lifecycle;
    private final CallbackThread callbacks;
    private final IdleSet idle;
    private final Backlog backlog = new Backlog();
    /** The channel of each worker, null while it has none. Written by the crew. */
    private final AtomicReferenceArray<@Nullable Channel> channels;

    private final WorkerCrew crew;
    /** Whether what has not begun is cancelled: then calls that are on their way must not get to a worker. */
    private volatile boolean cancelling;
    /** Whether a command's failure was not rebuilt in time. */
    private volatile boolean rebuildingLate;
    /** Threads that collect what has not begun. */
    private final AtomicInteger collectors = new AtomicInteger();
    /** Held shared by who moves calls, which are in no ring and in no backlog meanwhile; exclusively by who collects what has not begun. */
    private final StampedLock moves = new StampedLock();
    // Made beforehand, since there may be no memory once calls are on their way.
    private final Consumer<ProcessCall<?>> putElsewhere = this::putElsewhere;
    private final Consumer<ProcessCall<?>> cancelIfLate = this::cancelIfLate;
    private final Consumer<ProcessCall<?>> endUnbegun = this::endUnbegun;
    /** What each future of a broken pool says: one text, since there may be many of them and the cause may say much. */
    private volatile @Nullable String brokenMessage;

    ProcessPoolCore(String name, ProcessPoolOptions options, ValueCodec codec, byte[] initializer) {
        this(name, options, codec, new Launcher(options, initializer));
    }

    /** With workers of the caller's choice. */
    ProcessPoolCore(String name, ProcessPoolOptions options, ValueCodec codec, Launcher launcher) {
        this.name = name;
        this.options = options;
        this.codec = codec;
        this.functions = new Functions(codec, options.linkSpec().mostDefinitionBytes());
        this.callbacks = new CallbackThread(name + " callbacks", this::calledBack);
        this.idle = new IdleSet(options.mostWorkers());
        this.channels = new AtomicReferenceArray<>(options.mostWorkers());
        this.crew = new WorkerCrew(this, options, launcher);
        long limit = options.limit(options.maxWorkers());
        this.lifecycle = new Lifecycle(name, limit, options.whenFull(), crew::poolQuiescent, callbacks::due);
    }

    void start() {
        crew.start();
    }

    String name() {
        return name;
    }

    Lifecycle lifecycle() {
        return lifecycle;
    }

    ValueCodec codec() {
        return codec;
    }

    /** Whether the failures of commands are told as data, since one could not be rebuilt in time. */
    boolean isRebuildingLate() {
        return rebuildingLate;
    }

    void rebuildingIsLate() {
        rebuildingLate = true;
    }

    Functions functions() {
        return functions;
    }

    CallbackThread callbacks() {
        return callbacks;
    }

    /** The last callback is done: nothing else may hold up the end. */
    private void calledBack() {
        if (lifecycle.isQuiescent()) {
            crew.poolQuiescent();
        }
    }

    /** Whether the calling thread is one that the pool's end waits for. */
    boolean isOwnThread() {
        return callbacks.isOwnThread() || crew.isOwnThread(Thread.currentThread());
    }

    WorkerCrew crew() {
        return crew;
    }

    // ---- placement

    /** Gives a call that the caller owns to a worker, or to the backlog. */
    void dispatch(ProcessCall<?> call) {
        dispatch(call, false);
    }

    /** The same; with {@code started} a worker was asked for already for this call. It ends whatever goes wrong. */
    void dispatch(ProcessCall<?> call, boolean started) {
        try {
            give(call, started);
        } catch (Throwable t) {
            notGiven(call, t);
        }
        cancelIfLate(call);
    }

    /** Want of memory as a rule; a call that nobody has would keep the pool from ending. */
    private static void notGiven(ProcessCall<?> call, Throwable why) {
        if (call.isBeingPlaced()) {
            Channel.fail(call, why);
        } else {
            GIVEN.error(why);
        }
    }

    /**
     * Who cancels what has not begun says so, then looks for it; here a call is given, then it is looked who says so. He has to say which
     * they were, so what he can find is left to him.
     */
    private void cancelIfLate(ProcessCall<?> call) {
        if (!cancelling) {
            return;
        }
        long start = System.nanoTime();
        while (collectors.get() > 0 && System.nanoTime() - start < LONGEST_MOVE_NANOS) {
            Thread.yield();
        }
        if (call.revoke()) {
            call.deliverCancelled();
        }
    }

    private void give(ProcessCall<?> call, boolean started) {
        if (!put(call, started, true)) {
            seeToThoseThatWait();
        }
    }

    /** Puts a call that the caller owns where a worker takes it from; false when it may have to wait there. */
    private boolean put(ProcessCall<?> call, boolean started, boolean mayTakeResults) {
        Channel free = placeOnIdle(call);
        if (free == null && crew.mayGrow()) {
            free = placeOnFree(call);
        }
        if (free != null && free.inFlight() <= 1) { // else somebody else had the same idea
            return true;
        }
        if (!started) {
            crew.wantWorker();
        }
        if (free == null && (!backlog.isEmpty() || !placeOnBusy(call, mayTakeResults))) {
            backlog.add(call);
        }
        return false;
    }

    /** After calls were left where they may have to wait. */
    private void seeToThoseThatWait() {
        kickIdle();
        if (!backlog.isEmpty() && lifecycle.broken() != null) {
            failBacklog();
        }
    }

    /** Whether a call waits that has no worker. */
    boolean hasBacklog() {
        return !backlog.isEmpty();
    }

    /**
     * For the supervisor: calls that wait for room are tried again, and a worker whose mark somebody took, who then could not leave a call with
     * it, is marked again, whether or not anything has told of it.
     */
    void lookForWork() {
        for (int i = 0; i < crew.size(); i++) {
            Channel channel = channels.get(i);
            if (channel != null && channel.isReady() && (!backlog.isEmpty() || isForgotten(channel))) {
                progress(channel);
            }
        }
    }

    private boolean isForgotten(Channel channel) {
        return channel.inFlight() == 0 && !idle.contains(channel.index());
    }

    private @Nullable Channel placeOnIdle(ProcessCall<?> call) {
        int worker;
        while ((worker = idle.claimAny()) >= 0) {
            Channel channel = channels.get(worker);
            if (channel != null && channel.isReady() && channel.inFlight() == 0 && channel.place(call)) {
                return channel;
            }
        }
        return null;
    }

    /**
     * While workers may still be started: places a call on one that is ready and has nothing to do, though its bit isn't set
     * yet. A caller sees its future done a moment before the worker is marked idle, and its next call shall not start another.
     */
    private @Nullable Channel placeOnFree(ProcessCall<?> call) {
        for (int i = 0; i < crew.size(); i++) {
            Channel channel = channels.get(i);
            if (channel != null && channel.isReady() && channel.inFlight() == 0 && channel.place(call)) {
                return channel;
            }
        }
        return null;
    }

    private boolean placeOnBusy(ProcessCall<?> call, boolean mayTakeResults) {
        int size = crew.size();
        // At random, since a counter would be a line that all submitters write.
        int next = size == 1 ? 0 : ThreadLocalRandom.current().nextInt(size);
        Channel one = channels.get(next);
        Channel other = channels.get(next + 1 < size ? next + 1 : 0);
        Channel less = one == null || other != null && other.inFlight() < one.inFlight() ? other : one;
        if (less == null) {
            less = anyChannel();
            if (less == null) {
                return false;
            }
        }
        // A submitter that finds the rings full takes results for a moment, which makes room, before it resorts to the
        // backlog.
        return less.place(call) || mayTakeResults && less.help() > 0 && less.place(call);
    }

    private @Nullable Channel anyChannel() {
        for (int i = 0; i < crew.size(); i++) {
            Channel channel = channels.get(i);
            if (channel != null) {
                return channel;
            }
        }
        return null;
    }

    /** If a worker is idle all the same, it shall look, and the next one if that leaves something for it. */
    private void kickIdle() {
        while (!idle.isEmpty()) {
            Channel channel = claimReady();
            if (channel == null || findWork(channel)) {
                return;
            }
        }
    }

    /** Claims idle workers until one takes calls; a bit may be left of one that has just been withdrawn. */
    private @Nullable Channel claimReady() {
        int worker;
        while ((worker = idle.claimAny()) >= 0) {
            Channel channel = channels.get(worker);
            if (channel != null && isFree(channel)) {
                return channel;
            }
        }
        return null;
    }

    /** Whether a worker has nothing to do and takes calls: one that has done all that it may stays for a moment. */
    private static boolean isFree(Channel channel) {
        return channel.inFlight() == 0 && channel.isReady() && !channel.isGone() && !channel.isSpent();
    }

    /**
     * Gives a channel with nothing in flight what others wait with, or marks it idle. False when it has got something, can't take it, or
     * somebody has claimed it: then an idle worker is to look, since one that became idle while calls were on their way, or while this one was
     * marked for a moment, has not seen them.
     */
    private boolean findWork(Channel channel) {
        while (isFree(channel)) {
            // The backlog is looked at once more below.
            if (!backlog.isEmpty() && !backlog.drainTo(channel::place)) {
                return false; // its ring is full of calls that were taken back: it tells when it has passed them over
            }
            if (!isFree(channel) || steal(channel)) {
                return false;
            }
            idle.add(channel.index());
            boolean stay = isFree(channel) && backlog.isEmpty() && !hasUnbegun(channel);
            if (stay) {
                return true;
            }
            if (!idle.claim(channel.index())) {
                return false; // somebody else has claimed it, who need not have seen what is to be done
            }
        }
        return false;
    }

    /**
     * Workers that are marked idle are passed over here and when calls are taken back: of many workers few are busy, as a rule. Who leaves calls
     * with one that has just been marked takes the mark away, and has another idle worker look; so does who takes its own mark back.
     */
    private boolean hasUnbegun(Channel except) {
        int size = crew.size();
        for (int i = idle.nextBusy(0, size); i < size; i = idle.nextBusy(i + 1, size)) {
            Channel channel = channels.get(i);
            if (channel != null && channel != except && channel.mostUnbegun() > 0 && channel.hasUnbegun()) {
                return true;
            }
        }
        return false;
    }

    private boolean steal(Channel thief) {
        Channel victim = null;
        int most = 0;
        int size = crew.size();
        for (int i = idle.nextBusy(0, size); i < size; i = idle.nextBusy(i + 1, size)) {
            Channel channel = channels.get(i);
            if (channel != null && channel != thief && channel.mostUnbegun() > most) {
                victim = channel;
                most = channel.mostUnbegun();
            }
        }
        if (victim == null) {
            return false;
        }
        int count = move(victim, thief, Math.min(MOST_STOLEN, (most + 1) / 2));
        for (int i = idle.nextBusy(0, size);
                count == 0 && i < size;
                i = idle.nextBusy(i + 1, size)) { // it had begun them all
            Channel channel = channels.get(i);
            if (channel != null && channel != thief && channel != victim && channel.mostUnbegun() > 0) {
                count = move(channel, thief, 1);
            }
        }
        return count > 0;
    }

    private int move(Channel victim, Channel thief, int most) {
        int count = move(new Movement(collect -> victim.takeBack(most, collect)), call -> {
            if (lifecycle.broken() != null || !thief.place(call)) {
                backlog.add(call);
            }
        });
        if (lifecycle.broken() != null) {
            failBacklog();
        }
        return count;
    }

    /**
     * Takes calls from a worker and puts them where another one takes them from. Who collects all that has not begun waits for it, so
     * no foreign code runs here: results are not taken, and futures end after it.
     */
    private int move(Movement movement, Consumer<ProcessCall<?>> put) {
        long stamp = beginMove();
        try {
            return movement.collect();
        } finally {
            movement.forEach(put);
            if (stamp != 0) {
                moves.unlockRead(stamp);
            }
            movement.forEach(cancelIfLate);
            movement.clear();
        }
    }

    /** 0 when there is no memory to wait for who collects: then he may miss some of these calls, which are cancelled all the same. */
    private long beginMove() {
        try {
            return moves.readLock();
        } catch (OutOfMemoryError e) {
            return 0;
        }
    }

    /** Moves calls from a worker to whichever take more. */
    int moveAway(Movement movement) {
        try {
            return move(movement, putElsewhere);
        } finally {
            seeToThoseThatWait();
        }
    }

    /** What comes back from a worker of a broken pool ends: the others may take calls until they are killed. */
    private void putElsewhere(ProcessCall<?> call) {
        try {
            if (lifecycle.broken() != null) {
                endUnbegun(call);
            } else {
                put(call, false, false);
            }
        } catch (Throwable t) {
            notGiven(call, t);
        }
    }

    @Override
    public void progress(Channel channel) {
        if (channel.isSpent()) {
            crew.tell(() -> crew.retire(channel));
            return;
        }
        if (!backlog.isEmpty()) {
            backlog.drainTo(channel::place);
        }
        if (channel.inFlight() == 0 && channel.isReady() && !findWork(channel)) {
            kickIdle();
        }
    }

    /**
     * It may have been marked idle after it was chosen, and who looks for calls to take passes over those that are marked. Who marks it from
     * now on sees that it has a call.
     */
    @Override
    public void counted(Channel channel) {
        if (idle.contains(channel.index())) {
            idle.claim(channel.index());
        }
    }

    @Override
    public boolean isSupervisor() {
        return crew.isSupervisor();
    }

    @Override
    public boolean isCrowded() {
        int free = PROCESSORS;
        for (int i = 0; i < crew.size() && free > 0; i++) {
            Channel channel = channels.get(i);
            if (channel != null && channel.inFlight() > 0) {
                free--;
            }
        }
        return free == 0;
    }

    @Override
    public void corrupt(Channel channel, WorkerProtocolException how) {
        crew.kill(channel, how);
    }

    @Override
    public void initialized(Channel channel, byte @Nullable [] failure) {
        if (failure != null) {
            FailedInitializer failed = new FailedInitializer(failure, codec, channel.workerName(), this::breakPool);
            crew.initializerFailed(channel, failed::giveUpRebuilding);
            failed.rebuildAside();
        }
    }

    @Override
    public boolean hasInitializer() {
        return options.initializer() != null;
    }

    // ---- for the crew

    /** A worker has a channel now, and takes calls as soon as it is up. */
    void opened(Channel channel) {
        channels.set(channel.index(), channel);
        backlog.drainTo(channel::place);
    }

    /** Whether a worker is given calls. */
    boolean isOpen(Channel channel) {
        return channels.get(channel.index()) == channel;
    }

    /** Takes an idle worker out of the game; false when it isn't idle. */
    boolean claimIdle(Channel channel) {
        return channel.inFlight() == 0 && idle.claim(channel.index());
    }

    /** Gives a worker no more calls and moves those that it has not begun to others. */
    void withdraw(Channel channel) {
        closed(channel);
        moveAway(new Movement(collect -> {
            channel.seal(collect);
            return 0;
        }));
    }

    /** Gives a worker calls again. */
    void readmit(Channel channel) {
        channel.unseal();
        opened(channel);
        progress(channel);
    }

    boolean endsOverdueCalls() {
        return options.callTimeout() != null;
    }

    /** A worker's channel is closed; new calls go elsewhere. */
    void closed(Channel channel) {
        idle.claim(channel.index());
        channels.compareAndSet(channel.index(), channel, null);
    }

    /** The pool can't go on for a reason that is its own: it takes no more calls, and those it has fail. */
    void breakPool(Throwable cause) {
        breakPool(cause, Message.of(cause));
    }

    /**
     * The same for a cause that may be foreign: it says {@code text} of itself, and is asked for nothing. What fails once it is
     * broken, for want of memory, the crew does at its next look.
     */
    void breakPool(Throwable cause, String text) {
        if (lifecycle.closeBroken(cause, text)) {
            try {
                failBacklog();
            } finally {
                crew.tell(crew::endAll);
            }
        }
    }

    /** Breaks the pool because the user ends its workers at once. */
    void endWorkers(boolean politely) {
        Throwable cause =
                new IllegalStateException(politely ? "terminateWorkers() was called" : "killWorkers() was called");
        lifecycle.close();
        Unbegun unbegun = takeUnbegun();
        try {
            crew.endPolitely(politely);
            lifecycle.closeBroken(cause, Message.of(cause));
            failBacklog();
            crew.tell(crew::endAll);
        } finally {
            unbegun.callBack(); // last, since callbacks may wait for what is ended here
        }
    }

    void failBacklog() {
        ProcessCall<?> call;
        while ((call = backlog.poll()) != null) {
            Channel.hand(call, endUnbegun); // which ends it, whatever goes wrong
        }
    }

    /** Who ends the workers cancels what has not begun, also what has come back from a worker that was just dying. */
    private void endUnbegun(ProcessCall<?> call) {
        if (cancelling) {
            call.deliverCancelled();
        } else {
            call.deliverFailure(brokenFailure());
        }
    }

    /** For a call of a broken pool. */
    BrokenExecutorException brokenFailure() {
        String message = brokenMessage;
        if (message == null) {
            message = "the pool broke before the call ended: pool=" + name + " cause=" + lifecycle.brokenText()
                    + "; mend the cause and make a new pool";
            brokenMessage = message;
        }
        return new BrokenExecutorException(message, lifecycle.broken());
    }

    // ---- for calls

    void ended(TaskEnd end) {
        lifecycle.ended(end);
    }

    void interrupt(Channel channel, ProcessCall<?> call, long id) {
        channel.requestInterrupt(id);
        crew.tell(() -> crew.killUnlessStopped(channel, call, id));
    }

    void runHere(ProcessCall<?> call) {
        LocalRun.run(call, codec.forOwnBytes());
    }

    // ---- the end

    void shutdown(boolean cancelPending) {
        lifecycle.close();
        if (cancelPending) {
            takeUnbegun().callBack();
        }
    }

    List<Runnable> shutdownNow() {
        lifecycle.close();
        Unbegun unbegun = takeUnbegun();
        for (int i = 0; i < crew.size(); i++) {
            Channel channel = channels.get(i);
            if (channel != null) {
                channel.interruptRunning();
            }
        }
        unbegun.callBack();
        return unbegun.commands();
    }

    /** Cancels all that has not begun. No callback runs before all of it is done, since one call's may ask for another. */
    private Unbegun takeUnbegun() {
        collectors.getAndIncrement();
        cancelling = true;
        long stamp = awaitMoves();
        try {
            return collectUnbegun();
        } finally {
            if (stamp != 0) {
                moves.unlockWrite(stamp);
            }
            collectors.getAndDecrement();
        }
    }

    /** Waits until calls on their way have arrived; 0 when that takes too long: such calls are cancelled by who moves them. */
    private long awaitMoves() {
        long start = System.nanoTime();
        long stamp;
        while ((stamp = moves.tryWriteLock()) == 0 && System.nanoTime() - start < LONGEST_MOVE_NANOS) {
            Thread.yield();
        }
        return stamp;
    }

    private Unbegun collectUnbegun() {
        Unbegun unbegun = new Unbegun();
        Consumer<ProcessCall<?>> cancel = call -> unbegun.cancel(call, call.command());
        ProcessCall<?> call;
        while ((call = backlog.poll()) != null) {
            Channel.hand(call, cancel);
        }
        for (int i = 0; i < crew.size(); i++) {
            Channel channel = channels.get(i);
            if (channel != null) {
                channel.takeBack(Integer.MAX_VALUE, cancel);
            }
        }
        return unbegun;
    }

    PoolStats stats() {
        CrewTotals totals = crew.totals();
        long pending = lifecycle.outstanding();
        long ok = lifecycle.count(TaskEnd.SUCCEEDED);
        long bad = lifecycle.count(TaskEnd.FAILED);
        long gone = lifecycle.count(TaskEnd.CANCELLED);
        return new PoolStats(
                crew.limit(),
                totals.alive(),
                totals.started(),
                totals.lost(),
                ok + bad + gone + pending,
                ok,
                bad,
                gone,
                pending,
                totals.calls(),
                totals.bytesSent(),
                totals.bytesReceived(),
                totals.doorbellsSent(),
                totals.doorbellsReceived(),
                totals.lostWakeups());
    }

    Channel newChannel(int index, String workerName, Link link) {
        return new Channel(this, index, workerName, link, new SpinBudget(options.spin()), options.maxTasksPerWorker());
    }
}
