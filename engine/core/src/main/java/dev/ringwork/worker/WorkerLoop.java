package dev.ringwork.worker;

import dev.ringwork.WorkerProtocolException;
import dev.ringwork.link.ClaimTable;
import dev.ringwork.link.Doorbell;
import dev.ringwork.link.Link;
import dev.ringwork.link.Records;
import dev.ringwork.run.SpinBudget;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.CheckedType;
import dev.ringwork.wire.Frames;
import dev.ringwork.wire.ValueCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The worker's duty cycle, all on its main thread: read a frame, claim the call, run it, publish the result.
 *
 * <p>Frames are copied out of the ring before they are believed, and calls run outside of the ring's read, so that a task
 * that takes long holds no ring space. Calls that come while the body of another is streamed wait in {@code inbox}, unclaimed:
 * the coordinator can still take them back.
 */
final class WorkerLoop implements StdinWatch.Progress {
    private static final int MOST_FRAMES_A_READ = 16;
    /** Stands for the initializer where a call id is asked for; ids of calls are positive. */
    private static final long INITIALIZER = -1;

    private final Link link;
    private final RingBuffer calls;
    private final ClaimTable claims;
    private final StdinWatch watch;
    private final SpinBudget spin;
    private final ResultWriter results;
    private final CallRunner runner;
    private final OutputStream bellPipe;

    /** A call as it was read from the ring. */
    record Call(long id, int functionId, int shape, long bits, byte @Nullable [] bytes) {}

    private final ArrayDeque<Call> inbox = new ArrayDeque<>();
    private final MessageHandler onFrame = this::onFrame;
    private final CRC32C crc = new CRC32C();
    /** Where the next frame is: only this side moves the ring's own word for that. */
    private long position;

    private boolean stopping;
    /** Calls that were taken back and passed over so far, and how many of them the coordinator was told of. */
    private long skipped;

    private long skippedAsTold;
    /** Whether the coordinator was rung since this side waited last. */
    private boolean rung;
    /** The body that is being streamed, or null. */
    private byte @Nullable [] stream;

    private long streamId;
    private int streamed;

    /** The call that runs, 0 for none. Written by the main thread, read by the watch thread. */
    private volatile long runningCall;

    /** The call that was interrupted last: each is interrupted once. Guarded by {@code interruptLock} for writing. */
    private volatile long interruptedCall;
    /** The request for an interrupt that the main thread saw last, after a call. */
    private long seenRequest;
    /** True once this JVM has begun to exit. */
    private volatile boolean exiting;

    private final Object interruptLock = new Object();
    private final Thread main = Thread.currentThread();

    WorkerLoop(Link link, ValueCodec codec, StdinWatch watch, OutputStream bellPipe, long spinNanos) {
        this.link = link;
        this.calls = link.calls();
        this.claims = link.claims();
        this.watch = watch;
        this.bellPipe = bellPipe;
        this.spin = new SpinBudget(Duration.ofNanos(spinNanos));
        this.results = new ResultWriter(link.results(), this::ringCoordinatorIfParked);
        this.runner = new CallRunner(codec, results, this::isInterrupted);
    }

    /** Runs the initializer; false when it failed, which the coordinator has been told. */
    boolean initialize(byte[] initializer) {
        if (initializer.length == 0) {
            return true;
        }
        runningCall = INITIALIZER;
        try {
            return runner.initialize(initializer);
        } finally {
            over();
        }
    }

    void run() {
        while (true) {
            Call call = inbox.poll();
            if (call != null) {
                begin(call);
            } else if (stopping) {
                return;
            } else if (readFrames() == 0) {
                await();
            }
        }
    }

    // ---- reading

    private int readFrames() {
        if (calls.consumerPosition() != position) {
            throw new WorkerProtocolException(
                    "only the worker moves the consumer's position of its call ring: consumerPosition="
                            + calls.consumerPosition() + " expected=" + position,
                    null);
        }
        int count = Records.read(calls, onFrame, stream == null ? MOST_FRAMES_A_READ : 1);
        position = calls.consumerPosition();
        return count;
    }

    private void onFrame(int type, MutableDirectBuffer buffer, int at, int length) {
        require(length >= Long.BYTES && length <= calls.maxMsgLength() && at + length <= calls.capacity(), length);
        long id = Frames.callId(buffer, at);
        switch (CheckedType.type(type)) {
            case Frames.CALL -> inbox.add(readCall(type, buffer, at, length - Frames.HEADER_LENGTH, id));
            case Frames.DEFINE -> {
                byte[] encoded =
                        Body.bytes(buffer, at + Frames.DEFINE_HEADER_LENGTH, length - Frames.DEFINE_HEADER_LENGTH);
                requireUnchanged(CheckedType.holds(type, id, 0, 0, Body.sum(crc, encoded, 0, encoded.length)), id);
                runner.define((int) id, encoded);
            }
            case Frames.CALL_PART -> onPart(type, buffer, at, length - Frames.HEADER_LENGTH, id);
            case Frames.STOP -> {
                requireUnchanged(CheckedType.holds(type, id, 0, 0, 0), id);
                stopping = true;
            }
            default ->
                throw new WorkerProtocolException("a record in a call ring is of a known type: type=" + type, null);
        }
    }

    private static void require(boolean rule, int length) {
        if (!rule) {
            throw new WorkerProtocolException("a record in a call ring is complete: length=" + length, null);
        }
    }

    private static void requireUnchanged(boolean holds, long id) {
        if (!holds) {
            throw new WorkerProtocolException(
                    "a record in a call ring says what it said when it was written; its check differs: id=" + id, null);
        }
    }

    private Call readCall(int type, MutableDirectBuffer buffer, int at, int bodyLength, long id) {
        require(bodyLength >= 0, bodyLength);
        int functionId = Frames.functionId(buffer, at);
        int shape = Frames.callShape(buffer, at);
        int kind = Frames.bodyKind(shape);
        int body = at + Frames.HEADER_LENGTH;
        boolean inRecord = kind == Body.BYTES || kind == Body.ENCODED;
        require(inRecord || bodyLength == Body.length(kind, null), bodyLength);
        long bits = inRecord ? 0 : Body.bits(buffer, body, kind);
        byte[] bytes = inRecord ? Body.bytes(buffer, body, bodyLength) : null;
        requireUnchanged(CheckedType.holds(type, id, functionId, shape, Body.word(crc, kind, bits, bytes)), id);
        return new Call(id, functionId, shape, bits, bytes);
    }

    private void onPart(int type, MutableDirectBuffer buffer, int at, int count, long id) {
        require(count >= 0, count);
        int offset = Frames.partOffset(buffer, at);
        byte[] target = stream;
        if (target == null || id != streamId) { // of a call that has failed, since its body found no room here
            byte[] part = Body.bytes(buffer, at + Frames.HEADER_LENGTH, count);
            requireUnchanged(CheckedType.holds(type, id, offset, 0, Body.sum(crc, part, 0, count)), id);
            return;
        }
        require(offset == streamed && count <= target.length - offset, count);
        buffer.getBytes(at + Frames.HEADER_LENGTH, target, offset, count);
        requireUnchanged(CheckedType.holds(type, id, offset, 0, Body.sum(crc, target, offset, count)), id);
        streamed += count;
    }

    // ---- running

    /** From any thread: what runs now is the last call, those not begun are the coordinator's again once this JVM is gone. */
    void beginNoMore() {
        exiting = true;
    }

    private void begin(Call call) {
        while (exiting) {
            LockSupport.park(this);
        }
        if (!claims.claim(call.id)) {
            skipped++;
            return;
        }
        runningCall = call.id;
        try {
            Call whole = (Frames.bodyKind(call.shape) & Body.STREAMED) == 0 ? call : fetchBody(call);
            runner.run(whole);
        } catch (OutOfMemoryError e) {
            runner.publishOutOfMemory(call.id);
            exitAfter(e);
        } finally {
            over();
        }
        if (runner.isOutOfMemory()) {
            exitAfter(null);
        }
    }

    /** The call is over: an interrupt meant for it must not reach the next. */
    private void over() {
        runningCall = 0;
        long request = link.interruptWordVolatile();
        if (request != seenRequest) {
            seenRequest = request;
            synchronized (interruptLock) {
                Thread.interrupted(); // the watch thread was here, or it will find another call or none
            }
        }
        Thread.interrupted(); // nor one that the task gave itself
    }

    private boolean isInterrupted(long callId) {
        return interruptedCall == callId;
    }

    /** The heap can't be trusted any more; the result is published, so the coordinator loses nothing. */
    private void exitAfter(@Nullable Throwable why) {
        WorkerMain.haltOutOfMemory(link);
        throw new IllegalStateException("halt returned", why);
    }

    private Call fetchBody(Call call) {
        streamId = call.id;
        streamed = 0;
        results.publishWant(call.id); // first: the coordinator fills the ring while this side has room made
        stream = new byte[Math.toIntExact(call.bits)];
        while (streamed < call.bits) {
            if (readFrames() == 0) {
                await();
            }
        }
        byte[] bytes = stream;
        stream = null;
        if (isInterrupted(call.id)) {
            main.interrupt(); // waiting for the body may have used it up
        }
        return new Call(call.id, call.functionId, call.shape & ~Frames.shape(0, Body.STREAMED), 0, bytes);
    }

    @Override
    public long runningCall() {
        return runningCall;
    }

    @Override
    public void interrupt(long callId) {
        synchronized (interruptLock) {
            if (runningCall == callId && interruptedCall != callId) {
                interruptedCall = callId;
                main.interrupt();
            }
        }
    }

    // ---- waiting

    /** Waits until there is a frame: spins for the budget, then blocks at the doorbell. */
    private void await() {
        if (skipped != skippedAsTold && stream == null) {
            skippedAsTold = skipped;
            results.publishSkipped(skipped);
        }
        if (rung) {
            rung = false;
            // The coordinator's reader is woken on this processor as a rule, where it would wait for the spin's end.
            Thread.yield();
        }
        if (spin()) {
            return;
        }
        long start = System.nanoTime();
        park();
        spin.parked(System.nanoTime() - start + spin.nanos());
    }

    private void park() {
        if (stream != null) {
            ringCoordinatorIfParked(); // it has parts to send and may not know that there is room
        }
        Doorbell door = link.workerDoor();
        door.parkVolatile();
        if (readFrames() == 0) {
            watch.awaitBell();
        }
        door.unparkRelease();
    }

    private boolean spin() {
        long budget = spin.nanos();
        if (budget == 0) {
            return readFrames() > 0;
        }
        long start = 0;
        for (int round = 1; ; round++) {
            if (readFrames() > 0) {
                spin.succeeded();
                return true;
            }
            Thread.onSpinWait();
            if (round % SpinBudget.ROUNDS_PER_LOOK == 0) {
                long now = System.nanoTime();
                if (start == 0) {
                    start = now;
                } else if (now - start > budget) {
                    return false;
                }
            }
        }
    }

    // ---- the other side

    private void ringCoordinatorIfParked() {
        if (link.coordinatorDoor().mustRing()) {
            ringCoordinator();
        }
    }

    /** Wakes the coordinator's pump, whether it is parked or not. */
    void ringCoordinator() {
        rung = true;
        try {
            Doorbell.ring(bellPipe);
        } catch (IOException e) {
            Runtime.getRuntime().halt(WorkerMain.COORDINATOR_GONE); // nobody reads: the coordinator is gone
        }
    }
}
