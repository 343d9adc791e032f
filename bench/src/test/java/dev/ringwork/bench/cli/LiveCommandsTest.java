package dev.ringwork.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.WorkerOutput;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** {@code stat} and {@code top} with real workers, whose coordinator is the JVM of the test. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LiveCommandsTest {
    private static final long PID = ProcessHandle.current().pid();
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** More than the kernel gives. */
    private static final long NO_PROCESS = 1L << 40;

    private static ProcessPool pool(int workers) {
        return ProcessPool.builder()
                .maxWorkers(workers)
                .workerHeap("24m")
                .workerOutput(WorkerOutput.discard())
                .build();
    }

    private static int twice(int value) {
        return 2 * value;
    }

    private static int stay(int value) {
        while (!Thread.interrupted()) {
            LockSupport.park();
        }
        return value;
    }

    /** Asks until the answer is as expected; the last answer if it never is. */
    private static Typed until(Predicate<Typed> expected, Object... words) {
        long start = System.nanoTime();
        Typed typed;
        do {
            typed = Typed.line(words);
        } while (!expected.test(typed) && System.nanoTime() - start < LIMIT.toNanos());
        return typed;
    }

    @Test
    void shouldShowTheRunningCallAndThoseBehindItWhenAWorkerIsBusy() {
        try (ProcessPool pool = pool(1)) {
            long pid = workerAfterACall(pool);
            pool.submit(LiveCommandsTest::stay, 1);
            for (int i = 0; i < 5; i++) {
                pool.submit(LiveCommandsTest::twice, i);
            }

            Typed typed = until(answer -> answer.out().contains("\"queued\":5"), "stat", PID, "--json");
            pool.killWorkers();

            assertThat(typed.exit()).isZero();
            assertThat(typed.err()).isEmpty();
            assertThat(typed.out())
                    .startsWith("{\"coordinators\":[{\"pid\":" + PID + ",\"command\":\"")
                    .contains("\"workers\":[{\"pid\":" + pid + ",\"state\":\"busy\",\"queued\":5,")
                    .contains("\"workerParked\":false")
                    .containsPattern("\"callBytes\":[1-9]")
                    .containsPattern("\"resultBytes\":[1-9]")
                    .containsPattern("\"residentBytes\":[1-9][0-9]{6,}")
                    .endsWith("}]}]}\n");
        }
    }

    @Test
    void shouldShowATableWithIdleWorkersWhenNothingRuns() {
        try (ProcessPool pool = pool(2)) {
            pool.prestart();
            pool.submit(LiveCommandsTest::twice, 1).result();

            Typed typed = until(answer -> idle(answer) == 2, "stat", PID);

            assertThat(typed.exit()).isZero();
            assertThat(typed.out())
                    .contains(PID + "  ", "2 workers", "worker", "queued", "bytes out ", "bytes back ", "memory")
                    .containsPattern("idle +0 +[1-9][0-9,]* +[1-9][0-9,]* +parked");
        }
    }

    private static long idle(Typed typed) {
        return Pattern.compile(" idle +0 ").matcher(typed.out()).results().count();
    }

    @Test
    void shouldShowThatAWorkerIsStoppedWhenASignalHasStoppedIt() throws Exception {
        try (ProcessPool pool = pool(1)) {
            long pid = workerAfterACall(pool);
            signal("STOP", pid);
            Typed typed = until(answer -> answer.out().contains("stopped"), "stat", PID);
            signal("CONT", pid);

            assertThat(typed.out()).containsPattern(pid + " +stopped");
        }
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).start().waitFor();
    }

    private static long workerAfterACall(ProcessPool pool) {
        pool.submit(LiveCommandsTest::twice, 1).result();
        return pool.workers().get(0).pid();
    }

    @Test
    void shouldShowBytesASecondUntilThePoolIsGoneWhenOnTop() throws Exception {
        StringWriter out = new StringWriter();
        CompletableFuture<Integer> top;
        try (ProcessPool pool = pool(1)) {
            workerAfterACall(pool);
            CommandLine commandLine = Main.commandLine();
            commandLine.setOut(new PrintWriter(out, true));
            top = CompletableFuture.supplyAsync(
                    () -> commandLine.execute("top", String.valueOf(PID), "--interval", "0.1"));
            long start = System.nanoTime();
            while (!out.toString().contains("bytes out/s") && System.nanoTime() - start < LIMIT.toNanos()) {
                pool.submit(LiveCommandsTest::twice, 1).result();
            }
        }

        assertThat(top.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isZero();
        assertThat(out.toString())
                .containsPattern("bytes out +bytes back ")
                .containsPattern("bytes out/s +bytes back/s")
                .containsPattern(" +[1-9][0-9,]* +[1-9][0-9,]* +(parked|open) +(parked|open) +[+][0-9]+ ")
                .contains(" %\n")
                .doesNotContain("\033");
    }

    @Test
    void shouldSayWhatToDoWhenThereIsNoSuchProcess() {
        for (String command : new String[] {"stat", "top"}) {
            Typed typed = Typed.line(command, NO_PROCESS);

            assertThat(typed.exit()).isEqualTo(1);
            assertThat(typed.err()).contains("a process that runs is needed: pid=" + NO_PROCESS);
        }
    }

    @Test
    void shouldSayWhatToDoWhenAProcessHasNoPool() throws Exception {
        Process other = new ProcessBuilder("cat").start();
        try {
            Typed typed = Typed.line("stat", other.pid());

            assertThat(typed.exit()).isEqualTo(1);
            assertThat(typed.err()).contains("no pool of processes with a worker: pid=" + other.pid());
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void shouldSayWhereToRunItWhenAPoolHasPidsOfItsOwn() throws Exception {
        Path directory = Files.createDirectory(Path.of("target", "ringwork-def-" + Long.toHexString(PID)));
        Path file = Files.write(directory.resolve("link"), new byte[4096]);
        Process container = new ProcessBuilder(
                        "unshare", "--map-root-user", "--pid", "--fork", "--kill-child", "sleep", "60")
                .redirectInput(file.toFile())
                .start();
        try {
            Typed typed = until(
                    answer -> answer.err().contains("namespace=pid:") || !container.isAlive(), "stat", container.pid());
            requireNamespace(container);

            assertThat(typed.exit()).isEqualTo(1);
            assertThat(typed.err()).contains("namespace=pid:[").contains("run this in the container of that pool");
        } finally {
            container.destroyForcibly().waitFor();
            Files.delete(file);
            Files.delete(directory);
        }
    }

    /** Where there is none the test fails on CI, since a proof that was left out proves nothing, and is skipped elsewhere. */
    private static void requireNamespace(Process container) throws IOException {
        if (container.isAlive()) {
            return;
        }
        String message = "this test needs more of its system: a namespace of pids can't be made: exitCode="
                + container.exitValue() + " stderr="
                + new String(container.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip()
                + "; allow user namespaces, or run it as root";
        if (System.getenv("CI") != null) {
            fail(message);
        }
        abort(message);
    }

    @Test
    void shouldLeaveOutItsOwnDescriptorsWhenItHasALinkOpen() throws Exception {
        Path directory = Files.createDirectory(Path.of("target", "ringwork-fed-" + Long.toHexString(PID)));
        Path file = Files.write(directory.resolve("link"), new byte[4096]);
        try (FileChannel own = FileChannel.open(file)) {
            Typed typed = Typed.line("stat", PID);

            assertThat(own.isOpen()).isTrue();
            assertThat(typed.err()).doesNotContain("version=0");
        } finally {
            Files.delete(file);
            Files.delete(directory);
        }
    }

    @Test
    void shouldSayWhatItIsWhenAFileIsOnlyCalledLikeALink() throws Exception {
        Path directory = Files.createDirectory(Path.of("target", "ringwork-abc-" + Long.toHexString(PID)));
        Path file = Files.write(directory.resolve("link"), new byte[4096]);
        Process holder =
                new ProcessBuilder("sleep", "60").redirectInput(file.toFile()).start();
        try {
            Typed typed = Typed.line("stat", holder.pid());

            assertThat(typed.exit()).isEqualTo(1);
            assertThat(typed.err())
                    .contains("only a whole link file of this version (1) can be read: path=/proc/" + holder.pid()
                            + "/fd/0 version=0");
        } finally {
            holder.destroyForcibly().waitFor();
            Files.delete(file);
            Files.delete(directory);
        }
    }
}
