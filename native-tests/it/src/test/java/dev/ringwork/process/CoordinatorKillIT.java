package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringwork.fault.Processes;
import dev.ringwork.memory.MappedFile;
import dev.ringwork.os.Jvm;
import dev.ringwork.os.Seed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Coordinators killed at random moments while they make link files: what they leave is swept, and what a living one has is
 * never touched. {@code -Dcoordinator.kills=500} for many.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class CoordinatorKillIT {
    private static final int KILLS = Integer.getInteger("coordinator.kills", 24);
    private static final int POOL_KILLS = Math.max(4, KILLS / 10);
    private static final int PAGE = 4096;
    private static final int LONGEST_CHURN_MICROS = 20_000;
    private static final int HELD = 3;
    /** Rounds before a child says that it is up: then its classes are loaded. */
    private static final int WARM = 20;

    private static final Duration WORKERS_GONE = Duration.ofSeconds(1);
    private static final Duration START = Duration.ofSeconds(60);

    private final SplittableRandom random = new SplittableRandom(Seed.announced("seed", CoordinatorKillIT.class));
    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path base;

    @AfterEach
    void endChildren() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void shouldSweepTheDeadAndSpareTheLivingWhenKilledWhileMakingFiles() throws Exception {
        Process holder = start(Jvm.command(LinkHolder.class, base.toString(), Integer.toString(HELD)));
        assertThat(holder.getInputStream().read()).as("swept before").isEqualTo('0');
        List<Path> living = directories();
        assertThat(living).hasSize(HELD);

        try (LinkFile own = LinkFile.create(base)) {
            for (int i = 0; i < KILLS; i++) {
                Process churn = child(Churn.class);
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(LONGEST_CHURN_MICROS)));
                kill(churn);
            }
            int left = directories().size() - HELD - 1;

            int swept = LinkSweeper.sweep(base);

            System.out.println("coordinator kills: kills=" + KILLS + " left=" + left + " swept=" + swept);
            assertThat(left)
                    .as("directories left, without which this proves nothing")
                    .isPositive();
            assertThat(swept).isEqualTo(left);
            assertThat(directories()).hasSize(HELD + 1).containsAll(living);
            assertThat(own.path()).exists();
            living.forEach(
                    directory -> assertThat(directory.resolve(LinkNames.FILE)).exists());
        }
        kill(holder);
        assertThat(LinkSweeper.sweep(base)).isEqualTo(HELD);
        assertThat(base).isEmptyDirectory();
    }

    /** The sweeper meets living makers at every step of theirs; they look after each file whether it is still there. */
    @Test
    void shouldNeverTakeAFileFromALivingMakerWhenSweepingAllTheTime() throws Exception {
        List<Process> makers = List.of(child(Churn.class), child(Churn.class));
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger rounds = new AtomicInteger();
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        Thread sweeper = new Thread(() -> {
            try {
                while (!over.get()) {
                    LinkSweeper.sweep(base);
                    rounds.incrementAndGet();
                }
            } catch (Throwable t) {
                failures.add(t);
            }
        });
        sweeper.start();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(60L * KILLS));
        await().atMost(START).until(() -> rounds.get() > KILLS || !failures.isEmpty());
        over.set(true);
        sweeper.join();

        System.out.println("sweeping all the time: rounds=" + rounds);
        assertThat(failures).isEmpty();
        assertThat(rounds).as("rounds, without which this proves nothing").hasValueGreaterThan(KILLS);
        for (Process maker : makers) {
            assertThat(maker.isAlive()).as(() -> "a maker: " + lastWords(maker)).isTrue();
            kill(maker);
        }
        LinkSweeper.sweep(base);
        assertThat(base).isEmptyDirectory();
    }

    /** Nobody but the next coordinator's pool does it, once its first worker is there. */
    @Test
    void shouldSweepTheDeadWhenTheNextPoolHasItsFirstWorker() throws Exception {
        Process dead = start(Jvm.command(LinkHolder.class, base.toString(), Integer.toString(HELD)));
        assertThat(dead.getInputStream().read()).isEqualTo('0');
        kill(dead);
        List<Path> left = directories();
        assertThat(left).hasSize(HELD);

        Process next = start(Jvm.command(Pools.class, base.toString(), Processes.mark("next")));

        await().atMost(START).untilAsserted(() -> assertThat(directories()).doesNotContainAnyElementsOf(left));
        assertThat(next.isAlive()).isTrue();
    }

    /** The name is gone before the worker is told of the file, so it makes no difference when the coordinator is killed. */
    @Test
    void shouldHaveNoFileWhenKilledWhileAWorkerStarts(@TempDir Path elsewhere) throws Exception {
        Path told = elsewhere.resolve("told");
        Process coordinator = start(Jvm.command(StartsForEver.class, base.toString(), told.toString()));

        await().atMost(START).until(() -> Files.exists(told));

        assertThat(base).as("while a worker starts").isEmptyDirectory();
        kill(coordinator);
        assertThat(base).as("and nobody has swept").isEmptyDirectory();
    }

    /** A kill may hit the few system calls in which a file has a name, seldom; all else leaves nothing to sweep. */
    @Test
    void shouldLeaveNothingWhenKilledWhileAPoolStarts() throws Exception {
        String mark = Processes.mark("pool-start");
        List<String> command = Jvm.command(Pools.class, base.toString(), mark);
        long whole = nanosOfAStart(command, mark);
        int leaving = 0;
        int withWorkers = 0;
        for (int i = 0; i < POOL_KILLS; i++) {
            Process coordinator = start(command);
            assertThat(coordinator.getInputStream().read()).isEqualTo(Pools.UP);
            LockSupport.parkNanos((long) (whole * (i + random.nextDouble()) / POOL_KILLS)); // early and late ones
            withWorkers += Processes.marked(mark).size() > 1 ? 1 : 0;
            kill(coordinator);

            await().pollInterval(Duration.ofMillis(5))
                    .atMost(WORKERS_GONE)
                    .until(() -> Processes.marked(mark), List::isEmpty);
            leaving += directories().isEmpty() ? 0 : 1;
            LinkSweeper.sweep(base);
        }
        System.out.println("pools killed at their start: kills=" + POOL_KILLS + " with workers=" + withWorkers
                + " leaving files=" + leaving + " within " + Duration.ofNanos(whole));
        assertThat(withWorkers)
                .as("kills when there was a worker, without which this proves nothing")
                .isPositive();
        assertThat(leaving).as("kills that left a file").isLessThanOrEqualTo(POOL_KILLS / 4);
        assertThat(base).isEmptyDirectory();
    }

    /** How long a pool takes from its first thread to its first result. */
    private long nanosOfAStart(List<String> command, String mark) throws Exception {
        Process coordinator = start(command);
        assertThat(coordinator.getInputStream().read()).isEqualTo(Pools.UP);
        long start = System.nanoTime();
        assertThat(coordinator.getInputStream().read()).isEqualTo(Pools.SERVES);
        long nanos = System.nanoTime() - start;
        kill(coordinator);
        await().atMost(WORKERS_GONE).until(() -> Processes.marked(mark), List::isEmpty);
        LinkSweeper.sweep(base);
        return nanos;
    }

    private List<Path> directories() throws IOException {
        try (Stream<Path> all = Files.list(base)) {
            return all.toList();
        }
    }

    /** Starts a child that says when it is up. */
    private Process child(Class<?> main) throws IOException {
        Process process = start(Jvm.command(main, base.toString()));
        assertThat(process.getInputStream().read()).isEqualTo('u');
        return process;
    }

    private Process start(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    private static String lastWords(Process process) {
        try {
            return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Makes link files and removes them, as fast as it can, until it is killed or one is gone too soon. */
    static final class Churn {
        public static void main(String[] arguments) throws IOException {
            Path base = Path.of(arguments[0]);
            for (int round = 0; ; round++) {
                if (round == WARM) {
                    System.out.print('u');
                    System.out.flush();
                }
                try (LinkFile file = LinkFile.create(base)) {
                    MappedFile.fill(file.channel(), file.path(), PAGE).close();
                    if (!Files.exists(file.path())) {
                        throw new IllegalStateException("swept while its maker lives: " + file.path());
                    }
                }
            }
        }
    }

    /** Uses a pool until it is killed, and says when it begins and when it has the first result. */
    static final class Pools {
        static final char UP = 'u';
        static final char SERVES = 's';

        public static void main(String[] arguments) {
            ProcessPool pool = ProcessPool.builder()
                    .maxWorkers(2)
                    .directory(Path.of(arguments[0]))
                    .jvmArguments(arguments[1])
                    .build();
            say(UP);
            pool.prestart();
            for (int i = 0; ; i++) {
                pool.submit(Math::abs, i).result();
                if (i == 0) {
                    say(SERVES);
                }
            }
        }

        private static void say(char what) {
            System.out.print(what);
            System.out.flush();
        }
    }

    /** Has a worker that makes a file when it is told of its link, and never opens that. */
    static final class StartsForEver {
        public static void main(String[] arguments) throws InterruptedException {
            ProcessPool pool = ProcessPool.builder()
                    .maxWorkers(1)
                    .directory(Path.of(arguments[0]))
                    .workerProgram(
                            List.of("sh", "-c", "head -c 1 >/dev/null && touch \"$0\" && cat >/dev/null", arguments[1]))
                    .build();
            pool.prestart();
            pool.submit(Math::abs, 1).result();
        }
    }
}
