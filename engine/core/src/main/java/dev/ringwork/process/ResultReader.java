package dev.ringwork.process;

import dev.ringwork.WorkerProtocolException;
import dev.ringwork.link.Records;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.CheckedType;
import dev.ringwork.wire.Frames;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes records out of a result ring and completes futures with them. Nothing in a record is believed before it is checked,
 * and whatever is used is copied out first; what breaks a rule ends as a {@link WorkerProtocolException}. Each record uses up something
 * that there is only so much of: a call, bytes of a body, a call that was taken back. A ring keeps what was read, so records that did not
 * would be read round and round. Used under the channel's poll lock.
 */
final class ResultReader {
    private static final VarHandle TAKEN;
    private static final VarHandle POSITION;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TAKEN = lookup.findVarHandle(ResultReader.class, "taken", long.class);
            POSITION = lookup.findVarHandle(ResultReader.class, "position", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Results taken in one go, so that the worker gets ring space back soon. */
    private static final int MOST_A_READ = 256;

    /** What is allocated for a result before its parts come: a length is only a claim, of which at most four times is believed. */
    private static final int MOST_AHEAD = 1 << 24;

    private static final int GROWTH = 4;
    /** Of an initializer, when there is no memory for what it was. */
    private static final byte[] UNKNOWN_FAILURE = {};

    private static final long LONGEST_BODY = Integer.MAX_VALUE - Frames.HEADER_LENGTH;

    private final RingBuffer results;
    private final CallSlots slots;
    private final PartSender sender;
    private final String workerName;
    /** Told how the initializer ended: its encoded failure, or null. */
    private final Consumer<byte @Nullable []> onInitialized;
    /** Whether an initializer may still end. Its failure breaks the pool, so no worker may make one up. */
    private boolean initializing;

    /** What a rule that was broken is told by when there is no memory to say which. */
    private final WorkerProtocolException unsaid;

    private final MessageHandler handler = this::onRecord;
    private final CRC32C crc = new CRC32C();
    private @Nullable Arriving arriving;
    /** Why there was no room for a result, the last time that there was none. */
    private @Nullable OutOfMemoryError shortage;
    /**
     * Where the next record is. The ring has this, too, but where everyone can write. Written under the poll lock with release,
     * read by anyone with acquire.
     */
    private long position;
    /** Set for good when a rule was broken: what lies behind that is not looked at. */
    private boolean corrupt;

    /** Written under the poll lock with release, read by anyone with acquire. */
    private long taken;
    /** Written under the poll lock, read by anyone. */
    private volatile long passedOver;
    /** Set from the moment a slot is freed until the result is delivered. Under the poll lock, and after the worker's death. */
    private @Nullable ProcessCall<?> undelivered;

    /** A result that comes in parts, and how much of it has come. */
    private static final class Arriving {
        /** Null for the initializer. */
        final @Nullable ProcessCall<?> call;

        final long id;
        final int shape;
        final int length;
        /** Null when there was no memory for it: then the parts are passed over. */
        byte @Nullable [] bytes;

        int done;

        Arriving(@Nullable ProcessCall<?> call, long id, int shape, int length, byte @Nullable [] bytes) {
            this.call = call;
            this.id = id;
            this.shape = shape;
            this.length = length;
            this.bytes = bytes;
        }
    }

    ResultReader(
            RingBuffer results,
            CallSlots slots,
            PartSender sender,
            String workerName,
            boolean hasInitializer,
            Consumer<byte @Nullable []> onInitialized) {
        this.results = results;
        this.slots = slots;
        this.sender = sender;
        this.workerName = workerName;
        this.initializing = hasInitializer;
        this.onInitialized = onInitialized;
        this.unsaid = new WorkerProtocolException(
                "a result ring holds what its worker wrote by the rules, and there is memory to take it: worker="
                        + workerName,
                new OutOfMemoryError("and none to say so"));
    }

    /** Results taken so far. */
    long taken() {
        return (long) TAKEN.getAcquire(this);
    }

    /** Bytes of records taken so far, with their headers and paddings. */
    long position() {
        return (long) POSITION.getAcquire(this);
    }

    /**
     * Whether a record lies where the next one is due: from any thread, one look into the ring. Who comes just after another has read
     * finds a record, too, at the old place: this ring leaves what was read as it is, and has its producer wipe the next place before it writes.
     */
    boolean hasNext() {
        int at = (int) position() & results.capacity() - 1;
        return results.buffer().getIntVolatile(RecordDescriptor.lengthOffset(at)) > 0;
    }

    /** How many frames of calls that were taken back the worker has passed over, as it says. */
    long passedOver() {
        return passedOver;
    }

    /** The call whose slot was freed and whose result was lost because there was no memory for it; null when there is none. */
    @Nullable
    ProcessCall<?> undelivered() {
        return undelivered;
    }

    /**
     * Takes what there is, up to a limit; returns how many records.
     *
     * @throws WorkerProtocolException when the worker broke a rule
     */
    int read() {
        if (corrupt) {
            return 0;
        }
        corrupt = true; // unless all goes well
        int count;
        try {
            requirePosition(results.consumerPosition() == position);
            count = Records.read(results, handler, MOST_A_READ);
            long now = results.consumerPosition();
            requirePosition(now - position >= 0 && now - position <= 2L * results.capacity());
            POSITION.setRelease(this, now);
        } catch (WorkerProtocolException e) {
            throw e;
        } catch (RuntimeException
                | Error e) { // an Error is our own; what it interrupted is made good by ending the worker
            throw broken(e);
        }
        corrupt = false;
        return count;
    }

    private WorkerProtocolException broken(Throwable how) {
        try {
            return new WorkerProtocolException("a result ring holds what its worker wrote by the rules: " + how, how);
        } catch (VirtualMachineError e) {
            return unsaid;
        }
    }

    private void requirePosition(boolean rule) {
        require(rule, "consumerPosition", results.consumerPosition());
    }

    private void onRecord(int type, MutableDirectBuffer buffer, int at, int length) {
        require(length <= results.maxMsgLength() && at + length <= results.capacity(), "length", length);
        require(length >= Long.BYTES, "length", length);
        long id = Frames.callId(buffer, at);
        switch (CheckedType.type(type)) {
            case Frames.RESULT -> onResult(type, buffer, at, length - Frames.HEADER_LENGTH, id);
            case Frames.RESULT_PART -> onPart(type, buffer, at, length - Frames.HEADER_LENGTH, id);
            case Frames.WANT -> {
                requireUnchanged(CheckedType.holds(type, id, 0, 0, 0), id);
                onWant(id);
            }
            case Frames.SKIPPED -> {
                requireUnchanged(CheckedType.holds(type, id, 0, 0, 0), id);
                require(id > passedOver && id <= slots.takenBack(), "passedOver", id);
                passedOver = id;
            }
            default -> require(false, "type", CheckedType.type(type));
        }
    }

    private static void require(boolean rule, String field, long value) {
        if (!rule) {
            throw new WorkerProtocolException(
                    "a record in a result ring is complete, of a known type, and in its turn: " + field + "=" + value,
                    null);
        }
    }

    private static void requireUnchanged(boolean holds, long id) {
        if (!holds) {
            throw new WorkerProtocolException(
                    "a record in a result ring says what it said when it was written; its check differs: id=" + id,
                    null);
        }
    }

    private ProcessCall<?> callOf(long id) {
        ProcessCall<?> call = slots.withId(id);
        if (call == null) {
            throw new WorkerProtocolException(
                    "a record in a result ring belongs to a call in this link: id=" + id + " worker=" + workerName,
                    null);
        }
        return call;
    }

    private void onWant(long id) {
        byte[] bytes = callOf(id).bytes;
        if (bytes == null || sender.isBusy() || sender.hasJustSent(id)) {
            throw new WorkerProtocolException(
                    "a worker asks for one body at a time, once, of a call that has one: id=" + id, null);
        }
        sender.send(id, bytes);
    }

    private void onResult(int type, MutableDirectBuffer buffer, int at, int bodyLength, long id) {
        require(bodyLength >= 0, "bodyLength", bodyLength);
        int shape = Frames.resultShape(buffer, at);
        int nanos = Frames.resultNanos(buffer, at);
        int kind = Frames.bodyKind(shape);
        int body = at + Frames.HEADER_LENGTH;
        require(arriving == null, "resultAmongPartsOfAnother", id);
        require(kind >= 0 && kind <= (Body.ENCODED | Body.STREAMED), "bodyKind", kind);
        require(id != Frames.INITIALIZER_ID || (initializing && taken == 0), "initializedOutOfTurnAfterResults", taken);
        ProcessCall<?> call = id == Frames.INITIALIZER_ID ? null : callOf(id);
        if ((kind & Body.STREAMED) != 0) {
            require(bodyLength == Long.BYTES, "bodyLength", bodyLength);
            long total = Body.bits(buffer, body, kind);
            requireUnchanged(CheckedType.holds(type, id, shape, nanos, total), id);
            require(total > 0 && total <= LONGEST_BODY, "streamedLength", total);
            measured(call, nanos);
            byte[] room = allocate((int) Math.min(total, MOST_AHEAD));
            arriving = new Arriving(call, id, shape & ~Frames.shape(0, Body.STREAMED), (int) total, room);
        } else if (Body.isImmediate(kind)) {
            require(bodyLength == Body.length(kind, null), "bodyLength", bodyLength);
            long bits = Body.bits(buffer, body, kind);
            requireUnchanged(CheckedType.holds(type, id, shape, nanos, bits), id);
            if (call == null) {
                initialized(null);
                return;
            }
            Object value = Body.valueOf(kind, bits);
            over(id, call);
            call.deliver(value);
            undelivered = null;
        } else {
            byte[] bytes = allocate(bodyLength);
            if (bytes != null) {
                buffer.getBytes(body, bytes, 0, bodyLength);
                requireUnchanged(CheckedType.holds(type, id, shape, nanos, Body.sum(crc, bytes, 0, bodyLength)), id);
            }
            measured(call, nanos);
            deliver(call, id, shape, bytes);
        }
    }

    private static void measured(@Nullable ProcessCall<?> call, int nanos) {
        if (call != null) {
            call.measured(nanos);
        }
    }

    /** Makes room for a result; when there is none its call fails, and only that call, once it is known to be this worker's still. */
    private byte @Nullable [] allocate(int length) {
        try {
            return new byte[length];
        } catch (OutOfMemoryError e) {
            shortage = e;
            return null;
        }
    }

    private void onPart(int type, MutableDirectBuffer buffer, int at, int count, long id) {
        Arriving result = arriving;
        int offset = Frames.partOffset(buffer, at);
        if (result == null
                || result.id != id
                || offset != result.done
                || count <= 0
                || count > result.length - result.done) {
            throw new WorkerProtocolException(
                    "parts of a result come in order and add up to its length: id=" + id + " partLength=" + count,
                    null);
        }
        byte[] room = result.bytes;
        if (room != null && room.length - result.done < count) {
            room = grow(result, room);
            result.bytes = room;
        }
        if (room != null) {
            buffer.getBytes(at + Frames.HEADER_LENGTH, room, offset, count);
            requireUnchanged(CheckedType.holds(type, id, offset, 0, Body.sum(crc, room, offset, count)), id);
        }
        result.done += count;
        if (result.done == result.length) {
            arriving = null;
            deliver(result.call, id, result.shape, result.bytes);
        }
    }

    private byte @Nullable [] grow(Arriving result, byte[] full) {
        byte[] room = allocate((int) Math.min(result.length, (long) GROWTH * full.length));
        if (room != null) {
            System.arraycopy(full, 0, room, 0, result.done);
        }
        return room;
    }

    private void deliver(@Nullable ProcessCall<?> call, long id, int shape, byte @Nullable [] bytes) {
        if (call == null) {
            initialized(bytes == null ? UNKNOWN_FAILURE : bytes);
            return;
        }
        over(id, call);
        if (bytes == null) {
            call.deliverFailure(Objects.requireNonNull(shortage));
            undelivered = null;
            return;
        }
        boolean failed = Frames.what(shape) == Frames.FAILED;
        if (!failed && Frames.bodyKind(shape) == Body.BYTES) {
            call.deliver((Object) bytes);
        } else {
            call.deliver(new EncodedOutcome(call, workerName, bytes, failed));
        }
        undelivered = null;
    }

    private void initialized(byte @Nullable [] failure) {
        initializing = false;
        onInitialized.accept(failure);
    }

    private void over(long id, ProcessCall<?> call) {
        TAKEN.setRelease(this, taken + 1);
        undelivered = call;
        if (!slots.free(slots.slotOf(id), call)) {
            undelivered = null; // it was taken back meanwhile and runs elsewhere
            throw new WorkerProtocolException(
                    "a worker answers calls that it has begun: id=" + id + " worker=" + workerName, null);
        }
    }
}
