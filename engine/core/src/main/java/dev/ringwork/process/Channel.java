package dev.ringwork.process;

import dev.ringwork.WorkerProtocolException;
import dev.ringwork.link.ClaimTable;
import dev.ringwork.link.Doorbell;
import dev.ringwork.link.Link;
import dev.ringwork.link.Records;
import dev.ringwork.link.UseCount;
import dev.ringwork.link.WorkerState;
import dev.ringwork.run.SpinBudget;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.Frames;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator's side of one link: places calls, takes calls back, and hands out results. It knows shared memory and
 * futures, not processes.
 *
 * <p><b>Assumptions and guarantees.</b> Any thread may call anything until {@link #die}; each method that touches shared
 * memory is a short visit counted by {@code uses}, so the file is unmapped after the last visitor has left. A call has its
 * slot from before its frame is published until its result is taken, it is revoked, or the worker is dead; slot and id never
 * name two calls at a time. Nothing here blocks, and nothing runs foreign code.
 *
 * <p>Who polls: threads in {@code get()} while their spin budget lasts, counted by {@code watchers}; the pump when the worker
 * rings. The word {@code coordinator parked} is 0 while there are watchers. The last to leave sets it and polls once more.
 */
final class Channel {
    /** Results taken in one go, so that the worker gets ring space back soon. */
    private static final int MOST_RESULTS_A_POLL = 256;

    private static final int MOST_DEFINED_WORDS = 1 << 14;
    private static final long NOT_SUSPECTED = -1;
    private static final long STOP_LOOK_NANOS = 200_000;

    /** What a channel tells its pool. */
    interface Owner {
        /** Results were taken or calls revoked: there may be room, the worker may be idle. */
        void progress(Channel channel);

        /** The worker broke the protocol. */
        void corrupt(Channel channel, WorkerProtocolException how);

        /** The initializer ended; null when it succeeded. */
        void initialized(Channel channel, byte @Nullable [] failure);
    }

    private final Owner owner;
    private final int index;
    private final String workerName;
    private final Link link;
    private final ClaimTable claims;
    private final RingBuffer calls;
    private final RingBuffer results;
    private final Doorbell workerDoor;
    private final Doorbell ownDoor;
    private final SpinBudget spin;
    private final int mostInline;
    private final int partLength;

    private final UseCount uses = new UseCount();
    private final AtomicInteger watchers = new AtomicInteger();
    private final PollLock pollLock = new PollLock();
    /** The call in each slot. Set by compare-and-set by who takes the slot, cleared by who frees it. */
    private final AtomicReferenceArray<@Nullable ProcessCall<?>> pending;
    /** How often each slot was taken. Only its holder touches an element; {@link #pending} orders holders. */
    private final long[] rounds;

    private final AtomicInteger inFlight = new AtomicInteger();
    /** Calls that may still be placed here, counted only when that is limited. */
    private final AtomicInteger budget;

    private final boolean limited;
    /** Where to look for a free slot next; raced, any value will do. */
    private int nextSlot;
    /** A bit for each function that was defined in this ring, by whoever defined it after the commit. */
    private final DefinedFunctions defined = new DefinedFunctions(MOST_DEFINED_WORDS);

    private final MessageHandler onRecord = this::onRecord;
    private final AtomicLong doorbellsSent = new AtomicLong();
    /** Sum of the rings' consumer positions when a wake-up last looked lost. Touched by the supervisor only. */
    private long suspectedAt = NOT_SUSPECTED;

    private volatile @Nullable OutputStream bell;
    private volatile boolean gone;
    private volatile boolean ready;

    // Only under the poll lock:
    private @Nullable Streamed outbound;
    private @Nullable Streamed inbound;
    private long received;

    /** A body that crosses in parts, and how much of it has. */
    private static final class Streamed {
        final ProcessCall<?> call;
        final long id;
        final int shape;
        final byte[] bytes;
        int done;

        Streamed(ProcessCall<?> call, long id, int shape, byte[] bytes) {
            this.call = call;
            this.id = id;
            this.shape = shape;
            this.bytes = bytes;
        }
    }

    Channel(Owner owner, int index, String workerName, Link link, SpinBudget spin, int mostCalls) {
        this.budget = new AtomicInteger(mostCalls);
        this.limited = mostCalls != Integer.MAX_VALUE;
        this.owner = owner;
        this.index = index;
        this.workerName = workerName;
        this.link = link;
        this.claims = link.claims();
        this.calls = link.calls();
        this.results = link.results();
        this.workerDoor = link.workerDoor();
        this.ownDoor = link.coordinatorDoor();
        this.spin = spin;
        this.pending = new AtomicReferenceArray<>(claims.slots());
        this.rounds = new long[claims.slots()];
        this.mostInline = calls.maxMsgLength() / 2 - Frames.HEADER_LENGTH;
        this.partLength = calls.maxMsgLength() - Frames.HEADER_LENGTH;
    }

    int index() {
        return index;
    }

    String workerName() {
        return workerName;
    }

    /** Calls that have a slot: in the ring, running, or finished with the result not yet taken. */
    int inFlight() {
        return inFlight.get();
    }

    boolean isGone() {
        return gone;
    }

    /** Whether the worker takes calls now; those placed before wait in the ring. */
    boolean isReady() {
        return ready;
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

    /** The pipe to the worker, once there is a worker. */
    void bell(OutputStream pipe) {
        bell = pipe;
    }

    // ---- placing

    /** Writes a call that the caller owns into the ring; false when there is no room or the worker is gone. */
    boolean place(ProcessCall<?> call) {
        if (uses.enter() < 0) {
            return false;
        }
        boolean placed = false;
        try {
            if (limited && budget.getAndDecrement() <= 0 || !define(call.function)) {
                return false;
            }
            int slot = takeSlot(call);
            if (slot < 0) {
                return false;
            }
            int shape = call.shapeFor(mostInline);
            int kind = Frames.bodyKind(shape);
            int at = calls.tryClaim(Frames.CALL, Frames.HEADER_LENGTH + Body.length(kind, call.bytes));
            if (at < 0) {
                pending.setRelease(slot, null);
                return false;
            }
            // Nothing from here to the commit can throw.
            long id = ++rounds[slot] * claims.slots() + slot;
            MutableDirectBuffer buffer = calls.buffer();
            Frames.putCall(buffer, at, id, call.function.id(), shape);
            Body.put(buffer, at + Frames.HEADER_LENGTH, kind, call.bits, call.bytes);
            inFlight.getAndIncrement();
            call.placed(this, id);
            claims.queueRelease(id);
            calls.commit(at);
            ringWorker();
            placed = true;
            return true;
        } finally {
            if (limited && !placed) {
                budget.getAndIncrement();
            }
            uses.leave();
        }
    }

    /** Whether the worker has done all the calls it may. */
    boolean isSpent() {
        return limited && budget.get() <= 0 && inFlight.get() == 0;
    }

    /** Defines the function in this ring if that wasn't done; two threads may both do it, which is harmless. */
    private boolean define(FunctionDef function) {
        if (function.isInline() || defined.contains(function.id())) {
            return true;
        }
        byte[] encoded = function.encoded();
        int at = calls.tryClaim(Frames.DEFINE, Frames.DEFINE_HEADER_LENGTH + encoded.length);
        if (at < 0) {
            return false;
        }
        MutableDirectBuffer buffer = calls.buffer();
        buffer.putLong(at, function.id());
        buffer.putBytes(at + Frames.DEFINE_HEADER_LENGTH, encoded, 0, encoded.length);
        calls.commit(at);
        defined.add(function.id());
        return true;
    }

    private int takeSlot(ProcessCall<?> call) {
        int slots = pending.length();
        if (inFlight.get() >= slots) {
            return -1;
        }
        int start = nextSlot;
        for (int i = 0; i < slots; i++) {
            int slot = start + i & slots - 1;
            if (pending.getPlain(slot) == null && pending.compareAndSet(slot, null, call)) {
                nextSlot = slot + 1;
                return slot;
            }
        }
        return -1;
    }

    private void ringWorker() {
        if (workerDoor.mustRing()) {
            ringNow();
        }
    }

    private void ringNow() {
        OutputStream pipe = bell;
        if (pipe == null) {
            return; // no process yet: it will poll before it parks for the first time
        }
        doorbellsSent.getAndIncrement();
        try {
            Doorbell.ring(pipe);
        } catch (IOException e) {
            gone = true; // the pipe is broken because the worker is dead; its exit, seen elsewhere, settles its calls
        }
    }

    /** Asks the worker to exit once it has read all calls; false when the ring has no room for that. */
    boolean sendStop() {
        if (uses.enter() < 0) {
            return true;
        }
        try {
            int at = calls.tryClaim(Frames.STOP, Long.BYTES);
            if (at < 0) {
                return false;
            }
            calls.buffer().putLong(at, 0);
            calls.commit(at);
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
            revoked = pending.get(slot) == call && claims.revoke(id);
            if (revoked) {
                freeUnbegun(slot);
            }
        } finally {
            uses.leave();
        }
        if (revoked) {
            owner.progress(this);
        }
        return revoked;
    }

    private void freeUnbegun(int slot) {
        if (limited) {
            budget.getAndIncrement();
        }
        free(slot);
    }

    private void free(int slot) {
        pending.setRelease(slot, null);
        inFlight.getAndDecrement();
    }

    /** Takes back up to {@code most} calls that haven't begun, oldest first. */
    int takeBack(int most, Consumer<ProcessCall<?>> taker) {
        if (uses.enter() < 0) {
            return 0;
        }
        int taken = 0;
        try {
            long[] queued = queuedIds();
            for (int i = 0; i < queued.length && taken < most; i++) {
                int slot = claims.slotOf(queued[i]);
                ProcessCall<?> call = pending.get(slot);
                if (call != null && claims.revoke(queued[i])) {
                    freeUnbegun(slot);
                    call.owned();
                    taker.accept(call);
                    taken++;
                }
            }
        } finally {
            uses.leave();
        }
        return taken;
    }

    /** Ids of the calls not begun, in the order of their rounds, which is nearly that of their coming. */
    private long[] queuedIds() {
        long[] ids = new long[pending.length()];
        int count = 0;
        for (int slot = 0; slot < ids.length; slot++) {
            ProcessCall<?> call = pending.get(slot);
            if (call != null) {
                long id = call.id;
                if (claims.slotOf(id) == slot && claims.isQueuedVolatile(id)) {
                    ids[count++] = id;
                }
            }
        }
        long[] queued = Arrays.copyOf(ids, count);
        Arrays.sort(queued);
        return queued;
    }

    /** Whether the worker has begun this call and not finished it. */
    boolean isRunning(ProcessCall<?> call, long id) {
        if (uses.enter() < 0) {
            return false;
        }
        try {
            return pending.get(claims.slotOf(id)) == call && claims.isRunningVolatile(id);
        } finally {
            uses.leave();
        }
    }

    /** The call that the worker runs, null when it runs none. */
    @Nullable
    ProcessCall<?> runningCall() {
        if (inFlight.get() == 0 || uses.enter() < 0) {
            return null;
        }
        try {
            for (int slot = 0; slot < pending.length(); slot++) {
                ProcessCall<?> call = pending.get(slot);
                if (call != null && claims.isRunningVolatile(call.id)) {
                    return call;
                }
            }
            return null;
        } finally {
            uses.leave();
        }
    }

    /** Results taken so far: it rises while the worker works. */
    long received() {
        return received;
    }

    /** Asks the worker to interrupt a call. */
    void requestInterrupt(long id) {
        if (uses.enter() < 0) {
            return;
        }
        try {
            link.requestInterruptVolatile(id);
            ringNow();
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

    /** Waits until a call that was begun is over: its result taken, or its worker dead. */
    boolean awaitOver(long id, Duration timeout) throws InterruptedException {
        long start = System.nanoTime();
        while (!gone && isPending(id)) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (System.nanoTime() - start >= timeout.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(this, STOP_LOOK_NANOS);
        }
        return true;
    }

    private boolean isPending(long id) {
        ProcessCall<?> call = pending.get((int) id & pending.length() - 1);
        return call != null && call.id == id;
    }

    // ---- results

    /** Polls for a waiter until its call is done or the spin budget is used up. */
    void pollFor(ProcessCall<?> call) {
        long budget = spin.nanos();
        if (budget == 0 || uses.enter() < 0) {
            return;
        }
        try {
            if (watchers.getAndIncrement() == 0) {
                ownDoor.unparkRelease();
            }
            try {
                watch(call, budget);
            } finally {
                if (watchers.decrementAndGet() == 0) {
                    park();
                }
            }
        } finally {
            uses.leave();
        }
    }

    private void watch(ProcessCall<?> call, long budget) {
        long start = 0;
        for (int round = 1; !call.isDone() && !gone; round++) {
            if (poll(pollLock.tryLock()) > 0) {
                start = 0;
                continue;
            }
            Thread.onSpinWait();
            if (round % SpinBudget.ROUNDS_PER_LOOK == 0) {
                long now = System.nanoTime();
                if (start == 0) {
                    start = now;
                } else if (now - start > budget) {
                    spin.failed();
                    return;
                }
            }
        }
        spin.succeeded();
    }

    /** For the pump when the worker rang: polls until there is nothing, parked if nobody watches. */
    void onBell() {
        if (uses.enter() < 0) {
            return;
        }
        try {
            while (poll(pollLock.lockOrAskAgain()) > 0) {
                Thread.onSpinWait();
            }
            if (watchers.get() == 0) {
                park();
            }
        } finally {
            uses.leave();
        }
    }

    private void park() {
        ownDoor.parkVolatile();
        while (poll(pollLock.lockOrAskAgain()) > 0) {
            Thread.onSpinWait();
        }
    }

    /** Takes what results there are without waiting; for a submitter that found no room. */
    int help() {
        if (uses.enter() < 0) {
            return 0;
        }
        try {
            return poll(pollLock.tryLock());
        } finally {
            uses.leave();
        }
    }

    /** One duty cycle, if the caller got the lock; returns how much was done. */
    private int poll(boolean locked) {
        if (!locked) {
            return 0;
        }
        int work = 0;
        do {
            work += takeResults() + pushParts();
        } while (!pollLock.unlock());
        if (work > 0) {
            owner.progress(this);
        }
        return work;
    }

    private int takeResults() {
        try {
            return Records.read(results, onRecord, MOST_RESULTS_A_POLL);
        } catch (WorkerProtocolException e) {
            owner.corrupt(this, e);
        } catch (RuntimeException e) {
            owner.corrupt(
                    this, new WorkerProtocolException("a result ring holds what its worker wrote by the rules: " + e, e));
        }
        return 0;
    }

    private void onRecord(int type, MutableDirectBuffer buffer, int at, int length) {
        if (type == Frames.SKIPPED) {
            return;
        }
        require(length >= Long.BYTES, "length", length);
        long id = Frames.callId(buffer, at);
        if (type == Frames.WANT) {
            ProcessCall<?> call = callOf(id);
            require(call.bytes != null && outbound == null, "wantedId", id);
            outbound = new Streamed(call, id, call.shape, Objects.requireNonNull(call.bytes));
            return;
        }
        require(length >= Frames.HEADER_LENGTH, "length", length);
        if (type == Frames.RESULT) {
            onResult(buffer, at, length, id);
        } else if (type == Frames.RESULT_PART) {
            onPart(buffer, at, length, id);
        } else {
            require(false, "type", type);
        }
    }

    private static void require(boolean rule, String field, long value) {
        if (!rule) {
            throw new WorkerProtocolException("a record in a result ring is of a known type, complete, and belongs to a"
                    + " call that runs: " + field + "=" + value, null);
        }
    }

    private ProcessCall<?> callOf(long id) {
        ProcessCall<?> call = pending.get(claims.slotOf(id));
        if (call == null || call.id != id) {
            throw new WorkerProtocolException(
                    "a record in a result ring belongs to a call in this link: id=" + id + " worker=" + workerName, null);
        }
        return call;
    }

    private void onResult(MutableDirectBuffer buffer, int at, int length, long id) {
        int shape = Frames.resultShape(buffer, at);
        int kind = Frames.bodyKind(shape);
        int body = at + Frames.HEADER_LENGTH;
        int bodyLength = length - Frames.HEADER_LENGTH;
        require(inbound == null, "resultWithinStreamOf", id);
        require(kind <= (Body.ENCODED | Body.STREAMED), "bodyKind", kind);
        if (id == Frames.INITIALIZER_ID) {
            boolean failed = Frames.what(shape) == Frames.FAILED;
            owner.initialized(this, failed ? Body.bytes(buffer, body, bodyLength) : null);
            return;
        }
        ProcessCall<?> call = callOf(id);
        call.measured(Frames.resultNanos(buffer, at));
        if ((kind & Body.STREAMED) != 0) {
            require(bodyLength == Long.BYTES, "length", length);
            long total = Body.bits(buffer, body, kind);
            require(total > 0 && total <= Integer.MAX_VALUE - Frames.HEADER_LENGTH, "bodyLength", total);
            inbound = new Streamed(call, id, shape, new byte[(int) total]);
        } else if (Body.isImmediate(kind)) {
            require(bodyLength >= Body.length(kind, null), "length", length);
            Object value = Body.valueOf(kind, Body.bits(buffer, body, kind));
            finish(id);
            call.deliver(value);
        } else {
            deliver(call, id, shape, Body.bytes(buffer, body, bodyLength));
        }
    }

    private void onPart(MutableDirectBuffer buffer, int at, int length, long id) {
        Streamed stream = inbound;
        int count = length - Frames.HEADER_LENGTH;
        if (stream == null
                || stream.id != id
                || Frames.partOffset(buffer, at) != stream.done
                || count > stream.bytes.length - stream.done) {
            throw new WorkerProtocolException(
                    "parts of a result come in order and add up to its length: id=" + id + " length=" + count, null);
        }
        buffer.getBytes(at + Frames.HEADER_LENGTH, stream.bytes, stream.done, count);
        stream.done += count;
        if (stream.done == stream.bytes.length) {
            inbound = null;
            deliver(stream.call, id, stream.shape & ~Frames.shape(0, Body.STREAMED), stream.bytes);
        }
    }

    private void deliver(ProcessCall<?> call, long id, int shape, byte[] bytes) {
        finish(id);
        boolean failed = Frames.what(shape) == Frames.FAILED;
        if (!failed && Frames.bodyKind(shape) == Body.BYTES) {
            call.deliver((Object) bytes);
        } else {
            call.deliver(new EncodedOutcome(call, workerName, bytes, failed));
        }
    }

    private void finish(long id) {
        received++;
        free(claims.slotOf(id));
    }

    /** Writes as many parts of a wanted body as there is room for. */
    private int pushParts() {
        Streamed stream = outbound;
        if (stream == null) {
            return 0;
        }
        int pushed = 0;
        while (stream.done < stream.bytes.length) {
            int count = Math.min(partLength, stream.bytes.length - stream.done);
            int at = calls.tryClaim(Frames.CALL_PART, Frames.HEADER_LENGTH + count);
            if (at < 0) {
                return pushed;
            }
            Frames.putPart(calls.buffer(), at, stream.id, stream.done);
            calls.buffer().putBytes(at + Frames.HEADER_LENGTH, stream.bytes, stream.done, count);
            calls.commit(at);
            stream.done += count;
            pushed++;
            ringWorker();
        }
        outbound = null;
        return pushed;
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
                    received + inFlight.get(),
                    calls.producerPosition(),
                    results.producerPosition(),
                    doorbellsSent.get());
        } finally {
            uses.leave();
        }
    }

    /**
     * Ends the channel of a worker that is dead and reaped: takes the last results, fails the call that was running, and
     * gives back those that were not begun. Waits for visitors, none of whom blocks; then the file is unmapped.
     */
    void die(Consumer<ProcessCall<?>> failRunning, Consumer<ProcessCall<?>> takeUnbegun) {
        gone = true;
        uses.close();
        while (!uses.isDrained()) {
            Thread.onSpinWait();
        }
        while (takeResults() > 0) {
            Thread.onSpinWait();
        }
        for (int slot = 0; slot < pending.length(); slot++) {
            ProcessCall<?> call = pending.get(slot);
            if (call != null) {
                boolean begun = claims.stateVolatile(slot) == ClaimTable.RUNNING;
                free(slot);
                if (begun) {
                    failRunning.accept(call);
                } else {
                    call.owned();
                    takeUnbegun.accept(call);
                }
            }
        }
        link.close();
    }

    /**
     * Whether a wake-up was lost: records lie in a ring whose consumer is parked, and nothing has moved since the last time
     * this was asked. Once may be chance, between a producer's publishing and its ringing. For the supervisor, at its ticks.
     */
    boolean hasLostWakeup() {
        if (uses.enter() < 0) {
            return false;
        }
        try {
            boolean resultsLie = results.size() > 0 && watchers.get() == 0 && ownDoor.isParkedVolatile();
            boolean callsLie = calls.size() > 0 && workerDoor.isParkedVolatile();
            long position = results.consumerPosition() + calls.consumerPosition();
            boolean lost = (resultsLie || callsLie) && position == suspectedAt;
            suspectedAt = resultsLie || callsLie ? position : NOT_SUSPECTED;
            return lost;
        } finally {
            uses.leave();
        }
    }

    /** Does what a lost wake-up should have done. */
    void wakeBothSides() {
        onBell();
        if (uses.enter() >= 0) {
            try {
                ringWorker();
            } finally {
                uses.leave();
            }
        }
    }
}
