package dev.ringwork.process;

import dev.ringwork.WhenFull;
import dev.ringwork.function.SerializableRunnable;
import dev.ringwork.link.LinkSpec;
import dev.ringwork.wire.ValueCodec;
import java.io.ObjectInputFilter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Options of a {@link ProcessPool}, made by {@link ProcessPool#builder()}. A value that makes no sense is refused when it is set; what two
 * options mean together, and whether the {@link #initializer} can cross, is checked by {@link #build}. Whether a JVM starts with
 * {@link #jvmArguments}, {@link #classPath} and {@link #environment} shows when the first worker does.
 */
public final class ProcessPoolBuilder {
    /** Longer than it takes to wake a parked thread, so that one hiccup does not make both sides park for good. */
    private static final Duration DEFAULT_SPIN = Duration.ofNanos(100_000);

    private static final Duration SHORTEST_STALL = Duration.ofMillis(500);
    private static final int DEFAULT_RING_BYTES = 1 << 20;

    private int maxWorkers = Runtime.getRuntime().availableProcessors();
    private @Nullable SerializableRunnable initializer;
    private int queueCapacity = Integer.MAX_VALUE;
    private WhenFull whenFull = WhenFull.REJECT;
    private String workerHeap = "256m";
    private List<String> jvmArguments = List.of();
    private Map<String, String> environment = Map.of();
    private Path workingDirectory = Path.of("").toAbsolutePath();
    private @Nullable String classPath;
    private int ringCapacity = DEFAULT_RING_BYTES;
    private @Nullable Path directory;
    private Duration spin = DEFAULT_SPIN;
    private ObjectInputFilter filter = ValueCodec.defaultFilter();
    private WorkerOutput workerOutput = WorkerOutput.forward();
    private int maxTasksPerWorker = Integer.MAX_VALUE;
    private @Nullable Duration idleTimeout;
    private @Nullable Duration callTimeout;
    private @Nullable Duration stallTimeout;
    private OnWorkerDeath onWorkerDeath = OnWorkerDeath.ISOLATE;
    private List<String> workerProgram = List.of();

    ProcessPoolBuilder() {}

    /**
     * Sets the most worker JVMs; unless set as many as there are processors.
     *
     * @param workers at least 1
     * @return this
     */
    public ProcessPoolBuilder maxWorkers(int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("a pool needs at least one worker: maxWorkers=" + workers);
        }
        maxWorkers = workers;
        return this;
    }

    /**
     * Sets what each worker does before its first call. When it throws, the pool is broken, with that as the cause.
     *
     * @param work the initializer; what it captures crosses with it
     * @return this
     */
    public ProcessPoolBuilder initializer(SerializableRunnable work) {
        initializer = Objects.requireNonNull(work, "work");
        return this;
    }

    /**
     * Limits how many calls may wait besides those that the workers run: with {@link ProcessPool#resize} the whole moves along.
     *
     * @param calls at least 0
     * @return this
     */
    public ProcessPoolBuilder queueCapacity(int calls) {
        if (calls < 0) {
            throw new IllegalArgumentException("a queue can't hold less than nothing: queueCapacity=" + calls);
        }
        queueCapacity = calls;
        return this;
    }

    /**
     * Sets what happens to a submission that finds no room, which takes a {@link #queueCapacity}.
     *
     * @param policy the policy; {@link WhenFull#REJECT} unless set
     * @return this
     */
    public ProcessPoolBuilder whenFull(WhenFull policy) {
        whenFull = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Sets the largest heap of a worker, as {@code -Xmx} takes it; 256m unless set.
     *
     * @param size a number and k, m or g
     * @return this
     */
    public ProcessPoolBuilder workerHeap(String size) {
        if (!isHeapSize(size)) {
            throw new IllegalArgumentException(
                    "a heap size is a number, perhaps followed by k, m or g: workerHeap=" + size + "; say 256m");
        }
        workerHeap = size;
        return this;
    }

    /** A loop and no pattern, which every pool that is made would pay for. */
    private static boolean isHeapSize(String size) {
        int digits = 0;
        while (digits < size.length() && size.charAt(digits) >= '0' && size.charAt(digits) <= '9') {
            digits++;
        }
        boolean isUnitLast = digits == size.length() - 1 && "kKmMgG".indexOf(size.charAt(digits)) >= 0;
        return digits > 0 && size.charAt(0) != '0' && (digits == size.length() || isUnitLast);
    }

    /**
     * Sets arguments for the workers' JVM. They come after the pool's own, so they win.
     *
     * @param arguments such as {@code -XX:ActiveProcessorCount=1}
     * @return this
     */
    public ProcessPoolBuilder jvmArguments(String... arguments) {
        jvmArguments = List.of(arguments);
        return this;
    }

    /**
     * Sets environment variables of the workers, besides those of this process. {@code JAVA_TOOL_OPTIONS} and its like are
     * not inherited; here they can be set.
     *
     * @param variables names, neither empty nor with {@code =} or NUL in them, and values without NUL
     * @return this
     */
    public ProcessPoolBuilder environment(Map<String, String> variables) {
        Map<String, String> copy = Map.copyOf(variables);
        copy.forEach(ProcessPoolBuilder::checkVariable);
        environment = copy;
        return this;
    }

    private static void checkVariable(String name, String value) {
        if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "a variable's name isn't empty and has no = and no NUL in it: environment name=\"" + visible(name)
                            + "\"; name and value are key and value of the map");
        }
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a variable's value has no NUL in it: environment name=\"" + name
                    + "\" value=\"" + visible(value) + "\"; encode it otherwise");
        }
    }

    private static String visible(String text) {
        return text.replace("\0", "\\0");
    }

    /**
     * Sets the workers' working directory; this process's unless set.
     *
     * @param path an existing directory
     * @return this
     */
    public ProcessPoolBuilder workingDirectory(Path path) {
        workingDirectory = existing("workingDirectory", path);
        return this;
    }

    private static Path existing(String option, Path path) {
        if (!Files.isDirectory(path)) {
            throw new IllegalArgumentException("an existing directory is needed: " + option + "=" + path + "; make it");
        }
        return path.toAbsolutePath();
    }

    /**
     * Sets the class path on which workers find the classes of functions and arguments. Unless set it is this JVM's own, and
     * what the context class loader adds to it when that loads from files; a Spring Boot jar is entered by its own launcher.
     * A worker that can't find a class says so in the failure of the call, which names the class.
     *
     * <p>Ringwork and its libraries need not be named: workers use the ones of this JVM, if those are files of their own.
     *
     * @param path entries separated by the system's path separator; relative ones start at this process's directory
     * @return this
     */
    public ProcessPoolBuilder classPath(String path) {
        classPath = Objects.requireNonNull(path, "path");
        return this;
    }

    /**
     * Sets the bytes of each of a worker's two rings; 1 MiB unless set. Larger calls and results go through in pieces.
     *
     * @param bytes a power of two from 4,096 to 536,870,912
     * @return this
     */
    public ProcessPoolBuilder ringCapacity(int bytes) {
        ringCapacity = LinkSpec.checkRing("ringCapacity", bytes);
        return this;
    }

    /**
     * Sets where link files live until both sides have mapped them; /dev/shm when it has room, else the temporary
     * directory, unless set.
     *
     * @param path an existing directory, on memory rather than on a disk, where other users can't replace files: neither it nor one
     *     above it may be writable by others or a group without being sticky, or belong to another user than this one or root
     * @return this
     */
    public ProcessPoolBuilder directory(Path path) {
        directory = existing("directory", path);
        return this;
    }

    /**
     * Sets how long an idle worker or a waiting caller may burn CPU before it parks.
     *
     * @param most zero or more; zero parks at once
     * @return this
     */
    public ProcessPoolBuilder spin(Duration most) {
        if (most.isNegative()) {
            throw new IllegalArgumentException("nobody spins for less than no time: spin=" + most);
        }
        spin = most;
        return this;
    }

    /**
     * Sets which classes a result may bring into this JVM: values, parts of values, and the exceptions of failed calls. Unless set, well
     * known gadgets are refused.
     *
     * <p>It takes the place of that list, which can't be had to be merged with it: what it leaves undecided is read, too. An allow list, which
     * ends in {@code !*}, has no need of the other. The limits that follow from a message hold whatever it says: what arrays and hash tables
     * announce, how deep values nest, how much hashing they cost. It isn't asked about what has a form of its own, such as strings and lists, nor
     * about what a {@code TaskCodec} reads. A filter of the whole JVM ({@code jdk.serialFilter}) isn't asked besides, unless a
     * {@code jdk.serialFilterFactory} joins the two.
     *
     * <p>It guards this JVM against its workers, so it is asked about results and not about functions and arguments. Workers
     * have the default filter for what this JVM sends them: whose code they run has no need of gadgets.
     *
     * @param classes asked for every class, array and limit; {@code REJECTED} fails that result's future
     * @return this
     */
    public ProcessPoolBuilder deserializationFilter(ObjectInputFilter classes) {
        filter = Objects.requireNonNull(classes, "classes");
        return this;
    }

    /**
     * Sets where the workers' stdout and stderr go; to this JVM's own, line by line with the worker's name and the call's id,
     * unless set.
     *
     * @param output takes lines
     * @return this
     */
    public ProcessPoolBuilder workerOutput(WorkerOutput output) {
        workerOutput = Objects.requireNonNull(output, "output");
        return this;
    }

    /**
     * Replaces each worker after so many calls; a chunk of a {@code map} counts as one. Unless set workers live as long as
     * the pool.
     *
     * @param calls at least 1
     * @return this
     */
    public ProcessPoolBuilder maxTasksPerWorker(int calls) {
        if (calls < 1) {
            throw new IllegalArgumentException("a worker runs at least one call: maxTasksPerWorker=" + calls);
        }
        maxTasksPerWorker = calls;
        return this;
    }

    /**
     * Ends workers that had nothing to do for so long; they start again when needed. Unless set they stay.
     *
     * @param timeout more than zero
     * @return this
     */
    public ProcessPoolBuilder idleTimeout(Duration timeout) {
        idleTimeout = positive("idleTimeout", timeout);
        return this;
    }

    /**
     * Limits how long a call may run, counted from when a worker begins it; while this process is stopped for longer than half a second no time passes. One that
     * runs longer fails with {@link dev.ringwork.TaskTimeoutException}, and its worker is killed and replaced; other calls don't
     * notice.
     * The chunks of a {@code map} then hold one input each, unless {@code chunkSize} says otherwise: a chunk is one call.
     *
     * @param timeout more than zero
     * @return this
     */
    public ProcessPoolBuilder callTimeout(Duration timeout) {
        callTimeout = positive("callTimeout", timeout);
        return this;
    }

    /**
     * Limits how long a worker's process may stand still: stopped by a signal, swapped out, or given no time. One that does so for
     * longer is killed, and once it is gone the call that it ran fails with {@link dev.ringwork.WorkerDiedException}. Unless set it is
     * waited for; calls that it has not begun move to others either way. A long call is no standstill, but a pause of the
     * worker's JVM is: choose a timeout longer than any of those. A worker that comes up has at least half a minute.
     *
     * @param timeout half a second or more
     * @return this
     */
    public ProcessPoolBuilder stallTimeout(Duration timeout) {
        if (timeout.compareTo(SHORTEST_STALL) < 0) {
            throw new IllegalArgumentException(
                    "a worker may stand still for a moment: stallTimeout=" + timeout + " least=" + SHORTEST_STALL);
        }
        stallTimeout = timeout;
        return this;
    }

    private static Duration positive(String option, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("a timeout is more than zero: " + option + "=" + duration);
        }
        return duration;
    }

    /**
     * Sets what happens when a worker dies without having been told to.
     *
     * @param policy the policy; {@link OnWorkerDeath#ISOLATE} unless set
     * @return this
     */
    public ProcessPoolBuilder onWorkerDeath(OnWorkerDeath policy) {
        onWorkerDeath = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /** Has workers be this program rather than a JVM: for tests, whose worker in C speaks the same protocol. */
    ProcessPoolBuilder workerProgram(List<String> command) {
        workerProgram = List.copyOf(command);
        return this;
    }

    /**
     * Makes the pool. No worker starts before the first call.
     *
     * @return an open pool
     * @throws IllegalArgumentException when {@link #whenFull} was set without {@link #queueCapacity}, or the {@link #initializer} can't
     *     be serialized
     */
    public ProcessPool build() {
        ProcessPoolOptions options = options();
        FirstStart.prepareAside();
        return ProcessPool.of(options);
    }

    ProcessPoolOptions options() {
        return new ProcessPoolOptions(
                maxWorkers,
                initializer,
                queueCapacity,
                whenFull,
                workerHeap,
                jvmArguments,
                environment,
                workingDirectory,
                classPath,
                new LinkSpec(LinkSpec.DEFAULT_CLAIM_SLOTS, ringCapacity, ringCapacity),
                directory,
                spin,
                filter,
                workerOutput,
                maxTasksPerWorker,
                idleTimeout,
                callTimeout,
                stallTimeout,
                onWorkerDeath,
                workerProgram);
    }
}
