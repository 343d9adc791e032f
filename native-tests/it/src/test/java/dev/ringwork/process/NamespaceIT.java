package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringwork.contract.Tasks;
import dev.ringwork.os.Jvm;
import dev.ringwork.os.Means;
import dev.ringwork.os.OsTools;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Coordinators in containers that share a directory for link files: each is process 1, so a process id says nothing about
 * who lives. What the dead left is swept from wherever the next one starts; what the living have is touched from nowhere.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class NamespaceIT {
    private static final int HELD = 2;
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Path LAST_PID = Path.of("/proc/sys/kernel/ns_last_pid");

    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path base;

    @AfterEach
    void endChildren() throws InterruptedException {
        for (Process process : started) {
            kill(process);
        }
    }

    @Test
    void shouldSpareTheLivingWhenTheyHaveTheSamePidInOtherContainers() throws Exception {
        Holder first = hold(OsTools.inPidNamespace(holder(base)));
        Holder second = hold(OsTools.inPidNamespace(holder(base)));
        Holder outside = hold(holder(base));

        assertThat(List.of(first.swept(), second.swept(), outside.swept())).containsOnly(0);
        assertThat(LinkSweeper.sweep(base)).isZero();
        assertThat(directories()).hasSize(3 * HELD);
    }

    @Test
    void shouldSweepTheDeadOnlyWhenTheNextHasTheirPidInAnotherContainer() throws Exception {
        Holder dead = hold(OsTools.inPidNamespace(holder(base)));
        List<Path> ofTheDead = directories();
        Holder living = hold(OsTools.inPidNamespace(holder(base)));
        kill(dead.process());

        Holder next = hold(OsTools.inPidNamespace(holder(base)));

        assertThat(living.swept()).isZero();
        assertThat(next.swept()).isEqualTo(HELD);
        assertThat(directories()).hasSize(2 * HELD).doesNotContainAnyElementsOf(ofTheDead);
    }

    @Test
    void shouldSweepTheDeadFromOutsideAndFromWithin() throws Exception {
        kill(hold(OsTools.inPidNamespace(holder(base))).process());
        assertThat(LinkSweeper.sweep(base)).isEqualTo(HELD);

        kill(hold(holder(base)).process());
        assertThat(hold(OsTools.inPidNamespace(holder(base))).swept()).isEqualTo(HELD);
    }

    /** In one namespace, where the kernel is told which process id comes next. */
    @Test
    void shouldSweepTheDeadWhenTheNextHasTheirPid() throws Exception {
        Means.works(
                OsTools.inPidNamespace(List.of("sh", "-c", "echo 100 > " + LAST_PID)),
                "use a kernel with CONFIG_CHECKPOINT_RESTORE, whose " + LAST_PID + " can be written");

        assertThat(lines(OsTools.inPidNamespace(Jvm.command(PidUsedAgain.class, base.toString()))))
                .containsExactly("swept=" + HELD, "ofTheLiving=0", "left=" + HELD);
    }

    /** Whole pools, which find and use their link files with whatever pids their containers show them. */
    @Test
    void shouldServeWhenContainersShareTheirDirectory() throws Exception {
        List<String> inside = OsTools.inPidNamespace(Jvm.command(Pools.class, base.toString()));
        List<Process> pools = List.of(start(inside), start(inside), start(Jvm.command(Pools.class, base.toString())));
        // Where the sweeper meets a maker before its lock, the maker takes another name.
        await().atMost(SOON)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    LinkSweeper.sweep(base);
                    return pools.stream().noneMatch(Process::isAlive);
                });

        for (Process pool : pools) {
            assertThat(new String(pool.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("served");
        }
        assertThat(base).isEmptyDirectory();
    }

    /** The pids that its {@code /proc} shows aren't those that it gets from the kernel. */
    @Test
    void shouldServeWhenProcIsOfAnotherNamespace() throws Exception {
        List<String> inside = OsTools.inPidNamespaceWithProcFromOutside(Jvm.command(Pools.class, base.toString()));

        assertThat(lines(inside)).containsExactly("served");
        assertThat(base).isEmptyDirectory();
    }

    private static List<String> holder(Path base) {
        return Jvm.command(LinkHolder.class, base.toString(), Integer.toString(HELD));
    }

    /** A process that has some link files, and how many it swept before. */
    private record Holder(Process process, int swept) {}

    private Holder hold(List<String> command) throws IOException {
        Process process = start(command);
        return new Holder(process, sweptBy(process));
    }

    private Process start(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(process);
        return process;
    }

    /** What it prints, once it has ended well; what it says of a failure is in this test's output. */
    private List<String> lines(List<String> command) throws IOException, InterruptedException {
        Process process = start(command);
        List<String> lines;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            lines = out.lines().toList();
        }
        assertThat(process.waitFor())
                .as("exit code of a process that printed %s", lines)
                .isZero();
        return lines;
    }

    /** What a container or a shell runs is killed, then the one that waits for it ends: it is gone, and its locks. */
    private static void kill(Process process) throws InterruptedException {
        List<ProcessHandle> first = process.children().toList();
        first.forEach(ProcessHandle::destroyForcibly);
        if (first.isEmpty()) {
            process.destroyForcibly();
        }
        process.waitFor();
    }

    private static int sweptBy(Process holder) throws IOException {
        return Integer.parseInt(holder.inputReader(StandardCharsets.UTF_8).readLine());
    }

    private List<Path> directories() throws IOException {
        return directories(base);
    }

    private static List<Path> directories(Path base) throws IOException {
        try (Stream<Path> all = Files.list(base)) {
            return all.toList();
        }
    }

    /**
     * Has a holder killed, and another started that gets its pid; then sweeps. The first is a shell's child: the JDK reports
     * an end before it forgets the pid, so a child of its own that got the pid in between would count as ended.
     */
    static final class PidUsedAgain {
        private static final int MOST_TRIES = 20;

        public static void main(String[] arguments) throws Exception {
            Path base = Path.of(arguments[0]);
            for (int i = 0; i < MOST_TRIES; i++) {
                Process shell = new ProcessBuilder(OsTools.underShell(holder(base))).start();
                sweptBy(shell);
                long dead = shell.children().findFirst().orElseThrow().pid();
                kill(shell);
                Files.writeString(LAST_PID, Long.toString(dead - 1));
                Process next = new ProcessBuilder(holder(base)).start();
                int swept = sweptBy(next);
                if (next.pid() == dead) {
                    System.out.println("swept=" + swept);
                    System.out.println("ofTheLiving=" + LinkSweeper.sweep(base));
                    System.out.println("left=" + directories(base).size());
                    return; // and the next one with this process, the first of its namespace
                }
                next.destroyForcibly().waitFor(); // a thread of this JVM took the pid
                LinkSweeper.sweep(base);
            }
            System.out.println("no pid was used again: tries=" + MOST_TRIES);
        }
    }

    /** A few pools, one after the other. */
    static final class Pools {
        private static final int COUNT = 3;

        public static void main(String[] arguments) {
            for (int i = 0; i < COUNT; i++) {
                try (ProcessPool pool = ProcessPool.builder()
                        .maxWorkers(2)
                        .workerHeap("16m")
                        .directory(Path.of(arguments[0]))
                        .build()) {
                    pool.prestart();
                    if (pool.submit(Tasks::twice, i).result(SOON) != 2 * i) {
                        throw new IllegalStateException("a wrong result");
                    }
                }
            }
            System.out.print("served");
        }
    }
}
