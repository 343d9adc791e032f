package dev.ringwork.process;

import dev.ringwork.run.ChunkRunner.ItemFailure;
import dev.ringwork.wire.Batch;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.ByteSource;
import dev.ringwork.wire.Frames;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The call of a chunk of a {@code map}; its value is an array with the outcome of each input. */
final class ChunkCall extends ProcessCall<@Nullable Object[]> {
    private final ChunkSizer sizer;
    /** One place an input; those that could not be encoded have their failure here already. */
    private final @Nullable Object[] outcomes;

    private final int sent;

    ChunkCall(
            ProcessPoolCore pool,
            FunctionDef function,
            int what,
            byte[] bytes,
            @Nullable Object[] outcomes,
            int sent,
            ChunkSizer sizer) {
        super(pool, function, Frames.shape(Frames.BATCH | what, Body.ENCODED), 0, bytes);
        this.outcomes = outcomes;
        this.sent = sent;
        this.sizer = sizer;
    }

    @Override
    void measured(int nanos) {
        if (sent > 0) {
            sizer.measured(nanos, sent);
        }
    }

    @Override
    Object decodeValue(byte[] encoded) throws IOException {
        ByteSource source = new ByteSource(encoded);
        Supplier<String> where = this::describe; // text that only a failure needs
        @Nullable Object[] all = outcomes.clone(); // two threads may decode at once; one of them wins
        for (int i = 0; i < all.length; i++) {
            if (all[i] == null) {
                try {
                    all[i] = Batch.takeItem(source, codec(), where);
                } catch (Batch.ItemFailed e) {
                    all[i] = new ItemFailure(e.failure());
                }
            }
        }
        return all;
    }
}
