package dev.ringwork.link;

import dev.ringwork.WorkerProtocolException;
import dev.ringwork.memory.MappedFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;

/**
 * A link file, mapped: its sections by name.
 *
 * <p>One file belongs to one incarnation of one worker and is never used again. Whoever maps it closes it, after everyone
 * in its process has let go: see {@link MappedFile#close()}.
 */
public final class Link implements AutoCloseable {
    private final Runnable unmap;
    private final AtomicBuffer header;
    private final ClaimTable claims;
    private final ManyToOneRingBuffer calls;
    private final OneToOneRingBuffer results;
    private final Doorbell workerDoor;
    private final Doorbell coordinatorDoor;

    /** Where the bytes of a link are. */
    interface Sections {
        /** {@code length} bytes from {@code offset} on. */
        AtomicBuffer slice(int offset, int length);
    }

    private Link(MappedFile file, LinkSpec spec) {
        this(file::slice, spec, file::close);
    }

    /** A link that others share, mapped read-only: whatever writes throws. */
    static Link view(MappedFile file, LinkSpec spec) {
        return new Link(file, spec);
    }

    /** Over any memory: the seam at which tests watch, cut off or spoil accesses. */
    Link(Sections file, LinkSpec spec, Runnable unmap) {
        this.unmap = unmap;
        int slots = spec.claimSlots();
        int callRing = LinkLayout.callRingOffset(slots);
        int resultRing = LinkLayout.resultRingOffset(slots, spec.callCapacity());
        this.header = file.slice(0, LinkLayout.CLAIM_TABLE_OFFSET);
        this.claims =
                new ClaimTable(file.slice(LinkLayout.CLAIM_TABLE_OFFSET, LinkLayout.claimTableLength(slots)), slots);
        this.calls = new ManyToOneRingBuffer(file.slice(callRing, LinkLayout.ringLength(spec.callCapacity())));
        this.results = new OneToOneRingBuffer(file.slice(resultRing, LinkLayout.ringLength(spec.resultCapacity())));
        this.workerDoor = new Doorbell(header, LinkLayout.WORKER_PARKED_OFFSET);
        this.coordinatorDoor = new Doorbell(header, LinkLayout.COORDINATOR_PARKED_OFFSET);
    }

    /** Makes a link file; the worker can open it once this returns. For the coordinator. */
    public static Link create(Path path, LinkSpec spec, long epoch) throws IOException {
        return of(MappedFile.create(path, spec.fileLength()), spec, epoch);
    }

    /** The same in an empty file that the caller has created, whose channel stays the caller's. */
    public static Link create(FileChannel channel, Path path, LinkSpec spec, long epoch) throws IOException {
        return of(MappedFile.fill(channel, path, spec.fileLength()), spec, epoch);
    }

    private static Link of(MappedFile file, LinkSpec spec, long epoch) {
        boolean made = false;
        try {
            Link link = new Link(file, spec);
            link.fillHeader(spec, epoch);
            made = true;
            return link;
        } finally {
            if (!made) {
                file.close();
            }
        }
    }

    /** Writes what the worker checks, the version last. */
    void fillHeader(LinkSpec spec, long epoch) {
        header.putLong(LinkLayout.MAGIC_OFFSET, LinkLayout.MAGIC);
        header.putInt(LinkLayout.CLAIM_SLOTS_OFFSET, spec.claimSlots());
        header.putInt(LinkLayout.CALL_CAPACITY_OFFSET, spec.callCapacity());
        header.putInt(LinkLayout.RESULT_CAPACITY_OFFSET, spec.resultCapacity());
        header.putLong(
                LinkLayout.COORDINATOR_PID_OFFSET, ProcessHandle.current().pid());
        header.putLong(LinkLayout.EPOCH_OFFSET, epoch);
        header.putLong(LinkLayout.COORDINATOR_PARKED_OFFSET, 1);
        header.putIntRelease(LinkLayout.VERSION_OFFSET, LinkLayout.VERSION);
    }

    /** Opens the file that the coordinator made, by its name or by the coordinator's descriptor. For the worker. */
    public static Link open(Path path, LinkSpec spec, long epoch) throws IOException {
        MappedFile file = Handshake.isDescriptor(path)
                ? MappedFile.openDescriptor(path, spec.fileLength())
                : MappedFile.open(path, spec.fileLength());
        boolean opened = false;
        try {
            Link link = new Link(file, spec);
            link.check(spec, epoch);
            opened = true;
            return link;
        } finally {
            if (!opened) {
                file.close();
            }
        }
    }

    void check(LinkSpec spec, long epoch) {
        int version = header.getIntAcquire(LinkLayout.VERSION_OFFSET);
        expect("version", LinkLayout.VERSION, version);
        expect("magic", LinkLayout.MAGIC, header.getLong(LinkLayout.MAGIC_OFFSET));
        expect("epoch", epoch, header.getLong(LinkLayout.EPOCH_OFFSET));
        expect("claimSlots", spec.claimSlots(), header.getInt(LinkLayout.CLAIM_SLOTS_OFFSET));
        expect("callCapacity", spec.callCapacity(), header.getInt(LinkLayout.CALL_CAPACITY_OFFSET));
        expect("resultCapacity", spec.resultCapacity(), header.getInt(LinkLayout.RESULT_CAPACITY_OFFSET));
    }

    private static void expect(String field, long expected, long found) {
        if (expected != found) {
            throw new WorkerProtocolException(
                    "a link file belongs to one worker and one version: " + field + "=" + found + " expected="
                            + expected + "; use one ringwork jar on both sides",
                    null);
        }
    }

    /** Who owns each call. */
    public ClaimTable claims() {
        return claims;
    }

    /** Call frames: many threads of the coordinator write, the worker reads. */
    public RingBuffer calls() {
        return calls;
    }

    /** Result frames: the worker writes, one thread of the coordinator at a time reads. */
    public RingBuffer results() {
        return results;
    }

    /** The bell at which the worker waits for calls. */
    public Doorbell workerDoor() {
        return workerDoor;
    }

    /** The bell at which the coordinator waits for results. */
    public Doorbell coordinatorDoor() {
        return coordinatorDoor;
    }

    /** How far the worker has come. */
    public WorkerState workerStateAcquire() {
        return WorkerState.of(header.getIntAcquire(LinkLayout.WORKER_STATE_OFFSET));
    }

    /** Says how far the worker has come. */
    public void workerStateRelease(WorkerState state) {
        header.putIntRelease(LinkLayout.WORKER_STATE_OFFSET, state.ordinal());
    }

    /** Writes the worker's pid. */
    public void putWorkerPid(long pid) {
        header.putLong(LinkLayout.WORKER_PID_OFFSET, pid);
    }

    /** Raises the heartbeat. */
    public void beatRelease() {
        header.putLongRelease(LinkLayout.HEARTBEAT_OFFSET, header.getLong(LinkLayout.HEARTBEAT_OFFSET) + 1);
    }

    /** The heartbeat; it rises while the worker's process is scheduled. */
    public long heartbeatAcquire() {
        return header.getLongAcquire(LinkLayout.HEARTBEAT_OFFSET);
    }

    /** Asks the worker to interrupt a call if it runs. */
    public void requestInterruptVolatile(long callId) {
        header.putLongVolatile(LinkLayout.INTERRUPT_OFFSET, callId * LinkLayout.INTERRUPT_FACTOR);
    }

    /** Whether this call shall be interrupted. */
    public boolean isInterruptRequestedVolatile(long callId) {
        return interruptWordVolatile() == callId * LinkLayout.INTERRUPT_FACTOR;
    }

    /** What the last request looks like, 0 when there was none: another word is another request. */
    public long interruptWordVolatile() {
        return header.getLongVolatile(LinkLayout.INTERRUPT_OFFSET);
    }

    @Override
    public void close() {
        unmap.run();
    }
}
