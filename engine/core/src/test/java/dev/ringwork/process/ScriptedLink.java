package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.WorkerProtocolException;
import dev.ringwork.function.SerializableRunnable;
import dev.ringwork.link.CutMemory;
import dev.ringwork.link.Link;
import dev.ringwork.link.LinkSpec;
import dev.ringwork.link.PlainMemory;
import dev.ringwork.link.TestLinks;
import dev.ringwork.link.WorkerState;
import dev.ringwork.run.Invocation;
import dev.ringwork.run.SpinBudget;
import dev.ringwork.wire.Body;
import dev.ringwork.wire.Failure;
import dev.ringwork.wire.Frames;
import dev.ringwork.wire.ValueCodec;
import dev.ringwork.worker.ScriptedWorker;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The real channel and the real worker loop on one link, both in the thread of the test: what the worker's bell tells the
 * channel's pump happens inside the ringing. So a test decides between which two accesses something goes wrong.
 */
final class ScriptedLink implements Channel.Owner {
    static final LinkSpec SPEC = new LinkSpec(4, 4096, 4096);
    static final long EPOCH = 0x1234_5678_9abcL;
    /** What the failure of a call says that its worker ran when it died. */
    static final String DIED = "died";
    /** Longer than what goes into one record of such a ring. */
    static final int STREAMED_LENGTH = 1500;

    /** The coordinator kills the worker in the middle of whatever it does. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }

    /** Stands for OutOfMemoryError, which JUnit takes for its own and dies of. */
    static class WantOfMemory extends VirtualMachineError {
        private static final long serialVersionUID = 1L;

        WantOfMemory() {
            super("there is none in this test");
        }
    }

    private static final int MOST_BELLS = 10_000;
    private static final int MOST_LOOKS = 8;
    private static final int BEATS_A_LOOK = 25;

    static final ValueCodec CODEC =
            new ValueCodec(ScriptedLink.class.getClassLoader(), ValueCodec.defaultFilter(), List.of());
    /** A pool whose crew never starts: what calls need of it is their codec and their count. */
    static final ProcessPoolCore POOL =
            new ProcessPoolCore("scripted", ProcessPool.builder().options(), CODEC, new byte[0]);

    final Channel channel;
    /** What the worker runs first of all; null for one that is there already, empty for none. */
    private final byte @Nullable [] initializer;

    private final boolean hasInitializer;
    private final @Nullable Link workerLink;
    private final @Nullable ScriptedWorker worker;
    private volatile @Nullable WorkerProtocolException corrupt;
    private @Nullable Throwable workerDeath;
    /** Told whenever the worker rings, before the pump is. */
    Runnable onWorkerBell = () -> {};
    /** Told whenever results were taken or calls taken back. */
    Runnable onProgress = () -> {};
    /** Told when the worker is to be ended for breaking a rule. */
    Runnable onCorruption = () -> {};
    /** Whether a bell of the worker reaches the pump. */
    boolean pumpListens = true;

    /** Whether the thread of the test counts as the supervisor. */
    boolean isSupervisor;

    /** How often an initializer was believed to have ended. */
    int initialized;
    /** How it ended: its failure, null when it has succeeded or not ended. */
    @Nullable
    Throwable initializerFailure;

    private boolean workerRung;
    private boolean started;
    private boolean over;
    private int bells;

    ScriptedLink(TestLinks.Memory coordinators, TestLinks.Memory workers) {
        this(coordinators, workers, true, null, false);
    }

    /** The link of a worker that has its start before it, and an initializer to run unless that is null. */
    static ScriptedLink starting(
            TestLinks.Memory coordinators, TestLinks.Memory workers, @Nullable SerializableRunnable initializer) {
        byte[] encoded = initializer == null ? new byte[0] : encode(initializer);
        return new ScriptedLink(coordinators, workers, true, encoded, initializer != null);
    }

    /** The link of a worker that may have an initializer to run. */
    static ScriptedLink withInitializer(TestLinks.Memory coordinators, TestLinks.Memory workers) {
        return new ScriptedLink(coordinators, workers, true, null, true);
    }

    /** One over which the worker can't be rung until {@link #giveBell}. */
    static ScriptedLink withoutBell(TestLinks.Memory coordinators, TestLinks.Memory workers) {
        return new ScriptedLink(coordinators, workers, false, null, false);
    }

    private ScriptedLink(
            TestLinks.Memory coordinators,
            TestLinks.Memory workers,
            boolean withBell,
            byte @Nullable [] initializer,
            boolean hasInitializer) {
        this.initializer = initializer;
        this.hasInitializer = hasInitializer;
        Link own = TestLinks.create(coordinators, SPEC, EPOCH);
        this.channel = new Channel(this, 0, "worker", own, new SpinBudget(Duration.ZERO), CallSlots.UNLIMITED);
        if (withBell) {
            giveBell();
        }
        if (initializer == null && !hasInitializer) {
            channel.ready();
        }
        Link opened = null;
        ScriptedWorker made = null;
        try {
            opened = TestLinks.open(workers, SPEC, EPOCH);
            made = new ScriptedWorker(opened, this::onBell);
        } catch (Throwable t) {
            workerDeath = t;
        }
        this.workerLink = opened;
        this.worker = made;
    }

    // ---- calls

    static ProcessCall<Object> square(long number) {
        return call(ScriptedTask.SQUARE, Body.LONG, number, null);
    }

    /** The same with a future that needs memory to complete, of which there is none at the first attempt. */
    static ProcessCall<Object> squareWithoutMemory(long number) {
        POOL.lifecycle().admitAlways();
        return new ProcessCall<>(POOL, function(ScriptedTask.SQUARE), shape(Body.LONG), number, null) {
            private boolean tried;

            @Override
            protected void onEnding() {
                if (!tried) {
                    tried = true;
                    throw new WantOfMemory();
                }
                super.onEnding();
            }
        };
    }

    /** The same with a future that never has the memory to complete, nor anybody to say so. */
    static ProcessCall<Object> neverDone(long number) {
        POOL.lifecycle().admitAlways();
        return new ProcessCall<>(POOL, function(ScriptedTask.SQUARE), shape(Body.LONG), number, null) {
            @Override
            protected void onEnding() {
                throw new WantOfMemory() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public String toString() {
                        throw new WantOfMemory();
                    }
                };
            }
        };
    }

    static ProcessCall<Object> call(ScriptedTask task, Object argument) {
        return argument instanceof byte[] bytes
                ? call(task, Body.BYTES, 0, bytes)
                : call(task, Body.ENCODED, 0, encode(argument));
    }

    /** With the function under an id, as lambdas go; a body of bytes that the codec made begins with the function itself. */
    private static ProcessCall<Object> call(ScriptedTask task, int kind, long bits, byte @Nullable [] bytes) {
        POOL.lifecycle().admitAlways();
        boolean inline = kind == Body.ENCODED;
        FunctionDef function =
                inline ? new FunctionDef(Frames.INLINE_FUNCTION, new byte[0], task.name()) : function(task);
        byte[] body = inline && bytes != null ? concat(encode(task), bytes) : bytes;
        return new ProcessCall<>(POOL, function, shape(kind), bits, body);
    }

    static FunctionDef function(ScriptedTask task) {
        return new FunctionDef(1 + task.ordinal(), encode(task), task.name());
    }

    private static int shape(int kind) {
        return Frames.shape(Invocation.FUNCTION.ordinal(), kind);
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static byte[] encode(Object value) {
        try {
            return CODEC.encode(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- the two sides

    /** The worker has been given its handshake. */
    void giveBell() {
        channel.bell(new OutputStream() {
            @Override
            public void write(int b) {
                workerRung = true;
            }
        });
    }

    boolean place(ProcessCall<?> call) {
        return channel.place(call);
    }

    /** Lets the worker run until it parks, stops, or dies. */
    void runWorker() {
        if (isWorkerDead() || worker == null || over) {
            return;
        }
        workerRung = false;
        try {
            over = !start(worker) || worker.run();
        } catch (Throwable t) {
            workerDeath = t;
            Thread.interrupted(); // it goes with its process
        }
    }

    private boolean start(ScriptedWorker starting) {
        if (initializer == null || started) {
            return true;
        }
        started = true;
        return starting.start(initializer);
    }

    /** What the worker's watch thread does now and then. */
    void watchLooks() {
        assertThat(worker).isNotNull();
        assertThat(worker.look()).isTrue();
    }

    /** Does something on the coordinator's side, as far as it gets before its death; false when it is dead. */
    boolean coordinate(Runnable action) {
        try {
            action.run();
            return true;
        } catch (CutMemory.Cut e) {
            return false;
        }
    }

    private void onBell() {
        if (++bells > MOST_BELLS) {
            throw new AssertionError("a worker rings for ever");
        }
        onWorkerBell.run();
        if (pumpListens) {
            coordinate(this::pump);
        }
        if (corrupt != null) {
            throw new Killed();
        }
    }

    private void pump() {
        channel.onBell();
        if (channel.workerState() == WorkerState.READY) {
            channel.ready();
        }
    }

    /** Whether the worker was rung since it ran last. */
    boolean isWorkerRung() {
        return workerRung;
    }

    boolean isWorkerDead() {
        return workerDeath != null || corrupt != null;
    }

    @Nullable
    Throwable workerDeath() {
        return workerDeath;
    }

    @Nullable
    WorkerProtocolException corruption() {
        return corrupt;
    }

    /** What the pump and the supervisor do in the end; false when the worker is alive and nothing will ever move again. */
    boolean settle(List<ProcessCall<?>> calls) {
        pumpListens = true;
        channel.onBell();
        for (int look = 0; look < MOST_LOOKS && !isWorkerDead() && !allDone(calls); look++) {
            for (int beat = 0; beat < BEATS_A_LOOK && workerLink != null; beat++) {
                workerLink.beatRelease();
            }
            switch (channel.lookForStall()) {
                case NONE -> {}
                case SILENT, LOST_WAKEUP -> channel.wakeBothSides();
                case BROKEN -> corrupt(channel, new WorkerProtocolException("stalled", null));
            }
            if (workerRung) {
                runWorker();
                channel.onBell();
            }
        }
        return isWorkerDead() || allDone(calls);
    }

    static boolean allDone(List<ProcessCall<?>> calls) {
        return calls.stream().allMatch(ProcessCall::isDone);
    }

    /** Buries the worker; what it had not begun is returned. */
    List<ProcessCall<?>> die() {
        List<ProcessCall<?>> unbegun = new ArrayList<>();
        channel.drain();
        channel.settle(call -> call.deliverFailure(new WorkerProtocolException(DIED, null)), unbegun::add);
        return unbegun;
    }

    /** Has calls run on a link where nothing goes wrong. */
    static void finishElsewhere(List<ProcessCall<?>> unbegun, PlainMemory elsewhere) {
        if (unbegun.isEmpty()) {
            return;
        }
        elsewhere.clear();
        ScriptedTask.during = number -> {};
        ScriptedLink link = new ScriptedLink(elsewhere, elsewhere);
        unbegun.forEach(call -> assertThat(link.place(call)).isTrue());
        link.runWorker();
        link.channel.onBell();
        assertThat(link.die()).isEmpty();
    }

    @Override
    public void counted(Channel counted) {
        // there is nothing to choose from
    }

    @Override
    public void progress(Channel where) {
        onProgress.run();
    }

    @Override
    public void corrupt(Channel where, WorkerProtocolException how) {
        if (how.getCause() instanceof CutMemory.Cut) {
            return; // this is the coordinator's own death, and the dead kill nobody
        }
        if (corrupt == null) {
            corrupt = how;
            onCorruption.run();
        }
    }

    @Override
    public boolean hasInitializer() {
        return hasInitializer;
    }

    @Override
    public boolean isSupervisor() {
        return isSupervisor;
    }

    @Override
    public boolean isCrowded() {
        return false;
    }

    @Override
    public void initialized(Channel where, byte @Nullable [] failure) {
        initialized++;
        initializerFailure = failure == null ? null : Failure.decode(failure, CODEC, "worker");
    }
}
