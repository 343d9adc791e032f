package dev.ringwork.process;

import dev.ringwork.run.Invocation;
import dev.ringwork.run.TaskEnd;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.ByteSink;
import dev.ringwork.wire.Frames;
import dev.ringwork.wire.ValueCodec;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Makes calls out of functions and arguments, in the submitting thread, so that what can't be encoded fails there. */
final class CallEncoder {
    /** Of a call that could not be encoded. */
    static final FunctionDef UNKNOWN = new FunctionDef(Frames.INLINE_FUNCTION, new byte[0], "unencodable");

    private final ProcessPoolCore pool;
    private final ValueCodec codec;
    private final Functions functions;

    CallEncoder(ProcessPoolCore pool) {
        this.pool = pool;
        this.codec = pool.codec();
        this.functions = pool.functions();
    }

    <V extends @Nullable Object> ProcessCall<V> encode(
            Invocation how, Object function, @Nullable Object first, @Nullable Object second) throws IOException {
        FunctionDef def = functions.of(function);
        int arguments = how.arguments();
        if (!def.isInline() && arguments < 2) {
            return encodeOne(how, def, arguments == 0 ? Body.NONE : Body.kindOf(first), first);
        }
        ByteSink sink = new ByteSink();
        if (def.isInline()) {
            codec.write(sink, function);
        }
        if (arguments > 0) {
            codec.write(sink, first);
        }
        if (arguments > 1) {
            codec.write(sink, second);
        }
        return call(how, def, Body.ENCODED, 0, sink.toByteArray());
    }

    ProcessCall<?> encodeCommand(Runnable command) throws IOException {
        FunctionDef def = functions.of(command);
        byte[] inline = null;
        if (def.isInline()) {
            ByteSink sink = new ByteSink();
            codec.write(sink, command);
            inline = sink.toByteArray();
        }
        int kind = inline == null ? Body.NONE : Body.ENCODED;
        int shape = Frames.shape(Invocation.RUNNABLE.ordinal(), kind);
        return new CommandCall(pool, def, shape, inline, command);
    }

    private <V extends @Nullable Object> ProcessCall<V> encodeOne(
            Invocation how, FunctionDef def, int kind, @Nullable Object argument) throws IOException {
        if (Body.isImmediate(kind)) {
            return call(how, def, kind, Body.bitsOf(kind, argument), null);
        }
        byte[] bytes = argument instanceof byte[] raw ? raw.clone() : codec.encode(argument);
        return call(how, def, kind, 0, bytes);
    }

    private <V extends @Nullable Object> ProcessCall<V> call(
            Invocation how, FunctionDef def, int kind, long bits, byte @Nullable [] bytes) {
        return new ProcessCall<>(pool, def, Frames.shape(how.ordinal(), kind), bits, bytes);
    }

    /**
     * A call that stands for one that could not be encoded. It is never placed, only failed. When there is no memory for it the
     * call that was counted in has failed all the same: else its pool would never end.
     */
    static <V extends @Nullable Object> ProcessCall<V> unencodable(ProcessPoolCore pool, Invocation how) {
        try {
            return new ProcessCall<>(pool, UNKNOWN, Frames.shape(how.ordinal(), Body.NONE), 0, null);
        } catch (OutOfMemoryError e) {
            pool.lifecycle().ending();
            pool.ended(TaskEnd.FAILED);
            throw e;
        }
    }
}
