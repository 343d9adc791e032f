package dev.ringwork.process;

import dev.ringwork.WorkerProtocolException;
import dev.ringwork.base.Deadline;
import dev.ringwork.link.ClaimTable;
import dev.ringwork.link.Doorbell;
import dev.ringwork.link.Link;
import dev.ringwork.link.Records;
import dev.ringwork.link.UseCount;
import dev.ringwork.link.WorkerState;
import dev.ringwork.run.ErrorLog;
import dev.ringwork.run.SpinBudget;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.CheckedType;
import dev.ringwork.wire.Frames;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator's side of one link: places calls, takes calls back, and hands out results. It knows shared memory and
 * futures, not processes.
 *
 * <p><b>Assumptions and guarantees.</b> Any thread may call anything until {@link #drain}; each method that touches shared
 * memory is a short visit counted by {@code uses}, or by the poller for who watches, so the file is unmapped after the last
 * of both has left. A call has its slot from before its frame is published until its result is taken, it is revoked, or the
 * worker is dead; slot and id never name two calls at a time. Nothing here blocks, but for the pump's pause and for a bell
 * whose worker doesn't read it, which costs that worker, and nothing runs foreign code.
 */
final class Channel {
    private static final int MOST_DEFINED_WORDS = 1 << 14;
    private static final long STOP_LOOK_NANOS = 200_000;
    /** A call that is neither queued nor running nor free for so long has a spoilt claim word. */
    private static final int LONGEST_PLACING_MILLIS = 1000;
    /** For so long who is inside is waited for when the worker is dead, though somebody rings it. */
    private static final int LONGEST_STAY_MILLIS = 1000;
    /** How long the pump waits for more results to come; a bell costs both sides as much CPU as some ten results. */
    private static final long PUMP_PAUSE_NANOS = 50_000;
    /** So many results between two looks make it likely that more are on their way. */
    private static final int FLOW = 8;

    private static final ErrorLog.Report NOT_HANDED_ON =
            new ErrorLog.Report("a call could not be handed on, or failed, as it should");
    private static final ErrorLog.Report NOT_FAILED = new ErrorLog.Report("a call could not be failed");

    /** What a channel tells its pool. */
    interface Owner {
        /** Results were taken or calls revoked: there may be room, the worker may be idle. */
        void progress(Channel channel);

        /** A call is counted, and not offered yet: the worker is not idle any more. */
        void counted(Channel channel);

        /** The worker broke the protocol. */
        void corrupt(Channel channel, WorkerProtocolException how);

        /** The initializer ended; null when it succeeded. */
        void initialized(Channel channel, byte @Nullable [] failure);

        /** Whether workers have an initializer, so that one of them may end. */
        boolean hasInitializer();

        /** Whether the calling thread is the pool's supervisor, which nothing may block. */
        boolean isSupervisor();

        /** Whether there are as many busy workers as processors, so that a waiter that spins takes one from them. */
        boolean isCrowded();
    }

    private final Owner owner;
    private final int index;
    private final String workerName;
    private final Link link;
    private final ClaimTable claims;
    private final RingBuffer calls;
    private final RingBuffer results;
    private final Doorbell workerDoor;
    private final int mostInline;

    private final UseCount uses = new UseCount();
    private final CallSlots slots;
    private final PartSender sender;
    private final ResultReader reader;
    private final Poller poller;
    /** A bit for each function that was defined in this ring, by whoever defined it after the commit. */
    private final DefinedFunctions defined = new DefinedFunctions(MOST_DEFINED_WORDS);

    private final WorkerBell bell;
    // Touched by the supervisor only:
    private final StallWatch stallWatch;
    private WorkerState lastState = WorkerState.STARTING;
    /** Whether somebody was inside when all was settled, and may be for as long as a process lives that the worker has left behind. */
    private boolean abandoned;

    private volatile boolean gone;
    private volatile boolean ready;
    /** Whether calls are refused. Written by the supervisor; read by placers between taking a slot and offering the call. */
    private volatile boolean sealed;

    Channel(Owner owner, int index, String workerName, Link link, SpinBudget spin, int mostCalls) {
        this.owner = owner;
        this.index = index;
        this.workerName = workerName;
        this.link = link;
        this.claims = link.claims();
        this.calls = link.calls();
        this.results = link.results();
        this.workerDoor = link.workerDoor();
        this.stallWatch = new StallWatch(link);
        this.bell = new WorkerBell(workerName, owner::isSupervisor);
        this.mostInline = calls.maxMsgLength() / 2 - Frames.HEADER_LENGTH;
        this.slots = new CallSlots(claims.slots(), mostCalls);
        this.sender = new PartSender(calls, this::ringWorker);
        this.reader = new ResultReader(
                link.results(),
                slots,
                sender,
                workerName,
                owner.hasInitializer(),
                failure -> owner.initialized(this, failure));
        this.poller = new Poller(results, link.coordinatorDoor(), uses, spin, new Results());
    }

    private final class Results implements Poller.Duty {
        @Override
        public int work() {
            return takeResults() + pushParts();
        }

        @Override
        public boolean hasWork() {
            return reader.hasNext() || sender.isBusy();
        }

        @Override
        public boolean isAnythingDue() {
            return slots.inFlight() > 0
                    || !ready // an initializer ends before its worker is ready
                    || slots.takenBack() != reader.passedOver(); // in this order: taken back, then no longer in flight
        }

        @Override
        public boolean isCrowded() {
            return owner.isCrowded();
        }

        @Override
        public void progressed() {
            owner.progress(Channel.this);
        }
    }

    int index() {
        return index;
    }

    String workerName() {
        return workerName;
    }

    /** Calls that have a slot: in the ring, running, or finished with the result not yet taken. */
    int inFlight() {
        return slots.inFlight();
    }

    boolean isGone() {
        return gone;
    }

    /** No more calls than this have not begun: a worker that takes calls has as a rule begun one of them. */
    int mostUnbegun() {
        return slots.inFlight() - (ready ? 1 : 0);
    }

    /** Whether there is a call that can be taken back. */
    boolean hasUnbegun() {
        if (uses.enter() < 0) {
            return false;
        }
        try {
            for (int slot = 0; slot < slots.inUse(); slot++) {
                if (queuedIn(slot) > 0) {
                    return true;
                }
            }
            return false;
        } finally {
            uses.leave();
        }
    }

    /** Whether the worker takes calls now; those placed before wait in the ring. */
    boolean isReady() {
        return ready && !sealed;
    }

    /** The worker takes calls from now on. */
    void ready() {
        ready = true;
    }

    /** How far the worker says it has come. */
    WorkerState workerState() {
        if (uses.enter() < 0) {
            return WorkerState.STARTING;
        }
        try {
            return link.workerStateAcquire();
        } finally {
            uses.leave();
        }
    }

    /** The worker's heartbeat; what it was before counts as none once the channel is closed. */
    long heartbeat() {
        if (uses.enter() < 0) {
            return 0;
        }
        try {
            return link.heartbeatAcquire();
        } finally {
            uses.leave();
        }
    }

    /** The pipe to the worker, once it may carry bells. */
    void bell(OutputStream pipe) {
        bell.pipe(pipe);
    }

    // ---- placing

    /** Writes a call that the caller owns into the ring; false when there is no room or the worker is gone. */
    boolean place(ProcessCall<?> call) {
        if (uses.enter() < 0) {
            return false;
        }
        try {
            if (!define(call.function)) {
                return false;
            }
            int shape = call.shapeFor(mostInline);
            int kind = Frames.bodyKind(shape);
            long word = Body.word(kind, call.bits, call.bytes); // allocates, so before there is a slot to lose
            int slot = slots.take(call);
            if (slot < 0) {
                return false;
            }
            if (sealed) {
                slots.giveUp(slot);
                return false;
            }
            long id = slots.newId(slot);
            int type = CheckedType.of(Frames.CALL, id, call.function.id(), shape, word);
            int length = Frames.HEADER_LENGTH + Body.length(kind, call.bytes);
            int at = claim(type, length);
            if (at < 0) {
                slots.giveUp(slot);
                return false;
            }
            // Nothing from here to the commit can throw: what was claimed is inside the ring.
            slots.placed();
            owner.counted(this);
            poller.expect();
            MutableDirectBuffer buffer = calls.buffer();
            Frames.putCall(buffer, at, id, call.function.id(), shape);
            Body.put(buffer, at + Frames.HEADER_LENGTH, kind, call.bits, call.bytes);
            call.placed(this, id);
            claims.queueRelease(id);
            Records.commit(calls, at, length);
            ringWorker();
            return true;
        } finally {
            uses.leave();
        }
    }

    /** Claims a record in the call ring; negative when there is no room, or the ring is not as this side left it. */
    private int claim(int type, int length) {
        try {
            return calls.tryClaim(type, length);
        } catch (IndexOutOfBoundsException | IllegalStateException e) {
            spoilt(e);
            return -1;
        }
    }

    private void spoilt(RuntimeException how) {
        owner.corrupt(
                this,
                new WorkerProtocolException(
                        "only this side writes positions and records of a call ring: worker=" + workerName + " found="
                                + how,
                        how));
    }

    /** Whether the worker has done all the calls it may. */
    boolean isSpent() {
        return slots.isSpent();
    }

    /** Defines the function in this ring if that wasn't done; two threads may both do it, which is harmless. */
    private boolean define(FunctionDef function) {
        if (function.isInline() || defined.contains(function.id())) {
            return true;
        }
        byte[] encoded = function.encoded();
        int type = CheckedType.of(Frames.DEFINE, function.id(), 0, 0, Body.sum(encoded, 0, encoded.length));
        int length = Frames.DEFINE_HEADER_LENGTH + encoded.length;
        int at = claim(type, length);
        if (at < 0) {
            return false;
        }
        MutableDirectBuffer buffer = calls.buffer();
        buffer.putLong(at, function.id());
        buffer.putBytes(at + Frames.DEFINE_HEADER_LENGTH, encoded, 0, encoded.length);
        Records.commit(calls, at, length);
        defined.add(function.id());
        return true;
    }

    private void ringWorker() {
        if (workerDoor.mustRing()) {
            ringNow();
        }
    }

    private void ringNow() {
        poller.rang();
        bell.ring();
    }

    /** Ends a worker that doesn't read its bells. For the supervisor, now and then: whoever rings is blocked until then. */
    void lookAtBell() {
        bell.ringOwed();
        if (bell.isStuck()) {
            owner.corrupt(this, bell.howStuck());
        }
    }

    /** Asks the worker to exit once it has read all calls; false when the ring has no room for that. */
    boolean sendStop() {
        if (uses.enter() < 0) {
            return true;
        }
        try {
            int at = claim(CheckedType.of(Frames.STOP, 0, 0, 0, 0), Long.BYTES);
            if (at < 0) {
                return false;
            }
            calls.buffer().putLong(at, 0);
            Records.commit(calls, at, Long.BYTES);
            ringWorker();
            return true;
        } finally {
            uses.leave();
        }
    }

    // ---- taking back

    /** Takes back a call that hasn't begun; true when the caller owns it now. */
    boolean revoke(ProcessCall<?> call, long id) {
        if (uses.enter() < 0) {
            return false;
        }
        boolean revoked;
        try {
            int slot = claims.slotOf(id);
            revoked = slots.at(slot) == call && takeFrom(slot, call, id);
        } finally {
            uses.leave();
        }
        if (revoked) {
            owner.progress(this);
        }
        return revoked;
    }

    /**
     * Refuses calls from now on and takes back all that have not begun: what the worker runs now is the last that it runs,
     * until {@link #unseal}. A placer takes a slot, then looks at {@code sealed}; here it is set, then slots are looked at,
     * so a call that is being placed is waited for.
     */
    void seal(Consumer<ProcessCall<?>> taker) {
        sealed = true;
        if (uses.enter() < 0) {
            return;
        }
        try {
            boolean sound = true;
            Patience patience = new Patience(LONGEST_PLACING_MILLIS); // for all of them: a worker may spoil each word
            for (int slot = 0; sound && slot < slots.inUse(); slot++) {
                sound = takeBackFrom(slot, taker, patience);
            }
        } finally {
            uses.leave();
        }
    }

    /** Makes a call that has not begun the caller's; false when it has begun, or was answered though it hasn't. */
    private boolean takeFrom(int slot, ProcessCall<?> call, long id) {
        slots.takingBack();
        if (!claims.revoke(id)) {
            slots.notTakenBack();
            return false;
        }
        boolean mine = slots.freeUnbegun(slot, call);
        if (!mine) {
            owner.corrupt(
                    this,
                    new WorkerProtocolException(
                            "a worker answers calls that it has begun: call=" + call + " worker=" + workerName, null));
        }
        return mine;
    }

    /** False when the link is spoilt, and what calls it holds is found out after its worker's death. */
    private boolean takeBackFrom(int slot, Consumer<ProcessCall<?>> taker, Patience patience) {
        ProcessCall<?> call;
        while ((call = slots.at(slot)) != null) {
            long id = call.id;
            if (claims.slotOf(id) == slot && takeFrom(slot, call, id)) {
                call.owned();
                hand(call, taker);
            } else if (claims.slotOf(id) == slot && claims.isRunningVolatile(id)) {
                return true;
            } else if (!patience.hasEnded()) {
                patience.pause(); // it is being placed, given up or revoked
            } else {
                owner.corrupt(
                        this,
                        new WorkerProtocolException(
                                "a claim word says queued, running or taken back: call=" + call + " worker="
                                        + workerName,
                                null));
                return false;
            }
        }
        return true;
    }

    /** Takes calls again. */
    void unseal() {
        sealed = false;
    }

    /** Takes back up to {@code most} calls that haven't begun, nearly the oldest first. */
    int takeBack(int most, Consumer<ProcessCall<?>> taker) {
        if (uses.enter() < 0) {
            return 0;
        }
        int taken = 0;
        try {
            long[] queued = queuedIds(most);
            for (int i = 0; i < queued.length && taken < most; i++) {
                int slot = claims.slotOf(queued[i]);
                ProcessCall<?> call = slots.at(slot);
                if (call != null && takeFrom(slot, call, queued[i])) {
                    call.owned();
                    hand(call, taker);
                    taken++;
                }
            }
        } finally {
            uses.leave();
        }
        return taken;
    }

    /**
     * Ids of up to {@code most} calls not begun, in the order of their rounds, which is nearly that of their coming. The oldest lie
     * behind the slot that is taken next.
     */
    private long[] queuedIds(int most) {
        int inUse = slots.inUse();
        long[] ids = new long[Math.min(most, inUse)];
        int count = 0;
        int first = slots.next();
        for (int i = 0; i < inUse && count < ids.length; i++) {
            int slot = first + i & inUse - 1;
            long id = queuedIn(slot);
            if (id > 0) {
                ids[count++] = id;
            }
        }
        long[] queued = Arrays.copyOf(ids, count);
        Arrays.sort(queued);
        return queued;
    }

    /** The id of the call in a slot, 0 when there is none or it has begun. */
    private long queuedIn(int slot) {
        ProcessCall<?> call = slots.at(slot);
        long id = call == null ? 0 : call.id;
        return id > 0 && claims.slotOf(id) == slot && claims.isQueuedVolatile(id) ? id : 0;
    }

    /** Whether the worker has begun this call and not finished it. */
    boolean isRunning(ProcessCall<?> call, long id) {
        if (uses.enter() < 0) {
            return false;
        }
        try {
            return slots.at(claims.slotOf(id)) == call && claims.isRunningVolatile(id);
        } finally {
            uses.leave();
        }
    }

    /** The call that the worker runs, null when it runs none. */
    @Nullable
    ProcessCall<?> runningCall() {
        if (slots.inFlight() == 0 || uses.enter() < 0) {
            return null;
        }
        try {
            return findRunning();
        } finally {
            uses.leave();
        }
    }

    private @Nullable ProcessCall<?> findRunning() {
        for (int slot = 0; slot < slots.inUse(); slot++) {
            ProcessCall<?> call = slots.at(slot);
            if (call != null) {
                long id = call.id;
                if (claims.slotOf(id) == slot && claims.isRunningVolatile(id)) {
                    return call;
                }
            }
        }
        return null;
    }

    /** Results taken so far: it rises while the worker works. */
    long received() {
        return reader.taken();
    }

    /** Asks the worker to interrupt a call; without effect when it is over, so that a request for another isn't lost. */
    void requestInterrupt(long id) {
        if (uses.enter() < 0) {
            return;
        }
        try {
            if (claims.isRunningVolatile(id)) {
                link.requestInterruptVolatile(id);
                ringNow();
            }
        } finally {
            uses.leave();
        }
    }

    /** Asks the worker to interrupt whatever it runs. */
    void interruptRunning() {
        ProcessCall<?> call = runningCall();
        if (call != null) {
            requestInterrupt(call.id);
        }
    }

    /** Waits until a call doesn't run: not begun, its result taken, or its worker dead. */
    boolean awaitStopped(long id, Duration timeout) throws InterruptedException {
        long start = System.nanoTime();
        long most = Deadline.saturatedNanos(timeout);
        while (isBegun(id)) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (System.nanoTime() - start >= most) {
                return false;
            }
            LockSupport.parkNanos(this, STOP_LOOK_NANOS);
        }
        return true;
    }

    private boolean isBegun(long id) {
        if (uses.enter() < 0) {
            return false;
        }
        try {
            return slots.withId(id) != null && !claims.isQueuedVolatile(id);
        } finally {
            uses.leave();
        }
    }

    // ---- results

    /** Polls for a waiter until its call is done or the spin budget is used up. */
    void pollFor(ProcessCall<?> call, long mostNanos) {
        if (poller.isWorthWatching()) {
            poller.watch(call, this, mostNanos);
        }
    }

    /** A waiter whose polling was in vain had to park for so long. */
    void parkedFor(long nanos) {
        poller.parkedFor(nanos);
    }

    /** For the pump when the worker rang: takes all there is, and looks again after a pause as long as results flow. */
    void onBell() {
        long before = reader.taken();
        if (!poller.pumpBegins()) {
            return;
        }
        try {
            boolean flows = true;
            while (flows) {
                poller.pump();
                long now = reader.taken(); // taken by whomever
                flows = now - before >= FLOW && !gone;
                before = now;
                if (flows) {
                    LockSupport.parkNanos(this, PUMP_PAUSE_NANOS);
                }
            }
        } finally {
            poller.pumpEnds();
        }
    }

    /** Takes what results there are without waiting; for a submitter that found no room. */
    int help() {
        if (uses.enter() < 0) {
            return 0;
        }
        try {
            return poller.poll();
        } finally {
            uses.leave();
        }
    }

    private int pushParts() {
        try {
            return sender.push();
        } catch (IndexOutOfBoundsException | IllegalStateException e) {
            spoilt(e);
            return 0;
        }
    }

    private int takeResults() {
        try {
            return reader.read();
        } catch (WorkerProtocolException e) {
            owner.corrupt(this, e);
            return 0;
        }
    }

    // ---- the end

    /** Counts for {@code stats()}. */
    record Traffic(long calls, long bytesSent, long bytesReceived, long doorbellsSent) {}

    Traffic traffic() {
        if (uses.enter() < 0) {
            return new Traffic(0, 0, 0, 0);
        }
        try {
            return new Traffic(
                    reader.taken() + slots.inFlight(), calls.producerPosition(), reader.position(), bell.rings());
        } finally {
            uses.leave();
        }
    }

    /**
     * Takes the last results of a worker that is dead and reaped. Waits for visitors and watchers, none of whom stays for long, but for who
     * rings while another process holds the dead one's stdin: then what results there are is lost, and the memory stays.
     *
     * @return the call that it was running, null when it ran none
     */
    @Nullable
    ProcessCall<?> drain() {
        gone = true;
        poller.close();
        uses.close();
        Patience patience = new Patience(LONGEST_STAY_MILLIS);
        while (!isDrained() && !(patience.hasEnded() && bell.isRinging())) {
            patience.pause();
        }
        abandoned = !isDrained();
        lastState = link.workerStateAcquire();
        while (!abandoned && takeResults() > 0) {
            Thread.onSpinWait();
        }
        return findRunning();
    }

    private boolean isDrained() {
        return poller.isDrained() && uses.isDrained();
    }

    /** Whether somebody is ringing, as who may be blocked by that, and then holds the pipe. */
    boolean isRinging() {
        return bell.isRinging();
    }

    /** After {@link #drain}: whether the worker ended because it found in the link what nobody wrote by the rules. */
    boolean isSpoiltForWorker() {
        return lastState == WorkerState.SPOILT;
    }

    /** After {@link #drain}: whether the worker ended because a task had used up its heap. */
    boolean isOutOfMemoryForWorker() {
        return lastState == WorkerState.OUT_OF_MEMORY;
    }

    /**
     * After {@link #drain}: fails the call that was running, gives back those that were not begun, and unmaps the file.
     *
     * @return how many were not begun
     */
    int settle(Consumer<ProcessCall<?>> failRunning, Consumer<ProcessCall<?>> takeUnbegun) {
        int unbegun = 0;
        try {
            for (int slot = 0; slot < slots.inUse(); slot++) {
                ProcessCall<?> call = slots.at(slot);
                if (call != null) {
                    boolean queued = claims.isQueuedVolatile(call.id);
                    slots.free(slot, call);
                    if (queued) {
                        call.owned();
                        hand(call, takeUnbegun);
                        unbegun++;
                    } else {
                        hand(call, failRunning); // also when its word is spoilt: at most once comes first
                    }
                }
            }
            ProcessCall<?> undelivered = reader.undelivered();
            if (undelivered != null) {
                hand(undelivered, failRunning);
            }
        } finally {
            if (!abandoned) { // else somebody writes there once he can go on
                link.close();
            }
        }
        return unbegun;
    }

    /** Whatever goes wrong with one call, want of memory as a rule, fails that call and leaves none behind. */
    static void hand(ProcessCall<?> call, Consumer<ProcessCall<?>> taker) {
        try {
            taker.accept(call);
        } catch (Throwable t) {
            fail(call, t);
            NOT_HANDED_ON.error(t);
        }
    }

    /** Fails a call that its caller owns, and never throws, since others may come after it. */
    static void fail(ProcessCall<?> call, Throwable why) {
        try {
            call.deliverFailure(why);
        } catch (Throwable t) {
            NOT_FAILED.error(t);
        }
    }

    /** Looks for calls that wait while nothing moves. For the supervisor, at its ticks. */
    StallWatch.Finding lookForStall() {
        if (uses.enter() < 0) {
            return StallWatch.Finding.NONE;
        }
        try {
            boolean waiting = slots.inFlight() > 0;
            return stallWatch.look(waiting, runningCall() != null, poller.isWatched(), reader.taken());
        } finally {
            uses.leave();
        }
    }

    /** Does what a lost wake-up should have done, whatever the parked words say. */
    void wakeBothSides() {
        if (uses.enter() >= 0) {
            try {
                poller.poll();
                ringNow();
            } finally {
                uses.leave();
            }
        }
    }
}
