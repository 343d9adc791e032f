package dev.ringwork.process;

import dev.ringwork.link.Handshake;
import dev.ringwork.link.Link;
import dev.ringwork.link.OutputFrame;
import dev.ringwork.run.ErrorLog;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts worker JVMs: the command line, the environment, the link file, the first words on stdin. Tests have their own. */
class Launcher {
    /** Variables that would change the worker behind the pool's back, or make it write to its output. */
    private static final List<String> SCRUBBED =
            List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "JDK_AOT_VM_OPTIONS", "CLASSPATH");

    private final ProcessPoolOptions options;
    private final byte[] initializer;
    private final WorkerCommand command;
    // Touched by the supervisor only, so that making a pool costs nothing of it:
    private @Nullable StartArchive archive;
    private boolean archiveSought;
    /** Set when a worker can't see this process's descriptors. */
    private boolean linksKeepNames;
    /** A pipe holds 64 KiB; path and sizes take the rest. */
    private static final int FITS_A_PIPE = 32 * 1024;

    private final CrashReports crashReports;

    Launcher(ProcessPoolOptions options, byte[] initializer) {
        this.options = options;
        this.initializer = initializer;
        this.command = new WorkerCommand(options);
        this.crashReports = new CrashReports(options.workingDirectory(), options.jvmArguments());
    }

    /** What {@link #launch} made besides the process. */
    interface Wiring {
        /** The channel over a fresh link. */
        Channel channel(Link link);
    }

    /** Starts a worker. When that fails nothing is left behind but a process that was killed, of which the owner is told. */
    WorkerHandle launch(int index, Wiring wiring, WorkerHandle.Owner owner) throws IOException {
        Process process = start(); // first: it needs a while to get to the point where it reads its stdin
        LinkFiles.Made made = null;
        Channel channel = null;
        boolean launched = false;
        try {
            long epoch = KernelRandom.nextLong();
            made = LinkFiles.make(places(), options.linkSpec(), epoch, linksKeepNames);
            LinkFile file = made.file();
            channel = wiring.channel(made.link());
            Handshake handshake = new Handshake(
                    made.reach(),
                    options.linkSpec(),
                    epoch,
                    ProcessHandle.current().pid(),
                    Hearts.beatNanos(options.stallTimeout()),
                    options.spin().toNanos(),
                    initializer);
            WorkerHandle worker = new WorkerHandle(
                    index,
                    channel,
                    process,
                    file,
                    crashReports,
                    OutputFrame.mark(epoch),
                    options.workerOutput(),
                    owner);
            worker.start();
            greet(worker, handshake, owner);
            launched = true;
            return worker;
        } finally {
            if (!launched) {
                process.destroyForcibly();
                if (channel != null) {
                    channel.drain(); // its pump may have begun
                }
                if (made != null) {
                    made.link().close();
                    made.file().close();
                }
                owner.abandoned(process);
            }
        }
    }

    /** Where link files may be made, best first. */
    List<Path> places() {
        return LinkFiles.places(options.directory());
    }

    /** Writes the first words, then lets the channel ring. Words that a pipe may not hold are written by a thread of their own. */
    private static void greet(WorkerHandle worker, Handshake handshake, WorkerHandle.Owner owner) {
        if (handshake.initializer().length <= FITS_A_PIPE) {
            write(worker, handshake, owner);
            return;
        }
        Thread writer = new Thread(
                null, () -> write(worker, handshake, owner), worker.channel().workerName() + " handshake", 0, false);
        writer.setDaemon(true);
        writer.start();
    }

    private static void write(WorkerHandle worker, Handshake handshake, WorkerHandle.Owner owner) {
        OutputStream stdin = worker.process().getOutputStream();
        try {
            handshake.write(new DataOutputStream(stdin));
            stdin.flush();
            worker.channel().bell(stdin);
        } catch (IOException e) {
            // As a rule the worker is dead. Its exit, which alone decides that, says why; this doesn't.
            ErrorLog.debug(
                    "a worker did not read its handshake: " + worker.channel().workerName(), e);
            owner.pipeEnded(worker);
        }
    }

    private Process start() throws IOException {
        if (!Files.isExecutable(WorkerCommand.java())) {
            throw new IOException("workers are started with this JVM's own java: path=" + WorkerCommand.java()
                    + "; run this program on an image that has it");
        }
        List<String> program =
                options.workerProgram().isEmpty() ? command.words(archiveFlags()) : options.workerProgram();
        ProcessBuilder builder = new ProcessBuilder(ParentDeath.alsoEnds(program));
        Map<String, String> environment = builder.environment();
        scrub(environment);
        environment.putAll(options.environment());
        builder.directory(options.workingDirectory().toFile());
        SpareDescriptors.check();
        return builder.start();
    }

    static void scrub(Map<String, String> environment) {
        for (String variable : SCRUBBED) {
            environment.remove(variable);
        }
    }

    private List<String> archiveFlags() {
        if (archive == null && !archiveSought) {
            archiveSought = true;
            archive = StartArchive.of(command, options.jvmArguments());
        }
        return archive == null ? List.of() : archive.flags();
    }

    /** Workers have started: the next ones may do so faster. Returns at once. */
    void makeArchive() {
        if (archive != null) {
            ArchiveMaker.makeAside(archive);
        }
    }

    /** A worker could not open its link by this process's descriptor: the next ones are given a name instead. */
    void keepNames() {
        linksKeepNames = true;
    }

    /** A worker that was launched didn't come up. */
    void startFailed() {
        if (archive != null) {
            archive.distrust();
        }
    }
}
