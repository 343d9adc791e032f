package dev.ringwork.fault;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was run, in a file that the engine knows nothing of: how often each call was begun, by which worker, whether it came to
 * its end, and which call a worker began last; whatever became of that worker. Tasks write it, tests read it.
 *
 * <pre>
 * 0       workers so far
 * 64      a worker: pid, start, number of the call that it began last + 1
 * …       a call: how often it was begun; by whom: the worker's number + 1, negative once the call has come to its end
 * </pre>
 *
 * Counts are added up atomically, so two workers that run one call at the same time are two runs. The rest of a call's entry is of use
 * only when it was begun once.
 */
public final class RunLog {
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final int WORKERS_SO_FAR = 0;
    private static final int WORKERS = 64;
    private static final int MOST_WORKERS = 1 << 17;
    private static final int PID = 0;
    private static final int START = 8;
    private static final int LAST_CALL = 16;
    private static final int WORKER_LENGTH = 24;
    private static final int CALLS = WORKERS + MOST_WORKERS * WORKER_LENGTH;
    private static final int RUNS = 0;
    private static final int BY = 4;
    private static final int CALL_LENGTH = 8;

    private static final int NOT_REGISTERED = -1;

    private final ByteBuffer file;
    /** This process's number in the file. */
    private final int self;

    /**
     * A worker that has begun a call.
     *
     * @param process which one it was
     * @param lastCall the call that it began last, -1 for none
     */
    public record Worker(Incarnation process, int lastCall) {}

    private RunLog(ByteBuffer file, int self) {
        this.file = file;
        this.self = self;
    }

    /** Makes a file for so many calls. It takes space for those that are made. */
    public static RunLog create(Path path, int calls) throws IOException {
        try (FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), CALLS + (long) calls * CALL_LENGTH - 1);
            return new RunLog(map(channel), NOT_REGISTERED);
        }
    }

    /** For a worker, once: it takes down who it is. An interrupt before that makes it throw, and nothing is taken down. */
    public static RunLog register(Path path) throws IOException {
        Incarnation process = Incarnation.current();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer file = map(channel);
            int self = (int) INT.getAndAdd(file, WORKERS_SO_FAR, 1);
            if (self >= MOST_WORKERS) {
                throw new IOException("a run log has room for a number of workers: most=" + MOST_WORKERS);
            }
            int at = WORKERS + self * WORKER_LENGTH;
            LONG.setVolatile(file, at + START, process.startTicks());
            LONG.setVolatile(file, at + PID, process.pid());
            return new RunLog(file, self);
        }
    }

    private static ByteBuffer map(FileChannel channel) throws IOException {
        return channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
    }

    /** The worker begins a call. The count comes last: who died before that may have begun it, who died after it has. */
    public void begun(int call) {
        INT.setVolatile(file, WORKERS + self * WORKER_LENGTH + LAST_CALL, call + 1);
        INT.setVolatile(file, at(call) + BY, self + 1);
        int before = (int) INT.getAndAdd(file, at(call) + RUNS, 1);
        assert before >= 0 : call;
    }

    /** The worker has come to the end of a call, by an exception or not. Allocates nothing. */
    public void ended(int call) {
        INT.setVolatile(file, at(call) + BY, -self - 1);
    }

    /** How often a call was begun so far. */
    public int runs(int call) {
        return (int) INT.getVolatile(file, at(call) + RUNS);
    }

    /** Whether the worker that began the call last came to its end. */
    public boolean hasEnded(int call) {
        return by(call) < 0;
    }

    /** Whether the worker that began this call last began none after it. */
    public boolean isLast(int call) {
        return workerOf(call).filter(worker -> worker.lastCall() == call).isPresent();
    }

    /** Who began the call last. */
    public Optional<Worker> workerOf(int call) {
        int by = Math.abs(by(call));
        return by == 0 ? Optional.empty() : Optional.of(worker(by - 1));
    }

    /** All that have begun calls so far. */
    public List<Worker> workers() {
        List<Worker> all = new ArrayList<>();
        int count = (int) INT.getVolatile(file, WORKERS_SO_FAR);
        for (int i = 0; i < count; i++) {
            all.add(worker(i));
        }
        return all;
    }

    private Worker worker(int index) {
        int at = WORKERS + index * WORKER_LENGTH;
        Incarnation process =
                new Incarnation((long) LONG.getVolatile(file, at + PID), (long) LONG.getVolatile(file, at + START));
        return new Worker(process, (int) INT.getVolatile(file, at + LAST_CALL) - 1);
    }

    private int by(int call) {
        return (int) INT.getVolatile(file, at(call) + BY);
    }

    private static int at(int call) {
        return CALLS + call * CALL_LENGTH;
    }
}
