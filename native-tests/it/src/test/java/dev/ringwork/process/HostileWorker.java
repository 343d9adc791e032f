package dev.ringwork.process;

import dev.ringwork.link.Doorbell;
import dev.ringwork.link.Handshake;
import dev.ringwork.link.Link;
import dev.ringwork.link.Records;
import dev.ringwork.link.WorkerState;
import dev.ringwork.os.Jvm;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.CheckedType;
import dev.ringwork.wire.Frames;
import java.io.DataInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.LockSupport;
import org.agrona.MutableDirectBuffer;

/**
 * A worker that keeps to the protocol and lies in what it says: a call of a function of bytes is answered by those bytes, as if the
 * codec had made them from a value. So a test sends any message, through a pool, to who decodes results.
 */
public final class HostileWorker {
    private static final long BEAT_NANOS = 50_000_000;

    private final Link link;
    private final InputStream stdin;
    /** What the check of a record is wrong by. */
    private final int wrongBy;

    private final OutputStream bell = new FileOutputStream(FileDescriptor.out);
    private boolean stopping;

    private HostileWorker(Link link, InputStream stdin, int wrongBy) {
        this.link = link;
        this.stdin = stdin;
        this.wrongBy = wrongBy;
    }

    /** A pool with one such worker. */
    public static ProcessPool pool() {
        return pool(OnWorkerDeath.ISOLATE);
    }

    /** The same with a policy. */
    static ProcessPool pool(OnWorkerDeath then) {
        return pool(then, 0);
    }

    /** With a worker whose records break the rules. */
    static ProcessPool poolWithHostileRecords(OnWorkerDeath then) {
        return pool(then, 1);
    }

    private static ProcessPool pool(OnWorkerDeath then, int wrongBy) {
        return ProcessPool.builder()
                .maxWorkers(1)
                .onWorkerDeath(then)
                .workerProgram(Jvm.command(HostileWorker.class, Integer.toString(wrongBy)))
                .build();
    }

    /** Stands for the function of a call. */
    public static Object message(byte[] encoded) {
        throw new AssertionError("only a hostile worker answers this: length=" + encoded.length);
    }

    /** Argument: what the check of each record is wrong by. */
    public static void main(String[] arguments) throws IOException {
        FileInputStream stdin = new FileInputStream(FileDescriptor.in);
        Handshake hello = Handshake.read(new DataInputStream(stdin));
        Link link = Link.open(hello.path(), hello.spec(), hello.epoch());
        new HostileWorker(link, stdin, Integer.parseInt(arguments[0])).run();
    }

    private void run() throws IOException {
        Thread heart = new Thread(this::beat, "heart");
        heart.setDaemon(true);
        heart.start();
        link.putWorkerPid(ProcessHandle.current().pid());
        link.workerStateRelease(WorkerState.READY);
        Doorbell.ring(bell);
        while (!stopping) {
            link.workerDoor().parkVolatile();
            if (read() == 0 && stdin.read() < 0) {
                return; // the coordinator is gone
            }
            link.workerDoor().unparkRelease();
            while (read() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    private void beat() {
        while (true) {
            link.beatRelease();
            LockSupport.parkNanos(this, BEAT_NANOS);
        }
    }

    private int read() {
        return Records.read(link.calls(), this::onFrame, 1);
    }

    private void onFrame(int type, MutableDirectBuffer buffer, int at, int length) {
        switch (CheckedType.type(type)) {
            case Frames.CALL -> {
                long id = Frames.callId(buffer, at);
                if (link.claims().claim(id)) {
                    answer(id, Body.bytes(buffer, at + Frames.HEADER_LENGTH, length - Frames.HEADER_LENGTH));
                }
            }
            case Frames.STOP -> stopping = true;
            default -> {} // the function, which is not run
        }
    }

    private void answer(long id, byte[] bytes) {
        int shape = Frames.shape(Frames.SUCCEEDED, Body.ENCODED);
        int type = CheckedType.of(Frames.RESULT, id, shape, 0, Body.word(Body.ENCODED, 0, bytes) + wrongBy);
        int at = link.results().tryClaim(type, Frames.HEADER_LENGTH + bytes.length);
        MutableDirectBuffer buffer = link.results().buffer();
        Frames.putResult(buffer, at, id, shape, 0);
        Body.put(buffer, at + Frames.HEADER_LENGTH, Body.ENCODED, 0, bytes);
        link.results().commit(at);
        if (link.coordinatorDoor().mustRing()) {
            try {
                Doorbell.ring(bell);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
