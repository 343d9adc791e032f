package dev.ringwork.worker;

import static java.nio.file.StandardOpenOption.READ;

import dev.ringwork.WorkerProtocolException;
import dev.ringwork.link.Handshake;
import dev.ringwork.link.Link;
import dev.ringwork.link.OutputFrame;
import dev.ringwork.link.WorkerState;
import dev.ringwork.spi.TaskCodec;
import dev.ringwork.wire.TaskClasses;
import dev.ringwork.wire.ValueCodec;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.Reference;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * The main class of a worker JVM. It is started by a {@code ProcessPool}, which writes a {@link Handshake} to its stdin.
 *
 * <p>Exit codes: 0 when told to stop, {@value #COORDINATOR_GONE} when the coordinator is gone, {@value #NOT_STARTED} when it
 * could not start or go on, {@value #OUT_OF_MEMORY} after a task ran out of memory, {@value #EXIT_BLOCKED} when a shutdown hook blocked its
 * exit, {@value #LINK_UNREACHABLE} when it can't open the link by the coordinator's descriptor; otherwise what a task made of it.
 */
public final class WorkerMain {
    static final int COORDINATOR_GONE = 70;
    static final int NOT_STARTED = 71;
    static final int OUT_OF_MEMORY = 72;
    static final int EXIT_BLOCKED = 73;
    static final int LINK_UNREACHABLE = 74;

    private WorkerMain() {}

    /** Runs until told to stop. Arguments are not used. */
    public static void main(String[] args) {
        FileInputStream stdin = new FileInputStream(FileDescriptor.in);
        System.setIn(new EmptyInput()); // tasks must not read doorbells
        Handshake handshake;
        try {
            handshake = Handshake.read(new DataInputStream(stdin));
        } catch (EOFException e) {
            Runtime.getRuntime().halt(COORDINATOR_GONE);
            return;
        } catch (IOException | RuntimeException e) {
            System.err.println("ringwork worker: can't read what the pool wrote to stdin (" + e
                    + "); workers are started by ProcessPool, not by hand");
            System.exit(NOT_STARTED);
            return;
        }
        try {
            Link link = open(handshake);
            FileChannel window = window(handshake.path());
            link.putWorkerPid(ProcessHandle.current().pid());
            StdinWatch watch = new StdinWatch(
                    stdin, link, handshake.coordinatorPid(), handshake.beatNanos(), WorkerMain::coordinatorGone);
            ClassLoader classes = TaskClasses.ofCalls(Thread.currentThread().getContextClassLoader());
            ValueCodec codec = new ValueCodec(classes, ValueCodec.defaultFilter(), codecs());
            OutputStream bellPipe = new FileOutputStream(FileDescriptor.out);
            WorkerLoop loop = new WorkerLoop(link, codec, watch, bellPipe, handshake.spinNanos());
            redirectOutput(handshake.epoch(), loop);
            ExitWatch.install(loop::beginNoMore);
            watch.progress(loop);
            watch.start();
            link.workerStateRelease(WorkerState.MAPPED);
            loop.ringCoordinator(); // nobody opens the file any more
            run(link, loop, handshake.initializer());
            Reference.reachabilityFence(window);
            System.exit(0);
        } catch (Throwable t) {
            System.err.println("ringwork worker: can't go on: " + t);
            t.printStackTrace();
            System.exit(NOT_STARTED);
        }
    }

    private static void run(Link link, WorkerLoop loop, byte[] initializer) {
        try {
            if (loop.initialize(initializer)) {
                link.workerStateRelease(WorkerState.READY);
                loop.ringCoordinator();
                loop.run();
            }
        } catch (WorkerProtocolException e) {
            link.workerStateRelease(WorkerState.SPOILT);
            throw e;
        }
    }

    /** Ends this JVM, whose heap a task has used up, and says so where the coordinator finds it. Takes no memory. */
    static void haltOutOfMemory(Link link) {
        try {
            link.workerStateRelease(WorkerState.OUT_OF_MEMORY);
        } finally {
            Runtime.getRuntime().halt(OUT_OF_MEMORY);
        }
    }

    private static Link open(Handshake handshake) throws IOException {
        try {
            return Link.open(handshake.path(), handshake.spec(), handshake.epoch());
        } catch (IOException e) {
            if (Handshake.isDescriptor(handshake.path())) {
                System.exit(LINK_UNREACHABLE); // nothing is wrong: the next worker gets a name
            }
            throw e;
        }
    }

    /** By which others find the file and look at it; null, and nobody does, when it can't be had: a worker works without. */
    private static @Nullable FileChannel window(Path link) {
        try {
            return FileChannel.open(link, READ);
        } catch (IOException e) {
            return null; // not said: stdout is the bell, and stderr is for what ends a worker
        }
    }

    /** At its end from the start, and also after a task has closed it: the next one finds it as the first did. */
    private static final class EmptyInput extends InputStream {
        @Override
        public int read() {
            return -1;
        }
    }

    /** Tasks' output is told apart by call; stdout, over which this worker rings, is left to native code. */
    private static void redirectOutput(long epoch, WorkerLoop loop) {
        OutputStream pipe = new FileOutputStream(FileDescriptor.err);
        byte[] mark = OutputFrame.mark(epoch);
        System.setOut(TaskOutput.stream(pipe, mark, OutputFrame.OUT, loop));
        System.setErr(TaskOutput.stream(pipe, mark, OutputFrame.ERR, loop));
    }

    private static List<TaskCodec> codecs() {
        List<TaskCodec> found = new ArrayList<>();
        ServiceLoader.load(TaskCodec.class).forEach(found::add);
        return found;
    }

    /**
     * The coordinator died: do no work that nobody waits for. A file that still has its name is the next sweeper's: at that path
     * may be another user's by now, which leads elsewhere.
     */
    private static void coordinatorGone() {
        Runtime.getRuntime().halt(COORDINATOR_GONE);
    }
}
