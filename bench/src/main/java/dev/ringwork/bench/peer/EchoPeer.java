package dev.ringwork.bench.peer;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A second JVM that sends back each value, and the caller's end of the wire to it. */
public final class EchoPeer implements AutoCloseable {
    /** What {@code UnsafeBuffer} needs; the benchmark's own JVM gets it too. */
    public static final String OPENED = "java.base/jdk.internal.misc=ALL-UNNAMED";

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private final Process process;
    private final Path directory;
    private final Echo echo;

    /** Starts the peer and connects. */
    public EchoPeer(Wire wire) throws IOException {
        directory = Files.isWritable(SHARED_MEMORY)
                ? Files.createTempDirectory(SHARED_MEMORY, "ringwork-bench")
                : Files.createTempDirectory("ringwork-bench");
        if (wire == Wire.SOCKET) {
            ServerSocketChannel server = SocketEcho.listen(directory);
            process = start(wire);
            echo = SocketEcho.accept(server);
        } else {
            process = start(wire);
            echo = wire == Wire.PIPE
                    ? new PipeEcho(process.getInputStream(), process.getOutputStream())
                    : wire.open(directory, true);
        }
    }

    private Process start(Wire wire) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(wire.flags());
        command.addAll(List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(EchoPeer.class.getName(), wire.name(), directory.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Sends a value and waits until it is back. */
    public long roundTrip(long value) throws IOException {
        echo.send(value);
        return echo.receive();
    }

    @Override
    public void close() throws IOException {
        echo.close();
        end(process, directory);
    }

    /** Ends a peer and removes what is shared with it. */
    static void end(Process peer, Path shared) throws IOException {
        peer.getOutputStream().close();
        peer.destroy();
        peer.onExit().join(); // it removes the same
        remove(shared);
    }

    /** The peer: the wire's name and its directory are the arguments. It ends with its parent. */
    public static void main(String[] args) throws IOException {
        Wire wire = Wire.valueOf(args[0].toUpperCase(Locale.ROOT));
        Path directory = Path.of(args[1]);
        if (wire != Wire.PIPE) {
            watchParent(directory);
        }
        try (Echo echo = wire.open(directory, false)) {
            while (true) {
                echo.send(echo.receive());
            }
        } catch (EOFException e) {
            remove(directory);
            Runtime.getRuntime().halt(0);
        }
    }

    /** A parent that is killed can't remove what it shares with its peer: the peer does, and ends. */
    static void watchParent(Path shared) {
        Thread watch = new Thread(() -> endWithParent(shared), "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private static void endWithParent(Path shared) {
        try {
            int next = System.in.read();
            remove(shared);
            Runtime.getRuntime().halt(next < 0 ? 0 : 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path shared) throws IOException {
        if (Files.exists(shared)) {
            try (Stream<Path> files = Files.walk(shared)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
