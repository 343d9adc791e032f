package dev.ringwork.process;

import dev.ringwork.TaskFuture;
import dev.ringwork.base.Deadline;
import dev.ringwork.run.ChunkRunner;
import dev.ringwork.run.Invocation;
import dev.ringwork.wire.Batch;
import dev.ringwork.wire.ByteSink;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Runs the chunks of one {@code map} on a {@link ProcessPool}. */
final class ProcessChunks implements ChunkRunner {
    private final ProcessPoolCore pool;
    private final Invocation how;
    private final Object function;
    private final ChunkSizer sizer;
    /** Of the chunk that is encoded, for the one thread that walks the inputs. */
    private final ByteSink sink = new ByteSink();

    ProcessChunks(ProcessPoolCore pool, Invocation how, Object function) {
        this.pool = pool;
        this.how = how;
        this.function = function;
        this.sizer = new ChunkSizer(pool.crew().limit());
    }

    @Override
    public TaskFuture<@Nullable Object[]> submit(@Nullable Object[] inputs, int count, Deadline deadline) {
        boolean room = pool.lifecycle().admit(false, deadline);
        ProcessCall<@Nullable Object[]> call;
        try {
            call = encode(inputs, count);
        } catch (Throwable t) { // the function itself can't be encoded
            call = CallEncoder.unencodable(pool, how);
            call.completeExceptionally(t);
            return call;
        }
        if (room) {
            pool.dispatch(call);
            call.pollOnce(); // takes results that are there: how long they took decides about the next chunk
        } else {
            call.complete(
                    LocalRun.items(how, function, inputs, count, pool.codec().forOwnBytes()));
        }
        return call;
    }

    private ChunkCall encode(@Nullable Object[] inputs, int count) throws IOException {
        FunctionDef def = pool.functions().of(function);
        sink.clear();
        if (def.isInline()) {
            pool.codec().write(sink, function);
        }
        int countAt = sink.length();
        sink.putInt(0);
        @Nullable Object[] outcomes = new @Nullable Object[count];
        int sent = 0;
        for (int i = 0; i < count; i++) {
            int mark = sink.length();
            try {
                for (int a = 0; a < how.arguments(); a++) {
                    Batch.putItem(sink, inputs[i * how.arguments() + a], pool.codec());
                }
                sent++;
            } catch (Throwable t) { // an input that can't be sent fails alone
                sink.truncate(mark);
                outcomes[i] = new ItemFailure(t);
            }
        }
        Batch.setCount(sink, countAt, sent);
        byte[] body = sink.toByteArray();
        sink.clear(); // lets go of an array that has become huge
        return new ChunkCall(pool, def, how.ordinal(), body, outcomes, sent, sizer);
    }

    @Override
    public int chunkSize(long left) {
        return pool.endsOverdueCalls() ? 1 : sizer.next(left); // the timeout is each input's own
    }
}
