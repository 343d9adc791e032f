package dev.ringwork.process;

import dev.ringwork.run.ChunkRunner.ItemFailure;
import dev.ringwork.run.Invocation;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.ByteSource;
import dev.ringwork.wire.Frames;
import dev.ringwork.wire.ValueCodec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs a call in this JVM from its encoded form, for CALLER_RUNS. */
final class LocalRun {
    private LocalRun() {}

    static void run(ProcessCall<?> call, ValueCodec codec) {
        try {
            complete(call, codec);
        } catch (Throwable t) {
            call.completeExceptionally(t);
        }
    }

    /** The items of a chunk, each from copies as if it had crossed. */
    static @Nullable Object[] items(
            Invocation how, Object function, @Nullable Object[] inputs, int count, ValueCodec codec) {
        @Nullable Object[] outcomes = new @Nullable Object[count];
        int width = how.arguments();
        for (int i = 0; i < count; i++) {
            try {
                Object work = Objects.requireNonNull(codec.decode(codec.encode(function)));
                Object first = codec.decode(codec.encode(inputs[i * width]));
                Object second = width == 2 ? codec.decode(codec.encode(inputs[i * width + 1])) : null;
                outcomes[i] = how.invoke(work, first, second);
            } catch (Throwable t) {
                outcomes[i] = new ItemFailure(t);
            }
        }
        return outcomes;
    }

    private static void complete(ProcessCall<?> call, ValueCodec codec) throws Exception {
        Invocation how = Invocation.values()[Frames.what(call.shape)];
        int kind = Frames.bodyKind(call.shape);
        byte[] bytes = call.bytes;
        if (bytes != null && kind == Body.ENCODED) {
            ByteSource source = new ByteSource(bytes);
            Object function = call.function.isInline() ? codec.read(source) : codec.decode(call.function.encoded());
            Object first = how.arguments() > 0 ? codec.read(source) : null;
            Object second = how.arguments() > 1 ? codec.read(source) : null;
            call.complete(how.invoke(Objects.requireNonNull(function), first, second));
        } else {
            Object function = Objects.requireNonNull(codec.decode(call.function.encoded()));
            call.complete(how.invoke(function, bytes != null ? bytes : Body.valueOf(kind, call.bits), null));
        }
    }
}
