package dev.ringwork.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringwork.os.Jvm;
import dev.ringwork.os.Means;
import dev.ringwork.os.OsTools;
import dev.ringwork.os.ProcSnapshot;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Descriptors, threads and memory that run out at each step of the making of a pool: it serves, or its calls fail with what was
 * wanting, and either way nothing is left of it. A limit that is lifted is forgotten.
 */
@Tag("system")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class LimitsIT {
    private static final Duration SETTLED = Duration.ofSeconds(20);
    private static final String THREADS = "nproc";
    /** A user that nobody is, so that no other process counts. */
    private static final int USER = 64_123;

    private static final String SMALL_WORKER =
            "-XX:CompressedClassSpaceSize=16m -XX:ReservedCodeCacheSize=16m -Xss256k";
    private static final List<String> SMALL_COORDINATOR =
            List.of("-Xlog:disable", "-XX:CompressedClassSpaceSize=16m", "-XX:ReservedCodeCacheSize=16m", "-Xint");
    private static final long ADDRESS_BYTES = 800L << 20;

    @TempDir
    private Path directory;

    private Process coordinator;
    private BufferedReader output;

    @AfterEach
    void end() throws InterruptedException {
        if (coordinator != null) {
            coordinator.destroyForcibly().waitFor();
        }
    }

    @Test
    void shouldServeOrFailCleanlyWhateverDescriptorsAreLeft() throws Exception {
        start(Jvm.command(quietWith(directory), LimitedCoordinator.class));
        List<String> answers = new ArrayList<>();
        for (int spare = 0; spare <= 14; spare++) {
            long most = highestDescriptor() + 1L + spare;
            answers.add(askUnderLimit("nofile", "Max open files", most));
        }
        assertServedAndRefused(answers, answer -> answer.contains("BrokenExecutorException"));
        assertThat(answers.get(0))
                .contains("a worker is started with descriptors to spare")
                .contains("ulimit -n");
    }

    @Test
    void shouldServeOrFailCleanlyWhateverThreadsAreLeft() throws Exception {
        List<String> command =
                OsTools.asOrdinaryUser(USER, Jvm.command(quietWith(directory), LimitedCoordinator.class));
        Files.setAttribute(directory, "unix:uid", USER);
        start(command);
        List<String> answers = new ArrayList<>();
        for (int spare : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 60}) {
            answers.add(askUnderLimit(THREADS, "Max processes", tasks() + spare));
        }
        assertServedAndRefused(
                answers,
                answer -> answer.contains("BrokenExecutorException")
                        || answer.contains("OutOfMemoryError: unable to create native thread"));
    }

    @Test
    void shouldFailCleanlyWhenAddressSpaceIsWanting() throws Exception {
        List<String> jvm = new ArrayList<>(quietWith(directory));
        jvm.addAll(SMALL_COORDINATOR);
        List<String> limited = OsTools.withLimit("as", ADDRESS_BYTES, Jvm.command(jvm, LimitedCoordinator.class));
        List<String> command = new ArrayList<>(List.of("env", "MALLOC_ARENA_MAX=1"));
        command.addAll(limited);
        start(command, SMALL_WORKER);
        ProcSnapshot before = snapshot();

        assertThat(ask("-Xlog:disable")).as("a worker of usual size").contains("before it was ready");
        assertSame(before, "a worker");
        assertThat(ask("ring=268435456 " + SMALL_WORKER))
                .as("a link as large as the limit")
                .contains("BrokenExecutorException");
        assertSame(before, "a link");
        assertThat(ask(SMALL_WORKER)).isEqualTo("served");
        assertSame(before, "a small one");
    }

    private static List<String> quietWith(Path temporary) {
        return List.of("-Xlog:disable", "-Djava.io.tmpdir=" + temporary);
    }

    private void start(List<String> command) throws IOException {
        start(command, "");
    }

    /** Starts it, and has it load what it needs for pools that serve and for such that don't. */
    private void start(List<String> command, String options) throws IOException {
        coordinator = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        output = coordinator.inputReader(StandardCharsets.UTF_8);
        assertThat(output.readLine()).isEqualTo("up");
        assertThat(ask(options)).isEqualTo("served");
        assertThat(ask(options + " heap=900000g")).contains("BrokenExecutorException");
        assertThat(ask(options)).isEqualTo("served");
        await().atMost(SETTLED)
                .until(() -> snapshot().sum("child") == 0 && snapshot().sum("thread ringwork") == 0);
    }

    /** Has a pool made under a soft limit, looks at what is left of it, and lifts the limit. */
    private String askUnderLimit(String resource, String name, long most) throws Exception {
        ProcSnapshot before = snapshot();
        String usual = softLimit(name);
        limit(resource, Long.toString(most));
        String answer = ask("");
        assertSame(before, resource + "=" + most + " " + answer);
        limit(resource, usual);
        return answer;
    }

    private void limit(String resource, String most) throws IOException, InterruptedException {
        String argument = "--" + resource + "=" + most + ":";
        List<String> prlimit = List.of(Means.program("prlimit", "util-linux"), "--pid=" + coordinator.pid(), argument);
        List<String> command = resource.equals(THREADS) ? OsTools.asOrdinaryUser(USER, prlimit) : prlimit;
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                .as(argument)
                .isZero();
    }

    /** From a line such as {@code Max open files  1024  524288  files}. */
    private String softLimit(String name) throws IOException {
        try (Stream<String> lines = Files.lines(proc("limits"))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(name.length()).strip().split(" +")[0])
                    .findFirst()
                    .orElseThrow();
        }
    }

    private int highestDescriptor() throws IOException {
        try (Stream<Path> all = Files.list(proc("fd"))) {
            return all.mapToInt(path -> Integer.parseInt(path.getFileName().toString()))
                    .max()
                    .orElseThrow();
        }
    }

    private long tasks() throws IOException {
        try (Stream<Path> all = Files.list(proc("task"))) {
            return all.count();
        }
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(coordinator.pid()), file);
    }

    private ProcSnapshot snapshot() throws IOException {
        return ProcSnapshot.of(coordinator.pid(), directory);
    }

    private void assertSame(ProcSnapshot before, String what) {
        await().atMost(SETTLED)
                .untilAsserted(
                        () -> assertThat(snapshot().moreThan(before)).as(what).isEmpty());
    }

    private String ask(String options) throws IOException {
        OutputStream out = coordinator.getOutputStream();
        out.write((options + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        String answer = output.readLine();
        assertThat(answer).as("the answer to a pool with options %s", options).isNotNull();
        return answer;
    }

    private void assertServedAndRefused(List<String> answers, Predicate<String> refusal) throws IOException {
        long served = answers.stream().filter("served"::equals).count();
        System.out.println("limits: served=" + served + " refused=" + (answers.size() - served));
        assertThat(answers).allMatch(answer -> answer.equals("served") || refusal.test(answer));
        assertThat(served).isPositive().isLessThan(answers.size());
        assertThat(ask("")).as("without a limit").isEqualTo("served");
    }
}
