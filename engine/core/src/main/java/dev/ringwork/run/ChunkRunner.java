package dev.ringwork.run;

import dev.ringwork.TaskFuture;
import dev.ringwork.base.Deadline;
import org.jspecify.annotations.Nullable;

/** Runs chunks of a {@code map}: several inputs, one call. */
public interface ChunkRunner {

    /**
     * Submits a chunk.
     *
     * @param inputs {@code count} inputs, each followed by its partner when the function takes two
     * @param deadline until when to wait for room in a full queue that has submitters wait
     * @return an array with the outcome of each: its value, or an {@link ItemFailure}
     * @throws NoRoomException when that wait was interrupted or its time ran out
     */
    TaskFuture<@Nullable Object[]> submit(@Nullable Object[] inputs, int count, Deadline deadline);

    /** The map was closed: items of a chunk that runs and that have not begun may be left out. */
    default void close() {}

    /** How many inputs the next chunk should hold when the user leaves it to the pool; {@code left} is -1 if unknown. */
    int chunkSize(long left);

    /** An item whose function threw, or one of a chunk that failed as a whole. */
    record ItemFailure(Throwable failure, boolean ofWholeChunk) {
        /** Of one input. */
        public ItemFailure(Throwable failure) {
            this(failure, false);
        }
    }
}
