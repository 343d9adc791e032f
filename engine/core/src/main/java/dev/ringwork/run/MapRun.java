package dev.ringwork.run;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.CompletionIterator;
import dev.ringwork.MapOptions;
import dev.ringwork.MapResult;
import dev.ringwork.ReturnWhen;
import dev.ringwork.TaskFuture;
import dev.ringwork.TaskFutures;
import dev.ringwork.TaskTimeoutException;
import dev.ringwork.WorkerDiedException;
import dev.ringwork.WorkerProtocolException;
import dev.ringwork.base.Deadline;
import dev.ringwork.base.Message;
import dev.ringwork.base.Rethrow;
import dev.ringwork.run.ChunkRunner.ItemFailure;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A {@code map} under way: pulls inputs, submits them in chunks, hands out results.
 *
 * <p>Ahead of the results taken are the inputs of the chunks in {@code pending} and what is left of {@code current}.
 * With a buffer size that number never exceeds it, so inputs are pulled only while {@link #next()} is on its way to a
 * result, never after. When an input can't be pulled or submitted the map ends there: what is left is cancelled, and the
 * caller gets the exception.
 */
final class MapRun<V extends @Nullable Object> implements MapResult<V> {
    /** A buffer holds several chunks whose size the pool chooses, so that one is worked on while another is taken. */
    private static final int CHUNKS_A_BUFFER = 4;

    /** The handle of the pool, which must not be collected while there are inputs to be pulled. */
    private final Object pool;

    private final ChunkRunner runner;
    private final MapInputs inputs;
    private final MapOptions options;
    private final Deadline deadline;
    /** Chunks submitted whose outcomes are not in {@code current}, in input order, with their number of inputs. */
    private final Map<TaskFuture<@Nullable Object[]>, Integer> pending = new LinkedHashMap<>();

    private @Nullable CompletionIterator<@Nullable Object[]> completionOrder;
    private @Nullable Object[] current = {};
    private int position;
    /** Inputs pulled whose results have not been returned. */
    private long ahead;

    private boolean returned;
    /** Whether the time ran out while a chunk waited for room: what is done is returned, then the timeout is reported. */
    private boolean late;

    private boolean closed;

    MapRun(Object pool, ChunkRunner runner, MapInputs inputs, MapOptions options, Deadline deadline) {
        this.pool = pool;
        this.runner = runner;
        this.inputs = inputs;
        this.options = options;
        this.deadline = deadline;
        pull();
        if (options.isUnordered() && options.bufferSize() == 0) {
            completionOrder = TaskFutures.asCompleted(pending.keySet(), timeLeft());
        }
    }

    private @Nullable Duration timeLeft() {
        return options.timeout() == null ? null : Duration.ofNanos(Math.max(0, deadline.leftNanos()));
    }

    private void pull() {
        boolean complete = false;
        try {
            pullAhead();
            complete = true;
        } finally {
            if (!complete) {
                close();
            }
        }
        Reference.reachabilityFence(pool);
    }

    private void pullAhead() {
        while (!late) {
            int most = mostInChunk();
            if (options.bufferSize() > 0) {
                long room = options.bufferSize() - ahead;
                if (room < most && (returned || room <= 0)) {
                    return; // rather a whole chunk later than a call for each result that was taken
                }
                most = (int) Math.min(most, room);
            }
            if (!inputs.hasNext()) {
                return;
            }
            @Nullable Object[] chunk = inputs.pull(most);
            int items = chunk.length / inputs.width();
            if (items == 0) {
                return;
            }
            ahead += items;
            submit(chunk, items);
        }
    }

    private int mostInChunk() {
        boolean buffered = options.bufferSize() > 0;
        if (options.chunkSize() > 0) {
            return buffered ? Math.min(options.chunkSize(), options.bufferSize()) : options.chunkSize();
        }
        int chosen = runner.chunkSize(inputs.left());
        return buffered ? Math.min(chosen, Math.max(1, options.bufferSize() / CHUNKS_A_BUFFER)) : chosen;
    }

    private void submit(@Nullable Object[] chunk, int items) {
        try {
            pending.put(runner.submit(chunk, items, deadline), items);
        } catch (NoRoomException e) {
            if (e.interrupt() != null) {
                throw e;
            }
            late = true;
        }
    }

    @Override
    public boolean hasNext() {
        if (closed) {
            return false;
        }
        boolean pulled = position < current.length || !pending.isEmpty();
        return pulled || late || options.bufferSize() > 0 && inputs.hasNext();
    }

    @Override
    public V next() {
        if (closed) {
            throw new NoSuchElementException("the map is at its end or was closed");
        }
        if (options.bufferSize() > 0) {
            pull();
        }
        while (position == current.length) {
            current = awaitChunk();
            position = 0;
        }
        Object outcome = current[position];
        current[position++] = null; // what was returned is not retained
        ahead--;
        returned = true;
        if (outcome instanceof ItemFailure item) {
            if (options.isFailFast()) {
                close();
            }
            throw Rethrow.unchecked(item.ofWholeChunk() ? another(item.failure()) : item.failure());
        }
        return valueOf(outcome);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the function returns V, which may be nullable
    private V valueOf(@Nullable Object outcome) {
        return (V) outcome;
    }

    private @Nullable Object[] awaitChunk() {
        if (pending.isEmpty()) {
            throw late ? timedOut() : new NoSuchElementException("all results have been returned");
        }
        TaskFuture<@Nullable Object[]> chunk;
        try {
            chunk = options.isUnordered() ? anyChunk() : firstChunk();
        } catch (TaskTimeoutException e) {
            throw timedOut();
        } catch (InterruptedException e) {
            throw Rethrow.unchecked(e);
        }
        int items = Objects.requireNonNull(pending.remove(chunk));
        try {
            return chunk.result();
        } catch (Throwable failure) { // not of one item: the worker died, the pool broke, someone cancelled
            @Nullable Object[] outcomes = new @Nullable Object[items];
            Arrays.fill(outcomes, new ItemFailure(failure, true));
            return outcomes;
        }
    }

    private TaskTimeoutException timedOut() {
        long left = ahead;
        close();
        return new TaskTimeoutException("the map is not done: timeout=" + options.timeout() + " inputsLeft=" + left
                + "; the rest was cancelled");
    }

    /**
     * What befalls a whole chunk befalls each of its inputs, and each reports it by an exception of its own; but for what is
     * foreign, as when the function can't be sent, of which nobody can make another.
     */
    private static Throwable another(Throwable failure) {
        String message = Message.of(failure);
        if (failure instanceof WorkerDiedException died) {
            return new WorkerDiedException(
                    died.pid(), died.exitCode(), died.call(), died.stderrTail(), died.crashReport(), died.getCause());
        } else if (failure instanceof TaskTimeoutException) {
            return new TaskTimeoutException(message);
        } else if (failure instanceof BrokenExecutorException) {
            return new BrokenExecutorException(message, failure.getCause());
        } else if (failure instanceof WorkerProtocolException) {
            return new WorkerProtocolException(message, failure.getCause());
        } else if (failure instanceof CancellationException) {
            return new CancellationException(message);
        } else if (failure.getClass() == OutOfMemoryError.class) {
            Error full = new OutOfMemoryError(message);
            full.initCause(failure.getCause());
            return full;
        }
        return failure;
    }

    private TaskFuture<@Nullable Object[]> firstChunk() throws InterruptedException {
        TaskFuture<@Nullable Object[]> first = pending.keySet().iterator().next();
        try {
            long nanos = deadline.leftNanos();
            if (nanos == Long.MAX_VALUE) {
                first.get();
            } else {
                first.get(nanos, TimeUnit.NANOSECONDS);
            }
        } catch (TimeoutException e) {
            throw new TaskTimeoutException("the first chunk is not done");
        } catch (ExecutionException | CancellationException e) {
            return first; // done, which is all that is asked here; the caller reads how
        }
        return first;
    }

    /** Any chunk that is done, the first to be so when everything was submitted at once. */
    private TaskFuture<@Nullable Object[]> anyChunk() throws InterruptedException {
        if (completionOrder != null) {
            return completionOrder.next();
        }
        var done = TaskFutures.waitFor(pending.keySet(), timeLeft(), ReturnWhen.FIRST_COMPLETED)
                .done();
        if (done.isEmpty()) {
            throw new TaskTimeoutException("no chunk is done");
        }
        return done.iterator().next();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        runner.close();
        if (completionOrder != null) {
            completionOrder.close();
        }
        pending.keySet().forEach(chunk -> chunk.cancel(false));
        pending.clear();
        current = new @Nullable Object[0];
        position = 0;
    }
}
