package dev.ringwork.run;

import dev.ringwork.TaskFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The callbacks of one future. They are begun one after the other in the order added, each once, by whichever thread
 * drains: {@code due} counts those added and not begun, and the thread that raises it from 0 drains until it is 0 again.
 * Those for an executor go through a {@link SerialLane} to it, so they keep their order there too.
 */
final class Callbacks<V extends @Nullable Object> {
    private final ConcurrentLinkedQueue<Callback<V>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger due = new AtomicInteger();
    /** One an executor. Touched only by the thread that drains. */
    private final List<SerialLane> lanes = new ArrayList<>(0);

    private record Callback<V extends @Nullable Object>(
            Consumer<? super TaskFuture<V>> action,
            @Nullable Executor where) {
        void run(TaskFuture<V> future) {
            try {
                action.accept(future);
            } catch (Throwable t) {
                ErrorLog.error("a callback of a future failed; the next one runs all the same", t);
            }
        }
    }

    void add(Consumer<? super TaskFuture<V>> action, @Nullable Executor where) {
        queue.add(new Callback<>(action, where));
    }

    /** Runs what was added. The future is done. */
    void drain(TaskFuture<V> future) {
        if (due.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            Callback<V> next;
            while ((next = queue.poll()) != null) {
                Callback<V> callback = next;
                if (callback.where() == null) {
                    callback.run(future);
                } else {
                    laneTo(callback.where()).execute(() -> callback.run(future));
                }
            }
            seen = due.addAndGet(-seen);
        } while (seen != 0);
    }

    private SerialLane laneTo(Executor where) {
        for (SerialLane lane : lanes) {
            if (lane.leadsTo(where)) {
                return lane;
            }
        }
        SerialLane lane = new SerialLane(where);
        lanes.add(lane);
        return lane;
    }
}
