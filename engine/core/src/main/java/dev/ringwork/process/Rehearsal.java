package dev.ringwork.process;

import dev.ringwork.function.SerializableCallable;
import dev.ringwork.function.SerializableFunction;
import dev.ringwork.link.Link;
import dev.ringwork.run.Invocation;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.CheckedType;
import dev.ringwork.wire.Frames;
import dev.ringwork.wire.ValueCodec;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a worker does from which an archive of its classes is made: a few calls of the usual kinds, then the end. All of it is
 * in the call ring before the worker starts.
 */
final class Rehearsal {
    private static final int ECHO = 1;
    private static final int ANSWER = 2;

    private final RingBuffer calls;
    private final Link link;
    private final ValueCodec codec;
    private long lastId;

    /** A record, as tasks have them for arguments. */
    record Sample(int number, String text, List<Long> longs, Map<String, Integer> map) {}

    private Rehearsal(Link link, ValueCodec codec) {
        this.link = link;
        this.calls = link.calls();
        this.codec = codec;
    }

    /** Fills the call ring of a link whose worker has not started. */
    static void fill(Link link, ValueCodec codec) throws IOException {
        Rehearsal rehearsal = new Rehearsal(link, codec);
        SerializableFunction<Object, Object> echo = Rehearsal::echo;
        SerializableCallable<String> answer = () -> "42";
        rehearsal.define(ECHO, echo);
        rehearsal.define(ANSWER, answer);
        rehearsal.call(Invocation.FUNCTION, ECHO, 42L);
        rehearsal.call(Invocation.FUNCTION, ECHO, "text");
        rehearsal.call(Invocation.FUNCTION, ECHO, new Sample(1, "a", List.of(1L), Map.of("k", 2)));
        rehearsal.call(Invocation.FUNCTION, ECHO, null); // fails
        rehearsal.call(Invocation.CALLABLE, ANSWER, null);
        rehearsal.stop();
    }

    private static Object echo(@Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("a failure, to be encoded");
        }
        return value;
    }

    private void define(int id, Object function) throws IOException {
        byte[] encoded = codec.encode(function);
        int type = CheckedType.of(Frames.DEFINE, id, 0, 0, Body.sum(encoded, 0, encoded.length));
        int at = calls.tryClaim(type, Frames.DEFINE_HEADER_LENGTH + encoded.length);
        calls.buffer().putLong(at, id);
        calls.buffer().putBytes(at + Frames.DEFINE_HEADER_LENGTH, encoded);
        calls.commit(at);
    }

    private void call(Invocation how, int function, @Nullable Object argument) throws IOException {
        int kind = how.arguments() == 0 ? Body.NONE : Body.kindOf(argument);
        boolean immediate = Body.isImmediate(kind);
        long bits = immediate ? Body.bitsOf(kind, argument) : 0;
        byte[] bytes = immediate ? null : codec.encode(argument);
        int shape = Frames.shape(how.ordinal(), kind);
        long id = ++lastId;
        int type = CheckedType.of(Frames.CALL, id, function, shape, Body.word(kind, bits, bytes));
        int at = calls.tryClaim(type, Frames.HEADER_LENGTH + Body.length(kind, bytes));
        Frames.putCall(calls.buffer(), at, id, function, shape);
        Body.put(calls.buffer(), at + Frames.HEADER_LENGTH, kind, bits, bytes);
        link.claims().queueRelease(id);
        calls.commit(at);
    }

    private void stop() {
        int at = calls.tryClaim(CheckedType.of(Frames.STOP, 0, 0, 0, 0), Long.BYTES);
        calls.buffer().putLong(at, 0);
        calls.commit(at);
    }
}
