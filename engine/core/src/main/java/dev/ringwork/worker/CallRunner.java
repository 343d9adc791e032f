package dev.ringwork.worker;

import dev.ringwork.run.Invocation;
import dev.ringwork.wire.Batch;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.ByteSink;
import dev.ringwork.wire.ByteSource;
import dev.ringwork.wire.Failure;
import dev.ringwork.wire.Frames;
import dev.ringwork.wire.ValueCodec;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decodes a call, runs it, encodes how it ended. Whatever goes wrong is that call's failure and nobody else's. */
final class CallRunner {
    private static final Invocation[] INVOCATIONS = Invocation.values();
    private static final Supplier<String> HERE = () -> "this worker";
    private static final int RESERVE_BYTES = 1 << 18;

    private final ValueCodec codec;
    private final ResultWriter results;
    /** Of the batch that runs. */
    private final ByteSink outcomes = new ByteSink();
    /** Functions by id: their bytes until the first call, which makes them into objects so that a failure is its own. */
    private final Map<Integer, Object> functions = new HashMap<>();

    private int lastFunctionId = Frames.INLINE_FUNCTION;
    private @Nullable Object lastFunction;
    private boolean outOfMemory;

    /** Given up when the heap is full, so that there is enough for saying so and exiting. */
    private byte @Nullable [] reserve = new byte[RESERVE_BYTES];

    /** What to say when there is no memory left to say it with. */
    private final byte[] outOfMemoryFailure;

    /** Whether the pool has interrupted the call with this id. */
    private final LongPredicate interrupted;

    CallRunner(ValueCodec codec, ResultWriter results, LongPredicate interrupted) {
        this.codec = codec;
        this.results = results;
        this.interrupted = interrupted;
        this.outOfMemoryFailure = Failure.encodeAsData(
                new OutOfMemoryError("a call used up the worker's heap, even for its own failure; raise workerHeap"));
    }

    /** Publishes that a call ran out of memory, without needing any. */
    void publishOutOfMemory(long id) {
        reserve = null;
        results.publish(id, Frames.FAILED, Body.ENCODED, 0, outOfMemoryFailure, 0);
    }

    void define(int functionId, byte[] encoded) {
        functions.putIfAbsent(functionId, encoded);
    }

    /** Whether a task ran out of memory, after which this JVM should not go on. */
    boolean isOutOfMemory() {
        return outOfMemory;
    }

    /** Runs the initializer; false when it failed, which has been published. */
    boolean initialize(byte[] encoded) {
        try {
            ((Runnable) function(codec.decode(encoded))).run();
            results.publish(Frames.INITIALIZER_ID, Frames.SUCCEEDED, Body.NULL, 0, null, 0);
            return true;
        } catch (Throwable t) {
            results.publishFailure(Frames.INITIALIZER_ID, t, this);
            return false;
        }
    }

    void run(WorkerLoop.Call call) {
        long start = 0;
        int what = Frames.what(call.shape());
        Object value;
        try {
            if ((what & Frames.BATCH) != 0) {
                start = System.nanoTime();
                byte[] outcomes = runBatch(call, INVOCATIONS[what & Frames.WHAT_MASK]);
                int nanos = (int) Math.min(Integer.MAX_VALUE, System.nanoTime() - start);
                results.publish(call.id(), Frames.SUCCEEDED, Body.ENCODED, 0, outcomes, nanos);
                return;
            }
            value = runOne(call, INVOCATIONS[what]);
        } catch (Throwable t) {
            fail(call.id(), t);
            return;
        }
        succeed(call.id(), value);
    }

    private @Nullable Object runOne(WorkerLoop.Call call, Invocation how) throws Exception {
        int kind = Frames.bodyKind(call.shape());
        byte[] bytes = call.bytes();
        if (bytes == null) {
            return how.invoke(defined(call.functionId()), Body.valueOf(kind, call.bits()), null);
        }
        if (kind == Body.BYTES) {
            return how.invoke(defined(call.functionId()), bytes, null);
        }
        ByteSource source = new ByteSource(bytes);
        Object function = function(call, source);
        Object first = how.arguments() > 0 ? codec.read(source) : null;
        Object second = how.arguments() > 1 ? codec.read(source) : null;
        return how.invoke(function, first, second);
    }

    private byte[] runBatch(WorkerLoop.Call call, Invocation how) throws Exception {
        byte[] bytes = call.bytes();
        if (bytes == null) {
            throw new StreamCorruptedException("a batch has a body: id=" + call.id());
        }
        ByteSource source = new ByteSource(bytes);
        Object function = function(call, source);
        outcomes.clear();
        int count = Batch.takeCount(source);
        for (int i = 0; i < count && !outOfMemory; i++) {
            try {
                Thread.interrupted(); // what an item leaves behind means nothing to the next; the pool's is looked for
                if (interrupted.test(call.id())) {
                    throw new CancellationException("the chunk was interrupted before this input: index=" + i);
                }
                Object first = Batch.takeItem(source, codec, HERE);
                Object second = how.arguments() > 1 ? Batch.takeItem(source, codec, HERE) : null;
                Batch.putItem(outcomes, how.invoke(function, first, second), codec);
            } catch (Throwable t) {
                Throwable failure = t instanceof Batch.ItemFailed item ? item.failure() : t;
                noteOutOfMemory(failure);
                Batch.putFailure(outcomes, failure, codec);
            }
        }
        if (outOfMemory) {
            Batch.putEnd(outcomes); // this JVM should not go on: what was not begun never begins
        }
        byte[] all = outcomes.toByteArray();
        outcomes.clear(); // lets go of an array that has become huge
        return all;
    }

    private Object function(WorkerLoop.Call call, ByteSource source) throws IOException, ClassNotFoundException {
        return call.functionId() == Frames.INLINE_FUNCTION ? function(codec.read(source)) : defined(call.functionId());
    }

    private Object defined(int functionId) throws IOException, ClassNotFoundException {
        Object last = lastFunction;
        if (functionId == lastFunctionId && last != null) {
            return last;
        }
        Object known = functions.get(functionId);
        if (known == null) {
            throw new StreamCorruptedException("a function is defined before it is called: functionId=" + functionId);
        }
        Object function = known;
        if (known instanceof byte[] encoded) {
            function = function(codec.decode(encoded));
            functions.put(functionId, function);
        }
        lastFunctionId = functionId;
        lastFunction = function;
        return function;
    }

    private static Object function(@Nullable Object decoded) throws StreamCorruptedException {
        if (decoded == null) {
            throw new StreamCorruptedException("a function is not null");
        }
        return decoded;
    }

    private void succeed(long id, @Nullable Object value) {
        int kind = Body.kindOf(value);
        if (Body.isImmediate(kind)) {
            results.publish(id, Frames.SUCCEEDED, kind, Body.bitsOf(kind, value), null, 0);
            return;
        }
        byte[] bytes;
        try {
            bytes = kind == Body.BYTES && value instanceof byte[] array ? array : codec.encode(value);
        } catch (Throwable t) {
            fail(id, t);
            return;
        }
        results.publish(id, Frames.SUCCEEDED, kind, 0, bytes, 0);
    }

    private void fail(long id, Throwable failure) {
        noteOutOfMemory(failure);
        results.publishFailure(id, failure, this);
    }

    private void noteOutOfMemory(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            outOfMemory = true;
            reserve = null;
        }
    }

    byte[] encode(Throwable failure) {
        return Failure.encode(failure, codec);
    }
}
