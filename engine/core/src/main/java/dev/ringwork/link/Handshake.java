package dev.ringwork.link;

import dev.ringwork.WorkerProtocolException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a worker must know before it can open its link, written to its stdin first. Nothing of it stands on a command line,
 * where others could read it.
 *
 * @param path the link file: the coordinator's descriptor of it, {@code /proc/<pid>/fd/<number>}, or its name
 * @param spec its sizes
 * @param epoch the random number in its header
 * @param coordinatorPid the coordinator, as it sees itself; from the pipe, since what stands in shared memory may be spoilt
 * @param beatNanos how often the worker shall show that it is alive while it has nothing to do
 * @param spinNanos how long the worker may spin before it parks
 * @param initializer the encoded initializer, empty for none
 */
public record Handshake(
        Path path, LinkSpec spec, long epoch, long coordinatorPid, long beatNanos, long spinNanos, byte[] initializer) {

    private static final int MOST_INITIALIZER_BYTES = 1 << 26;

    /** Where the kernel shows processes and their descriptors. */
    private static final Path PROCESSES = Path.of("/proc");

    /** Whether this path is a process's descriptor, and so the name of no file. */
    public static boolean isDescriptor(Path path) {
        return path.startsWith(PROCESSES);
    }

    /** Writes it. The caller flushes. */
    public void write(DataOutputStream out) throws IOException {
        out.writeLong(LinkLayout.MAGIC);
        out.writeInt(LinkLayout.VERSION);
        out.writeUTF(path.toString());
        out.writeInt(spec.claimSlots());
        out.writeInt(spec.callCapacity());
        out.writeInt(spec.resultCapacity());
        out.writeLong(epoch);
        out.writeLong(coordinatorPid);
        out.writeLong(beatNanos);
        out.writeLong(spinNanos);
        out.writeInt(initializer.length);
        out.write(initializer);
    }

    /** Reads it, and not a byte more: doorbells follow. */
    public static Handshake read(DataInputStream in) throws IOException {
        long magic = in.readLong();
        int version = in.readInt();
        if (magic != LinkLayout.MAGIC || version != LinkLayout.VERSION) {
            throw new WorkerProtocolException(
                    "a worker is started by a pool of the same version: version=" + version + " expected="
                            + LinkLayout.VERSION + "; start workers through ProcessPool",
                    null);
        }
        Path path = Path.of(in.readUTF());
        LinkSpec spec = new LinkSpec(in.readInt(), in.readInt(), in.readInt());
        long epoch = in.readLong();
        long coordinatorPid = in.readLong();
        long beatNanos = in.readLong();
        long spinNanos = in.readLong();
        int length = in.readInt();
        if (length < 0 || length > MOST_INITIALIZER_BYTES) {
            throw new WorkerProtocolException(
                    "an initializer has at most " + MOST_INITIALIZER_BYTES + " bytes encoded: length=" + length, null);
        }
        byte[] initializer = new byte[length];
        in.readFully(initializer);
        return new Handshake(path, spec, epoch, coordinatorPid, beatNanos, spinNanos, initializer);
    }
}
