package dev.ringwork.process;

import dev.ringwork.link.Handshake;
import dev.ringwork.link.Link;
import dev.ringwork.worker.WorkerMain;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts worker JVMs: the command line, the environment, the link file, the first words on stdin. */
final class Launcher {
    /** Variables that would change the worker behind the pool's back, or make it write to its output. */
    private static final List<String> SCRUBBED =
            List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH");

    private static final SecureRandom EPOCHS = new SecureRandom();

    private final ProcessPoolOptions options;
    private final byte[] initializer;

    Launcher(ProcessPoolOptions options, byte[] initializer) {
        this.options = options;
        this.initializer = initializer;
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
        ProcessBuilder builder = new ProcessBuilder(command());
        Map<String, String> environment = builder.environment();
        SCRUBBED.forEach(environment::remove);
        environment.putAll(options.environment());
        builder.directory(options.workingDirectory().toFile());
        return builder.start();
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        command.add("-XX:-UsePerfData");
        command.add("-XX:+DisableAttachMechanism");
        command.add("-Xshare:auto");
        command.add("-Xmx" + options.workerHeap());
        command.addAll(options.jvmArguments());
        Module engine = WorkerMain.class.getModule();
        String main = WorkerMain.class.getName();
        if (engine.isNamed() && System.getProperty("jdk.module.path") != null) {
            command.add("--module-path");
            command.add(System.getProperty("jdk.module.path"));
            command.add("--add-modules");
            command.add("ALL-MODULE-PATH");
            if (!options.classPath().isEmpty()) {
                command.add("--class-path");
                command.add(options.classPath());
            }
            command.add("--module");
            command.add(engine.getName() + "/" + main);
        } else {
            command.add("-cp");
            command.add(options.classPath());
            command.add(main);
        }
        return command;
    }
}
