package dev.ringwork.process;

import dev.ringwork.WorkerDiedException;
import dev.ringwork.link.WorkerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One worker JVM as its pool sees it: the process, its channel, and the threads that read its pipes.
 *
 * <p>The thread that reads stdout is the pump: it takes results when the worker rings. The thread that reads stderr hands what
 * tasks write to the user's output, which may keep it waiting.
 */
final class WorkerHandle {
    /** What a worker tells its pool, by its pump thread. */
    interface Owner {
        /** Stdout is at its end: the worker is dead or dying. */
        void pipeEnded(WorkerHandle worker);

        /** The worker takes calls. */
        void ready(WorkerHandle worker);
    }

    private final int index;
    private final Channel channel;
    private final Process process;
    private final LinkFile linkFile;
    private final Path workingDirectory;
    private final Owner owner;
    private final BellPipe bells;
    private final OutputLines output;
    private final Thread pump;
    private final Thread errors;

    /** Touched by the pump only. */
    private boolean unlinked;
    /** Written by the pump, read by the supervisor. */
    private volatile boolean ready;
    /** Why the pool itself ended this worker, or null. Written before the kill. */
    private volatile @Nullable Throwable killedFor;
    // Touched by the supervisor only:
    private long idleSince = System.nanoTime();
    private long receivedBefore;
    private @Nullable ProcessCall<?> watched;
    private long watchedSince;
    private boolean leaving;

    /** True once the worker was asked to exit. */
    private volatile boolean stopping;

    WorkerHandle(
            int index,
            Channel channel,
            Process process,
            LinkFile linkFile,
            Path workingDirectory,
            byte[] outputMark,
            WorkerOutput output,
            Owner owner) {
        this.index = index;
        this.channel = channel;
        this.process = process;
        this.linkFile = linkFile;
        this.workingDirectory = workingDirectory;
        this.owner = owner;
        String name = channel.workerName() + " (pid " + process.pid() + ")";
        this.output = new OutputLines(output);
        this.bells = new BellPipe(name, new LinesAside(name, this.output), this::onBell, () -> owner.pipeEnded(this));
        FramePipe frames = new FramePipe(name, outputMark, this.output);
        this.pump = daemon(new PipeReader(process.getInputStream(), name, bells), name + " pump");
        this.errors = daemon(new PipeReader(process.getErrorStream(), name, frames), name + " output");
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(null, work, name, 0, false);
        thread.setDaemon(true);
        return thread;
    }

    void start() {
        pump.start();
        errors.start();
    }

    int index() {
        return index;
    }

    Channel channel() {
        return channel;
    }

    long pid() {
        return process.pid();
    }

    Process process() {
        return process;
    }

    boolean isReady() {
        return ready;
    }

    boolean isStopping() {
        return stopping;
    }

    boolean isOwnThread(Thread thread) {
        return thread == pump || thread == errors;
    }

    @Nullable
    Throwable killedFor() {
        return killedFor;
    }

    long doorbellsReceived() {
        return bells.bells();
    }

    private void onBell() {
        channel.onBell();
        if (!ready) {
            WorkerState state = channel.workerState();
            if (state != WorkerState.STARTING && !unlinked) {
                unlinked = true;
                unlink();
            }
            if (state == WorkerState.READY) {
                ready = true;
                channel.ready();
                owner.ready(this);
            }
        }
    }

    /** Removes the link file and its directory: both sides have it mapped, or one side is dead. Idempotent. */
    void unlink() {
        linkFile.close();
    }

    /** Asks the worker to exit, or kills it when it isn't up yet or can't be asked. Its pool has no calls. */
    void stop() {
        stopping = true;
        if (!ready) {
            process.destroyForcibly(); // it has begun nothing
        } else if (!channel.sendStop()) {
            process.destroy();
        }
    }

    /** Has it exit without being replaced. */
    void leave() {
        leaving = true;
        stop();
    }

    /** Whether it was sent away, so that nobody takes its place. */
    boolean isLeaving() {
        return leaving;
    }

    WorkerInfo info() {
        ProcessCall<?> call = channel.runningCall();
        WorkerInfo.State state = stopping
                ? WorkerInfo.State.STOPPING
                : !ready
                        ? WorkerInfo.State.STARTING
                        : channel.inFlight() == 0 ? WorkerInfo.State.IDLE : WorkerInfo.State.BUSY;
        return new WorkerInfo(index, pid(), state, call == null ? null : call.toString());
    }

    /** Whether it has had nothing to do since so long. For the supervisor, which asks now and then. */
    boolean hasIdledFor(long nanos) {
        long now = System.nanoTime();
        if (!ready || channel.inFlight() > 0 || channel.received() != receivedBefore) {
            receivedBefore = channel.received();
            idleSince = now;
            return false;
        }
        return now - idleSince >= nanos;
    }

    /** The call that has run for longer than this, null when there is none. For the supervisor, which asks now and then. */
    @Nullable
    ProcessCall<?> overdueCall(long nanos) {
        ProcessCall<?> call = channel.runningCall();
        long now = System.nanoTime();
        if (call == null || call != watched) {
            watched = call;
            watchedSince = now;
            return null;
        }
        return now - watchedSince >= nanos ? call : null;
    }

    /** Kills the worker. */
    void kill(@Nullable Throwable why) {
        if (why != null && killedFor == null) {
            killedFor = why;
        }
        process.destroyForcibly();
    }

    /** Waits a moment for the output of a dead worker to be read, so that its last words can be quoted. */
    void joinReaders(long millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.timedJoin(pump, millis);
        TimeUnit.MILLISECONDS.timedJoin(errors, millis);
    }

    /** What the failure of the call that a dead worker was running looks like. A fresh one for each call. */
    WorkerDiedException died(@Nullable ProcessCall<?> call) {
        String what = call == null ? "none" : call.function.name() + " #" + call.id;
        return new WorkerDiedException(pid(), process.exitValue(), what, output.tail(), crashReport());
    }

    String lastWords() {
        return output.tail();
    }

    private @Nullable Path crashReport() {
        Path report = workingDirectory.resolve("hs_err_pid" + pid() + ".log");
        return Files.isRegularFile(report) ? report : null;
    }

    /** Closes this side's ends of the pipes. The process is dead. */
    void closePipes() throws IOException {
        process.getOutputStream().close();
    }
}
