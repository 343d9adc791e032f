package dev.ringwork.process;

import dev.ringwork.run.PoolTask;
import dev.ringwork.run.TaskEnd;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.Failure;
import dev.ringwork.wire.Frames;
import dev.ringwork.wire.ValueCodec;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A call of a {@link ProcessPool}: the future, and all that is needed to write its frame, once or again when it moves to
 * another worker. The argument is encoded before this is made, so writing it runs no foreign code.
 *
 * <p>Where it is:
 *
 * <pre>
 *        ┌───────────── taken from the backlog ──────────────┐
 *        ▼                                                   │
 * PLACING ──written into a channel's claim table──► PLACED ──seen running──► BEGUN
 *    │ ▲                                              │      │
 *    │ └── revoked in the claim table by the pool ────┘      │
 *    └──no channel has room──► WAITING in the backlog ───────┘
 *                                 │
 *                                 └──cancel──► REVOKED
 * </pre>
 *
 * In PLACING one thread of the pool owns it; in PLACED the claim table decides. A call that was seen running stays BEGUN, though its claim
 * word can't be looked at any more once its result is on the way or its worker is dead: so nobody sees it go backwards.
 */
class ProcessCall<V extends @Nullable Object> extends PoolTask<V> implements Runnable {
    /** Ids of calls are positive. */
    private static final long NOWHERE = 0;

    private static final int TRIES_BEFORE_YIELD = 100;
    private static final long LONGEST_MOVE_NANOS = 1_000_000_000L;

    static final int PLACING = 0;
    static final int PLACED = 1;
    static final int WAITING = 2;
    static final int REVOKED = 3;
    static final int BEGUN = 4;

    private static final VarHandle PLACE;

    static {
        try {
            PLACE = MethodHandles.lookup().findVarHandle(ProcessCall.class, "place", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ProcessPoolCore pool;
    final FunctionDef function;
    /** {@link Frames#shape} of the call, with the body kind unstreamed. */
    final int shape;

    final long bits;
    final byte @Nullable [] bytes;

    /** Written by the one who places it, before PLACED; read after PLACED was seen. */
    @Nullable
    Channel channel;

    /** As {@link #channel}: id of the call in that channel. */
    long id;

    /** PLACING at first; not written by the constructor, which would be a full fence for each call. */
    private volatile int place;

    ProcessCall(ProcessPoolCore pool, FunctionDef function, int shape, long bits, byte @Nullable [] bytes) {
        this.pool = pool;
        this.function = function;
        this.shape = shape;
        this.bits = bits;
        this.bytes = bytes;
    }

    // ---- for the pool

    /** Says where the call is going; the frame is published after this. */
    void placed(Channel where, long callId) {
        channel = where;
        id = callId;
        PLACE.setRelease(this, PLACED);
    }

    /** The owner puts it into the backlog. */
    void waiting() {
        channel = null;
        PLACE.setRelease(this, WAITING);
    }

    /** Takes it out of the backlog; false when it was cancelled there. */
    boolean takeFromBacklog() {
        return PLACE.compareAndSet(this, WAITING, PLACING);
    }

    /** After a revoke in the claim table: the revoker owns it. */
    void owned() {
        id = NOWHERE; // the same number may run in the next channel
        PLACE.setRelease(this, PLACING);
    }

    /** Whether a thread of the pool owns it still. */
    boolean isBeingPlaced() {
        return place == PLACING;
    }

    /** What {@code shutdownNow} returns for this call. */
    Runnable command() {
        return this;
    }

    ValueCodec codec() {
        return pool.codec();
    }

    /** Told how long a batch ran in its worker. */
    void measured(int nanos) {}

    /** What the encoded value of a success stands for. */
    @Nullable
    Object decodeValue(byte[] encoded) throws IOException, ClassNotFoundException {
        return pool.codec().decode(encoded);
    }

    /** What the encoded failure stands for. */
    Throwable decodeFailure(byte[] encoded, String workerName) {
        return Failure.decode(encoded, pool.codec(), workerName);
    }

    // ---- for the future

    @Override
    protected boolean isClaimed() {
        int now = place;
        Channel where = channel;
        long callId = id;
        if (now == PLACED && where != null && where.isRunning(this, callId) && id == callId) {
            PLACE.compareAndSet(this, PLACED, BEGUN);
            now = place;
        }
        return now == BEGUN;
    }

    /**
     * A call that is neither to be had nor running is on its way: being placed, taken back by another thread, or its worker is
     * dead. All of these are over soon, so it is tried again: else a cancelled call would be placed elsewhere and run.
     */
    @Override
    protected boolean revoke() {
        long begun = 0;
        for (int tries = 1; !isDone(); tries++) {
            switch (place) {
                case WAITING -> {
                    if (PLACE.compareAndSet(this, WAITING, REVOKED)) {
                        return true;
                    }
                }
                case PLACED -> {
                    Channel where = channel;
                    long callId = id;
                    if (where != null && where.revoke(this, callId)) {
                        return true;
                    }
                    if (where != null && where.isRunning(this, callId)) {
                        return false;
                    }
                    if (begun != 0
                            && System.nanoTime() - begun > LONGEST_MOVE_NANOS
                            && where != null
                            && !where.isGone()) {
                        return false; // its claim word is spoilt
                    }
                }
                case BEGUN, REVOKED -> {
                    return false;
                }
                default -> {} // a thread of the pool is about to place it
            }
            if (tries % TRIES_BEFORE_YIELD != 0) {
                Thread.onSpinWait();
                continue;
            }
            Thread.yield();
            begun = begun == 0 ? System.nanoTime() : begun;
        }
        return false;
    }

    @Override
    protected void interruptRunning() {
        Channel where = channel;
        if (where != null) {
            pool.interrupt(where, this, id);
        }
    }

    @Override
    protected void spin(long mostNanos) {
        Channel where = channel;
        if (where != null) {
            where.pollFor(this, mostNanos);
        }
    }

    /** Takes the results that its worker has, of whichever calls. */
    void pollOnce() {
        Channel where = channel;
        if (where != null) {
            where.help();
        }
    }

    @Override
    protected void parked(long nanos) {
        Channel where = channel;
        if (where != null) {
            where.parkedFor(nanos);
        }
    }

    @Override
    public boolean awaitStopped(Duration timeout) throws InterruptedException {
        Channel where = channel;
        return where == null || where.awaitStopped(id, timeout);
    }

    @Override
    protected Executor callbackExecutor() {
        return pool.callbacks();
    }

    @Override
    protected void onEnding() {
        pool.lifecycle().ending();
    }

    @Override
    protected void onNotEnding() {
        pool.lifecycle().notEnding();
    }

    @Override
    protected void onEnd(TaskEnd end) {
        pool.ended(end);
    }

    /** Runs the call in this JVM, for CALLER_RUNS. Does nothing when it is done, as what {@code shutdownNow} returned is. */
    @Override
    public void run() {
        if (!isDone()) {
            pool.runHere(this);
        }
    }

    @Override
    protected String describe() {
        Channel where = channel;
        String who = where == null ? pool.name() : where.workerName();
        return who + " call " + id + " of " + function.name();
    }

    /** How the body is written: as it is, or streamed when it is longer than {@code mostInline}. */
    int shapeFor(int mostInline) {
        boolean streamed = bytes != null && bytes.length > mostInline;
        return streamed ? shape | Frames.shape(0, Body.STREAMED) : shape;
    }
}
