package dev.ringwork.bench.peer;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A second JVM that sends arrays back through a mapped file, without rings, checks or futures: each side copies into the file, says
 * how far it has come, and copies out into an array of its own while the other copies on. Both spin.
 */
public final class BulkPeer implements AutoCloseable {
    private static final VarHandle POSITION =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int PIECE = 1 << 15;
    /** The positions, far enough from each other and from the bytes. */
    private static final int THERE_POSITION = 0;

    private static final int BACK_POSITION = 128;
    private static final int BYTES = 4096;
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private final Path file;
    private final Process process;
    private final ByteBuffer memory;
    private final int size;
    private long sent;
    private long received;

    /** Starts the peer; all arrays have this size. */
    public BulkPeer(int size) throws IOException {
        this.size = size;
        this.file = Files.isWritable(SHARED_MEMORY)
                ? Files.createTempFile(SHARED_MEMORY, "ringwork-bench", ".bulk")
                : Files.createTempFile("ringwork-bench", ".bulk");
        this.memory = map(file, size);
        this.process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BulkPeer.class.getName(),
                        file.toString(),
                        String.valueOf(size))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    Path file() {
        return file;
    }

    private static ByteBuffer map(Path file, int size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES + 2L * size);
        }
    }

    /** Sends an array and waits until it is back, in a new one. */
    public byte[] roundTrip(byte[] bytes) {
        sent = send(memory, THERE_POSITION, BYTES, bytes, sent);
        byte[] back = receive(memory, BACK_POSITION, BYTES + size, size, received);
        received += size;
        return back;
    }

    private static long send(ByteBuffer memory, int position, int at, byte[] bytes, long before) {
        for (int done = 0; done < bytes.length; ) {
            int piece = Math.min(PIECE, bytes.length - done);
            memory.put(at + done, bytes, done, piece);
            done += piece;
            POSITION.setRelease(memory, position, before + done);
        }
        return before + bytes.length;
    }

    private static byte[] receive(ByteBuffer memory, int position, int at, int size, long before) {
        byte[] bytes = null;
        for (int done = 0; done < size; ) {
            int piece = Math.min(PIECE, size - done);
            while ((long) POSITION.getAcquire(memory, position) < before + done + piece) {
                Thread.onSpinWait();
            }
            bytes = bytes == null ? new byte[size] : bytes;
            memory.get(at + done, bytes, done, piece);
            done += piece;
        }
        return bytes == null ? new byte[0] : bytes;
    }

    @Override
    public void close() throws IOException {
        EchoPeer.end(process, file);
    }

    /** The peer: the file and the size of the arrays are the arguments. It ends with its parent. */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        EchoPeer.watchParent(file);
        int size = Integer.parseInt(args[1]);
        ByteBuffer memory = map(file, size);
        for (long done = 0; ; done += size) {
            byte[] bytes = receive(memory, THERE_POSITION, BYTES, size, done);
            send(memory, BACK_POSITION, BYTES + size, bytes, done);
        }
    }
}
