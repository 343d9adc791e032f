package dev.ringwork.process;

import dev.ringwork.link.Handshake;
import dev.ringwork.link.Link;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/** Starts worker JVMs: the command line, the environment, the link file, the first words on stdin. */
final class Launcher {
    /** Variables that would change the worker behind the pool's back, or make it write to its output. */
    private static final List<String> SCRUBBED =
            List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "JDK_AOT_VM_OPTIONS", "CLASSPATH");

    private static final SecureRandom EPOCHS = new SecureRandom();

    private final ProcessPoolOptions options;
    private final byte[] initializer;
    private final WorkerCommand command;

    Launcher(ProcessPoolOptions options, byte[] initializer) {
        this.options = options;
        this.initializer = initializer;
        this.command = new WorkerCommand(options);
    }

    /** What {@link #launch} made besides the process. */
    interface Wiring {
        /** The channel over a fresh link. */
        Channel channel(Link link);
    }

    /** Starts a worker. When that fails nothing is left behind. */
    WorkerHandle launch(int index, Wiring wiring, WorkerHandle.Owner owner) throws IOException {
        Path file = LinkFiles.reserve(options.directory(), options.linkSpec().fileLength());
        Link link = null;
        Process process = null;
        boolean launched = false;
        try {
            long epoch = EPOCHS.nextLong();
            link = Link.create(file, options.linkSpec(), epoch);
            Channel channel = wiring.channel(link);
            process = start();
            greet(
                    process,
                    new Handshake(
                            file, options.linkSpec(), epoch, options.spin().toNanos(), initializer));
            channel.bell(process.getOutputStream());
            WorkerHandle worker = new WorkerHandle(
                    index, channel, process, file, options.workingDirectory(), options.workerOutput(), owner);
            worker.start();
            launched = true;
            return worker;
        } finally {
            if (!launched) {
                if (process != null) {
                    process.destroyForcibly();
                }
                if (link != null) {
                    link.close();
                }
                LinkFiles.delete(file);
            }
        }
    }

    private static void greet(Process process, Handshake handshake) throws IOException {
        OutputStream stdin = process.getOutputStream();
        handshake.write(new DataOutputStream(stdin));
        stdin.flush();
    }

    private Process start() throws IOException {
        if (!Files.isExecutable(WorkerCommand.java())) {
            throw new IOException("workers are started with this JVM's own java: path=" + WorkerCommand.java()
                    + "; run this program on an image that has it");
        }
        ProcessBuilder builder = new ProcessBuilder(command.words(List.of()));
        Map<String, String> environment = builder.environment();
        SCRUBBED.forEach(environment::remove);
        environment.putAll(options.environment());
        builder.directory(options.workingDirectory().toFile());
        return builder.start();
    }
}
