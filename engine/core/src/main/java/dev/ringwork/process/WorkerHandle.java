package dev.ringwork.process;

import dev.ringwork.WorkerDiedException;
import dev.ringwork.link.WorkerState;
import dev.ringwork.run.ErrorLog;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One worker JVM as its pool sees it: the process, its channel, and its three threads.
 *
 * <p>The thread that reads stdout is the pump: it takes results when the worker rings. The thread that reads stderr hands what
 * tasks write to the user's output, which may keep it waiting. The third waits for the process's exit, which alone decides that
 * the worker is dead: pipes may be held open by a grandchild, and {@code Process.onExit} depends on the common pool, which the
 * application may have filled.
 */
final class WorkerHandle {
    /** What a worker tells its pool, by its own threads. */
    interface Owner {
        /** Stdout is at its end, or stdin was refused: the worker is dead or dying, or can't ring or be rung any more. */
        void pipeEnded(WorkerHandle worker);

        /** The process is gone. */
        void exited(WorkerHandle worker);

        /** The worker takes calls. */
        void ready(WorkerHandle worker);

        /** A process that will be no worker, since its launch failed: killed, but perhaps not gone yet. */
        void abandoned(Process process);
    }

    /** A worker doesn't see the coordinator's descriptors, as in a container of its own. */
    static final int LINK_UNREACHABLE = 74;

    private static final long TELL_AGAIN_NANOS = 10_000_000L;
    private static final ErrorLog.Report NOT_TOLD =
            new ErrorLog.Report("a worker's exit could not be told; it is told again");

    private final int index;
    private final Channel channel;
    private final Process process;
    private final ProcessEnd end;
    private final LinkFile linkFile;
    private final CrashReports crashReports;
    private final Map<Path, FileTime> reportsBefore;
    private final Owner owner;
    private final BellPipe bells;
    private final OutputLines output;
    private final LinesAside lines;
    private final Thread pump;
    private final PipeReader errorReader;
    private final Thread errors;
    private final Thread exit;

    /** Touched by the pump only. */
    private boolean linkFileClosed;
    /** Written by the pump, read by the supervisor. */
    private volatile boolean ready;
    /** Why the pool itself ended this worker, or null. Written before the kill. */
    private volatile @Nullable Throwable killedFor;
    // Touched by the supervisor only:
    private long idleSince = System.nanoTime();
    private long receivedBefore;
    private @Nullable ProcessCall<?> watched;
    private long watchedSince;

    private boolean dismissed;
    private boolean toldToEnd;

    /** True once it was buried. Written by the supervisor. */
    private volatile boolean forgotten;

    /** Written by the supervisor. */
    private volatile boolean suspect;
    /** True once the worker was asked to exit. */
    private volatile boolean stopping;
    /** True when it isn't to be replaced. Written by the supervisor, or by who takes the failure of its initializer. */
    private volatile boolean leaving;

    WorkerHandle(
            int index,
            Channel channel,
            Process process,
            LinkFile linkFile,
            CrashReports crashReports,
            byte[] outputMark,
            WorkerOutput output,
            Owner owner) {
        this.index = index;
        this.channel = channel;
        this.process = process;
        this.end = new ProcessEnd(process);
        this.linkFile = linkFile;
        this.crashReports = crashReports;
        this.reportsBefore = crashReports.before(process.pid());
        this.owner = owner;
        String name = channel.workerName() + " (pid " + process.pid() + ")";
        this.output = new OutputLines(output);
        this.lines = new LinesAside(name, this.output);
        this.bells = new BellPipe(name, lines, this::onBell, () -> owner.pipeEnded(this));
        FramePipe frames = new FramePipe(name, outputMark, this::onLine);
        this.pump = daemon(new PipeReader(process.getInputStream(), name, bells), name + " pump");
        this.errorReader = new PipeReader(process.getErrorStream(), name, frames);
        this.errors = daemon(errorReader, name + " output");
        this.exit = daemon(this::awaitExit, name + " exit");
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(null, work, name, 0, false);
        thread.setDaemon(true);
        return thread;
    }

    void start() {
        pump.start();
        errors.start();
        exit.start();
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
        return thread == pump || thread == errors || thread == exit || lines.isOwnThread(thread);
    }

    /** Whether its process is gone; where it seems to be, what the JDK may not know is asked, too, which takes a while. */
    boolean isGone() {
        return !process.isAlive() || (isMute() || suspect) && end.isGone();
    }

    /** How its process, which is gone, ended. */
    int exitCode() {
        return end.exitCode();
    }

    /** Whether it, dead, could not open a link file without a name: nothing is wrong, the next one gets a name. */
    boolean neededName() {
        return !ready && exitCode() == LINK_UNREACHABLE && linkFile.isHidden();
    }

    @Nullable
    Throwable killedFor() {
        return killedFor;
    }

    long doorbellsReceived() {
        return bells.bells();
    }

    private void awaitExit() {
        boolean gone = false;
        while (!gone) {
            try {
                process.waitFor();
                gone = true;
            } catch (InterruptedException e) {
                if (forgotten) {
                    return;
                }
                ErrorLog.warning("the thread that awaits a worker's exit is not to be interrupted", e);
            }
        }
        lines.writerIsGone();
        boolean told = false;
        while (!told) {
            try {
                owner.exited(this);
                told = true;
            } catch (Throwable t) { // want of memory; nobody else will say that this worker is dead
                NOT_TOLD.error(t);
                LockSupport.parkNanos(this, TELL_AGAIN_NANOS);
            }
        }
    }

    private void onBell() {
        channel.onBell();
        if (!ready) {
            WorkerState state = channel.workerState();
            if (state != WorkerState.STARTING && !linkFileClosed) {
                linkFileClosed = true;
                closeLinkFile();
            }
            if (state == WorkerState.READY) {
                ready = true;
                channel.ready();
                owner.ready(this);
            }
        }
    }

    private void onLine(WorkerLine line) {
        output.remember(line);
        lines.put(line);
    }

    /** Lets go of the link file, and of its name: both sides have it mapped, or one side is dead. Idempotent. */
    void closeLinkFile() {
        linkFile.close();
    }

    /** The pool wants it to exit. */
    void stopping() {
        stopping = true;
    }

    /** Whether all was done that makes it exit, to the last. For the supervisor. */
    boolean isDismissed() {
        return dismissed;
    }

    void dismissed() {
        dismissed = true;
    }

    /** Whether it was asked to end before it is killed, with its broken pool. For the supervisor. */
    boolean isToldToEnd() {
        return toldToEnd;
    }

    void toldToEnd() {
        toldToEnd = true;
    }

    /** Whether it can't be heard any more: its stdout is at its end. */
    boolean isMute() {
        return !pump.isAlive();
    }

    /** Nobody takes its place. */
    void leaving() {
        leaving = true;
    }

    /** Whether nobody takes its place. */
    boolean isLeaving() {
        return leaving;
    }

    WorkerInfo info() {
        ProcessCall<?> call = channel.runningCall();
        WorkerInfo.State state = stopping
                ? WorkerInfo.State.STOPPING
                : !ready && call == null // it may begin before the pump hears that it is ready
                        ? WorkerInfo.State.STARTING
                        : suspect
                                ? WorkerInfo.State.SUSPECT
                                : channel.inFlight() == 0 ? WorkerInfo.State.IDLE : WorkerInfo.State.BUSY;
        return new WorkerInfo(index, pid(), state, call == null ? null : call.toString());
    }

    /** Whether it has had nothing to do since so long. For the supervisor, which asks now and then. */
    boolean hasIdledFor(long nanos) {
        long now = System.nanoTime();
        if (stopping || !ready || channel.inFlight() > 0 || channel.received() != receivedBefore) {
            receivedBefore = channel.received();
            idleSince = now;
            return false;
        }
        return now - idleSince >= nanos;
    }

    /**
     * The call that has run for longer than this, null when there is none. For the supervisor, which asks now and then.
     *
     * @param now by a {@link LookClock}: a stop of this process does not count, since a call may wait for what it gets from here
     */
    @Nullable
    ProcessCall<?> overdueCall(long nanos, long now) {
        ProcessCall<?> call = channel.runningCall();
        if (call == null || call != watched) {
            watched = call;
            watchedSince = now;
            return null;
        }
        return now - watchedSince >= nanos ? call : null;
    }

    /** Whether its process seems to stand still. */
    boolean isSuspect() {
        return suspect;
    }

    void suspect(boolean standsStill) {
        suspect = standsStill;
    }

    /** Whether it may be given calls, so far as this side knows: it was neither sent away nor set aside. */
    boolean isInUse() {
        return !stopping && !suspect;
    }

    /** Kills the worker. */
    void kill(@Nullable Throwable why) {
        if (why != null && killedFor == null) {
            killedFor = why;
        }
        process.destroyForcibly();
    }

    /**
     * Waits for the stderr of a dead worker to be read, so that its last words can be quoted, as long as more comes within some milliseconds
     * each time; and then for as long at most for it to be handed on.
     */
    void awaitLastWords(long quietMillis, long mostMillis) throws InterruptedException {
        long start = System.nanoTime();
        lines.writerIsGone(); // where the JDK has lost its exit
        long before;
        do {
            before = errorReader.count();
            TimeUnit.MILLISECONDS.timedJoin(errors, quietMillis);
        } while (errors.isAlive()
                && errorReader.count() != before
                && System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(mostMillis));
        lines.awaitPassed(TimeUnit.MILLISECONDS.toNanos(quietMillis));
    }

    /** What the failure of the call that a dead worker was running looks like. A fresh one for each call. */
    WorkerDiedException died(@Nullable ProcessCall<?> call) {
        String what = call == null ? "none" : call.function.name() + " #" + call.id;
        return new WorkerDiedException(
                pid(), exitCode(), what, output.tail(), crashReports.of(pid(), reportsBefore), killedFor);
    }

    String lastWords() {
        return output.tail();
    }

    /** Closes this side's ends of the pipes, and waits no more. The process is dead, whether the JDK knows or not. */
    void closePipes() throws IOException {
        forgotten = true;
        if (exit.isAlive()) {
            exit.interrupt();
        }
        if (process.isAlive()) { // else the JDK does it
            process.getInputStream().close();
            process.getErrorStream().close();
        }
        if (!channel
                .isRinging()) { // else it would wait for who rings, perhaps for as long as a grandchild holds the other
            // end
            process.getOutputStream().close(); // last: it fails when there is something left in it
        }
    }
}
