package dev.ringwork.process;

import dev.ringwork.link.Link;
import dev.ringwork.link.LinkLayout;
import dev.ringwork.link.PlainMemory;
import dev.ringwork.link.PoorMemory;
import dev.ringwork.link.TestLinks;
import dev.ringwork.link.WorkerState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Starts workers that a test plays: no process, but what a pool sees of one. */
final class PlayedWorkers extends Launcher {
    private static final int SIGKILLED = 137;

    /** What happens when a worker is to be started, told how many were to be before. */
    interface Start {
        void before(int earlier) throws IOException;
    }

    private final Path directory;
    private final AtomicInteger starts = new AtomicInteger();
    /** Those that were started, in order. */
    final List<Worker> workers = new CopyOnWriteArrayList<>();

    volatile Start start = earlier -> {};
    /** Whether link files have no name, until one is needed. */
    volatile boolean hidesLinks;

    PlayedWorkers(ProcessPoolOptions options, Path directory) {
        super(options, new byte[0]);
        this.directory = directory;
    }

    int starts() {
        return starts.get();
    }

    @Override
    WorkerHandle launch(int index, Wiring wiring, WorkerHandle.Owner owner) throws IOException {
        start.before(starts.getAndIncrement());
        Worker worker = new Worker();
        LinkFile file = LinkFile.create(directory);
        if (hidesLinks) {
            file.hide();
        }
        WorkerHandle handle = new WorkerHandle(
                index,
                wiring.channel(worker.link),
                worker,
                file,
                new CrashReports(directory, List.of()),
                new byte[8],
                WorkerOutput.discard(),
                owner);
        handle.start();
        workers.add(worker);
        return handle;
    }

    @Override
    void keepNames() {
        hidesLinks = false;
    }

    @Override
    List<Path> places() {
        return List.of();
    }

    /** A worker's process and its side of the link. */
    static final class Worker extends Process {
        private static final int CALLS = LinkLayout.callRingOffset(ScriptedLink.SPEC.claimSlots());

        private final PoorMemory memory = new PoorMemory(new PlainMemory(ScriptedLink.SPEC.fileLength()));
        final Link link = TestLinks.create(memory, ScriptedLink.SPEC, ScriptedLink.EPOCH);
        private final Pipe stdout = new Pipe();
        private final Pipe stderr = new Pipe();
        private final CountDownLatch gone = new CountDownLatch(1);
        private volatile int exitCode;
        /** How often it was killed in vain, for want of memory, and how often it still is to be. */
        final AtomicInteger vainKills = new AtomicInteger();

        /** It takes calls. */
        void comeUp() {
            link.workerStateRelease(WorkerState.READY);
            stdout.write(0);
        }

        /** It begins a call. */
        void begin(ProcessCall<?> call) {
            if (!link.claims().claim(call.id)) {
                throw new AssertionError("a call can't be begun: " + call);
            }
        }

        void failAtNextRevoke() {
            memory.failOnce(LinkLayout.CLAIM_TABLE_OFFSET, new ScriptedLink.WantOfMemory());
        }

        void failAtNextRecord() {
            memory.failOnce(CALLS, new ScriptedLink.WantOfMemory());
        }

        boolean hasFailed() {
            return memory.hasFailed();
        }

        void exit(int code) {
            exitCode = code;
            gone.countDown();
            stdout.write(Pipe.END);
            stderr.write(Pipe.END);
        }

        /** It exits, and the thread of the JDK's that waits for it is not there any more. */
        void exitUnseen() {
            stdout.write(Pipe.END);
            stderr.write(Pipe.END);
        }

        @Override
        public Process destroyForcibly() {
            if (vainKills.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new ScriptedLink.WantOfMemory();
            }
            destroy();
            return this;
        }

        @Override
        public void destroy() {
            if (isAlive()) {
                exit(SIGKILLED);
            }
        }

        @Override
        public boolean isAlive() {
            return gone.getCount() > 0;
        }

        @Override
        public int waitFor() throws InterruptedException {
            gone.await();
            return exitCode;
        }

        @Override
        public int exitValue() {
            if (isAlive()) {
                throw new IllegalThreadStateException("it is alive");
            }
            return exitCode;
        }

        /** Nobody's, as that of a process that is gone. */
        @Override
        public long pid() {
            return Integer.MAX_VALUE;
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public InputStream getInputStream() {
            return stdout;
        }

        @Override
        public InputStream getErrorStream() {
            return stderr;
        }
    }

    /** Bytes, as they are written. */
    private static final class Pipe extends InputStream {
        static final int END = -1;

        private final LinkedBlockingQueue<Integer> bytes = new LinkedBlockingQueue<>();

        void write(int value) {
            bytes.add(value);
        }

        @Override
        public int read() {
            throw new AssertionError("pipes are read by arrays");
        }

        @Override
        public int read(byte @Nullable [] target, int offset, int length) throws IOException {
            try {
                int value = bytes.take();
                if (value == END) {
                    return END;
                }
                target[offset] = (byte) value;
                return 1;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }
}
