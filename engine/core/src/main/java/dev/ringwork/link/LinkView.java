package dev.ringwork.link;

import dev.ringwork.memory.MappedAtomicBuffer;
import dev.ringwork.memory.MappedFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What a link file shows to a process that has no part in it, read once. The file is mapped read-only for that moment; nobody waits, and
 * neither side notices.
 *
 * <p><b>Assumptions and guarantees.</b> Both sides go on meanwhile, and what they share may be spoilt: the fields are read one by one and
 * need not fit together. Whether a call runs stands in no field of its own: a claim word says RUNNING until its slot is used again. A
 * worker runs a call, or is about to look for one, whenever it isn't parked.
 *
 * <p>Public for tools, such as the command line, which are no part of this jar.
 *
 * @param coordinatorPid the pid of the JVM that made the pool, as it sees itself
 * @param state how far the worker has come
 * @param heartbeats how often the worker's watch thread has looked after it: some fifty times a second while calls run, less while it idles
 * @param isWorkerParked whether the worker may be blocked on its door
 * @param isCoordinatorParked whether the worker rings after its next result; not while somebody polls, nor while nothing is due
 * @param queued calls in the ring that were not begun
 * @param callBytes bytes that went through the call ring, with headers and padding
 * @param resultBytes the same of the result ring
 */
public record LinkView(
        long coordinatorPid,
        WorkerState state,
        long heartbeats,
        boolean isWorkerParked,
        boolean isCoordinatorParked,
        int queued,
        long callBytes,
        long resultBytes) {

    /**
     * Reads one by the descriptor of a process that has it open, {@code /proc/<pid>/fd/<number>}: the coordinator while the worker starts,
     * the worker as long as it lives. Not for the coordinator itself, which would lose its lock on the file.
     *
     * @throws IOException if that process is gone, this one may not look into it, or the file is no link file of this version
     */
    public static LinkView of(Path descriptor) throws IOException {
        try (MappedFile file = MappedFile.openToRead(descriptor)) {
            check(file.length() >= LinkLayout.CLAIM_TABLE_OFFSET, descriptor, "length", file.length());
            MappedAtomicBuffer header = file.buffer();
            int version = header.getIntAcquire(LinkLayout.VERSION_OFFSET);
            check(version == LinkLayout.VERSION, descriptor, "version", version);
            long magic = header.getLong(LinkLayout.MAGIC_OFFSET);
            check(magic == LinkLayout.MAGIC, descriptor, "magic", magic);
            return of(file, header, spec(file, header, descriptor));
        }
    }

    private static LinkView of(MappedFile file, MappedAtomicBuffer header, LinkSpec spec) {
        Link link = Link.view(file, spec);
        return new LinkView(
                header.getLong(LinkLayout.COORDINATOR_PID_OFFSET),
                link.workerStateAcquire(),
                link.heartbeatAcquire(),
                link.workerDoor().isParkedVolatile(),
                link.coordinatorDoor().isParkedVolatile(),
                link.claims().countQueuedAcquire(),
                link.calls().producerPosition(),
                link.results().producerPosition());
    }

    private static LinkSpec spec(MappedFile file, MappedAtomicBuffer header, Path descriptor) throws IOException {
        LinkSpec spec;
        try {
            spec = new LinkSpec(
                    header.getInt(LinkLayout.CLAIM_SLOTS_OFFSET),
                    header.getInt(LinkLayout.CALL_CAPACITY_OFFSET),
                    header.getInt(LinkLayout.RESULT_CAPACITY_OFFSET));
        } catch (IllegalArgumentException e) {
            throw new IOException("a link file has the sizes of one: path=" + descriptor + "; it is spoilt", e);
        }
        check(spec.fileLength() == file.length(), descriptor, "length", file.length());
        return spec;
    }

    private static void check(boolean holds, Path descriptor, String field, long found) throws IOException {
        if (!holds) {
            throw new IOException(
                    "only a whole link file of this version (" + LinkLayout.VERSION + ") can be read: path="
                            + descriptor + " " + field + "=" + found
                            + "; look again if a worker is just being started, or use the ringwork of that pool");
        }
    }
}
