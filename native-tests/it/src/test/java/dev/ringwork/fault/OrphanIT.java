package dev.ringwork.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.contract.Gate;
import dev.ringwork.os.Jvm;
import dev.ringwork.os.Means;
import dev.ringwork.os.Seed;
import dev.ringwork.process.KillsItsCoordinator;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.ProcessPoolBuilder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A coordinator is killed with its workers in every state: all are gone soon. {@code -Dorphan.trials=72} for more than 500 with
 * the kernel's help, and fewer without. The time is taken from the kill to the end of the last worker.
 */
@Timeout(value = 40, unit = TimeUnit.MINUTES)
class OrphanIT {
    private static final int TRIALS = Integer.getInteger("orphan.trials", 2);
    private static final Duration MOST = Duration.ofSeconds(1);
    /** A worker that ends itself must first come up, and its JVM must halt, both on a machine that is busy. */
    private static final Duration MOST_BY_ITSELF = Duration.ofSeconds(10);

    private static final Duration START = Duration.ofSeconds(30);
    private static final int LONGEST_START_MILLIS = 500;
    private static final double LONGEST_FORKED_SECONDS = 0.02;
    private static final long LOOK_NANOS = 200_000;

    private static final int SIGKILLED = 128 + 9;

    /** In all states, by who ends them. */
    private static final Map<String, List<Duration>> ALL = new TreeMap<>();

    private final SplittableRandom random = new SplittableRandom(Seed.announced("seed", OrphanIT.class));

    @TempDir
    private Path directory;

    /** What the workers do when their coordinator dies. */
    enum State {
        /** Its program runs, and nobody has told it anything: between the fork and its first words. */
        FORKED,
        STARTING,
        INITIALIZER,
        IDLE,
        LOOP,
        /** A loop in which a JVM doesn't come to a safepoint, without which it doesn't halt. */
        COUNTED_LOOP,
        NATIVE,
        SHORT_CALLS
    }

    @AfterAll
    static void sumUp() {
        ALL.forEach((how, times) -> System.out.println("orphans: all states by=" + how + " " + Quantiles.of(times)));
    }

    @ParameterizedTest
    @EnumSource
    void shouldLeaveNoWorkerWhenTheCoordinatorIsKilled(State state) throws Exception {
        kill(state, List.of());
    }

    /** The same where the kernel isn't asked to help. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "COUNTED_LOOP")
    void shouldEndItselfWhenTheKernelDoesNot(State state) throws Exception {
        kill(state, withoutSetpriv());
    }

    /** In a mount namespace where setpriv is another program. */
    private static List<String> withoutSetpriv() {
        String hide = "mount --bind /bin/true /usr/bin/setpriv && exec \"$@\"";
        List<String> prefix = new ArrayList<>(
                List.of(Means.program("unshare", "util-linux"), "--user", "--map-root-user", "--mount", "sh", "-c"));
        prefix.add(hide);
        prefix.add("sh");
        List<String> probe = new ArrayList<>(prefix);
        probe.add("true");
        Means.works(probe, "allow user namespaces (sysctl user.max_user_namespaces)");
        return prefix;
    }

    private void kill(State state, List<String> prefix) throws Exception {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < TRIALS; i++) {
            times.add(trial(state, prefix, i));
        }
        Duration most = prefix.isEmpty() ? MOST : MOST_BY_ITSELF;
        String how = prefix.isEmpty() ? "kernel" : "itself";
        System.out.println("orphans: state=" + state + " by=" + how + " " + Quantiles.of(times));
        ALL.computeIfAbsent(how, key -> new ArrayList<>()).addAll(times);
        assertThat(times).as("%s, %s", state, how).allMatch(time -> time.compareTo(most) <= 0);
    }

    private Duration trial(State state, List<String> prefix, int number) throws Exception {
        String mark = Processes.mark("orphan");
        Path work = Files.createDirectory(directory.resolve(state + "-" + prefix.size() + "-" + number));
        List<String> command = new ArrayList<>(prefix);
        String forked = Double.toString(random.nextDouble() * LONGEST_FORKED_SECONDS);
        command.addAll(Jvm.command(Coordinator.class, state.name(), work.toString(), mark, forked));
        Process coordinator = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            if (state == State.FORKED) {
                assertThat(coordinator.waitFor()).as("killed by its worker").isEqualTo(SIGKILLED);
                return untilGone(mark);
            }
            assertThat(coordinator.getInputStream().read()).as("a coordinator").isEqualTo('u');
            if (state == State.STARTING) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_START_MILLIS)));
            } else {
                gate(work).awaitArrival();
            }
            assertThat(Processes.marked(mark))
                    .as("a worker, and the coordinator")
                    .hasSizeGreaterThan(1);
        } finally {
            coordinator.destroyForcibly();
        }
        return untilGone(mark);
    }

    private static Duration untilGone(String mark) {
        long start = System.nanoTime();
        while (!Processes.marked(mark).isEmpty()) {
            Duration since = Duration.ofNanos(System.nanoTime() - start);
            if (since.compareTo(START) > 0) {
                Processes.marked(mark).forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
                return since;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Gate gate(Path work) {
        return new Gate(work, "worker");
    }

    /** A pool with one worker in a state. */
    static final class Coordinator {
        public static void main(String[] arguments) throws Exception {
            State state = State.valueOf(arguments[0]);
            Path work = Path.of(arguments[1]);
            Gate gate = gate(work);
            ProcessPoolBuilder builder = ProcessPool.builder().maxWorkers(1).jvmArguments(arguments[2]);
            if (state == State.INITIALIZER) {
                builder.initializer(() -> loop(gate)); // never ends
            }
            if (state == State.FORKED) {
                builder = KillsItsCoordinator.after(Double.parseDouble(arguments[3]), arguments[2], work);
            }
            ProcessPool pool = builder.build();
            pool.prestart();
            while (pool.workers().isEmpty()) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
            System.out.print('u');
            System.out.flush();
            switch (state) {
                case FORKED, STARTING, INITIALIZER -> {}
                case IDLE -> pool.submit(OrphanIT::arrive, gate).result();
                case LOOP -> pool.submit(OrphanIT::loop, gate);
                case COUNTED_LOOP -> pool.submit(OrphanIT::countedLoop, gate);
                case NATIVE -> {
                    Path pipe = work.resolve("pipe");
                    new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
                    pool.submit(OrphanIT::blockInRead, gate, pipe.toString());
                }
                case SHORT_CALLS -> {
                    for (int i = 0; i < 1000; i++) {
                        pool.submit(OrphanIT::shortCall, gate);
                    }
                }
            }
            while (System.in.read() >= 0) {
                System.out.print(pool.stats());
            }
        }
    }

    static int arrive(Gate gate) {
        gate.arrive();
        return 0;
    }

    static int loop(Gate gate) {
        gate.arrive();
        long count = 0;
        while (System.nanoTime() != 0) {
            count++;
        }
        return (int) count;
    }

    static int countedLoop(Gate gate) {
        int sum = count(1000);
        for (int i = 0; i < 20_000; i++) {
            sum += count(1000); // compiled from here on
        }
        gate.arrive();
        return sum + count(Integer.MAX_VALUE);
    }

    private static int count(int rounds) {
        int sum = 1;
        for (int i = 0; i < rounds; i++) {
            sum = sum * 31
                    + (sum ^ i) % 7
                    + (sum >>> 3) % 11; // divisions: too slow for an unlucky machine to finish early
        }
        return sum;
    }

    static int blockInRead(Gate gate, String pipe) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(pipe, "rw")) {
            gate.arrive();
            return file.read();
        }
    }

    static int shortCall(Gate gate) {
        gate.arrive();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        return 0;
    }
}
