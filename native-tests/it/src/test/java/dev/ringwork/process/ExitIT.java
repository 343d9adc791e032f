package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.contract.Gate;
import dev.ringwork.os.Jvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of a program that has a pool: its exit code, its stderr, and that no worker and no file is left. */
@Tag("semantics")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ExitIT {
    private static final int CALLS = 40;
    private static final int SIGKILLED = 137;
    private static final int SIGTERMED = 143;
    private static final long LIMIT_SECONDS = 40;

    @TempDir
    private Path directory;

    private Process program;

    @BeforeEach
    void makeDirectory() throws IOException {
        Files.createDirectory(directory.resolve("links"));
    }

    /** Whatever a test found, the program doesn't outlive it. */
    @AfterEach
    void killProgram() {
        program.destroyForcibly();
    }

    private void start(String scenario) throws IOException {
        program = new ProcessBuilder(Jvm.command(ExitScenarios.class, scenario, directory.toString()))
                .redirectOutput(file("stdout"))
                .redirectError(file("stderr"))
                .start();
    }

    private File file(String name) {
        return directory.resolve(name).toFile();
    }

    private String read(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }

    private int exitCode() throws InterruptedException {
        assertThat(program.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                .as("the program ends")
                .isTrue();
        return program.exitValue();
    }

    private void checkEnd(String scenario, int exitCode, String stdout) throws Exception {
        start(scenario);
        assertThat(exitCode()).as(read("stderr")).isEqualTo(exitCode);
        assertThat(read("stderr")).isEmpty();
        assertThat(read("stdout").strip()).isEqualTo(stdout);
        checkNothingLeft();
    }

    private void checkNothingLeft() throws IOException {
        Path pids = directory.resolve("pids");
        if (Files.exists(pids)) {
            List<Long> workers =
                    Files.readAllLines(pids).stream().map(Long::valueOf).toList();
            assertThat(workers).isNotEmpty();
            WorkersOfTest.awaitOrphansEnded(workers);
        }
        try (Stream<Path> links = Files.list(directory.resolve("links"))) {
            assertThat(links).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "returnWithAcceptedWork",
                "returnWithAcceptedWorkBeforeAnyWorkerIsUp",
                "returnWithCallbacksDue",
            })
    void shouldFinishAcceptedWorkWhenMainReturns(String scenario) throws Exception {
        checkEnd(scenario, 0, "");
        for (int i = 0; i < CALLS; i++) {
            assertThat(directory.resolve("mark" + i)).exists();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"returnWithAnIdlePool", "returnWithAnUnusedPool"})
    void shouldEndWhenAPoolIsForgotten(String scenario) throws Exception {
        checkEnd(scenario, 0, "");
    }

    @Test
    void shouldEndWhenThePoolWasClosed() throws Exception {
        checkEnd("returnAfterClose", 0, "42");
    }

    @Test
    void shouldExitAtOnceWhenToldToWhileWorking() throws Exception {
        checkEnd("exitWhileWorking", 7, "");
    }

    @Test
    void shouldLeaveNothingWhenHaltedWhileWorking() throws Exception {
        checkEnd("haltWhileWorking", 8, "");
    }

    @Test
    void shouldEndWhenMainThrows() throws Exception {
        start("throwWithAnIdlePool");

        assertThat(exitCode()).isEqualTo(1);
        checkNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"workForEver", "idleForEver", "nestForEver"})
    void shouldLeaveNoWorkerWhenKilled(String scenario) throws Exception {
        start(scenario);
        new Gate(directory, "working").awaitArrival();

        program.destroyForcibly();

        assertThat(exitCode()).isEqualTo(SIGKILLED);
        checkNothingLeft();
    }

    @Test
    void shouldLeaveNoWorkerWhenTerminatedWhileWorking() throws Exception {
        start("workForEver");
        new Gate(directory, "working").awaitArrival();

        program.destroy();

        assertThat(exitCode()).isEqualTo(SIGTERMED);
        assertThat(read("stderr")).isEmpty();
        checkNothingLeft();
    }

    @Test
    void shouldLeaveNothingWhenKilledWhileWorkersStart() throws Exception {
        start("returnWithAcceptedWorkBeforeAnyWorkerIsUp");
        while (program.children().noneMatch(ProcessHandle::isAlive)) {
            assertThat(program.isAlive()).isTrue();
            Thread.onSpinWait();
        }
        List<Long> workers = program.children().map(ProcessHandle::pid).toList();

        program.destroyForcibly();

        exitCode();
        WorkersOfTest.awaitOrphansEnded(workers);
    }

    @Test
    void shouldRejectWhatIsSubmittedInAShutdownHook() throws Exception {
        checkEnd("submitInAHook", 0, "rejected");
    }

    @Test
    void shouldNotHangWhenAShutdownHookClosesThePool() throws Exception {
        checkEnd("closeInAHook", 0, Integer.toString(CALLS * (CALLS - 1)));
    }

    @Test
    void shouldNotHangWhenACallbackExitsAndAShutdownHookClosesThePool() throws Exception {
        checkEnd("exitInACallback", 9, "closed");
    }

    @Test
    void shouldNotHangWhenAShutdownHookWaitsForACall() throws Exception {
        checkEnd("waitInAHook", 0, "5");
    }

    @Test
    void shouldReportTheRemoteStackWhenAnExecutedCommandFails() throws Exception {
        start("reportUncaught");

        assertThat(exitCode()).isZero();
        assertThat(read("stderr"))
                .contains("Exception in thread")
                .contains("nobody catches this")
                .contains("ExitScenarios.fail");
        checkNothingLeft();
    }

    @Test
    void shouldForwardWhatWorkersSay() throws Exception {
        start("forwardOutput");

        assertThat(exitCode()).isZero();
        String tag = "[ProcessPool-1 worker 0.1 (pid " + read("pids").strip() + ") #" + callId() + "] ";
        assertThat(read("stdout").lines()).containsExactly(tag + "out hello");
        assertThat(read("stderr").lines()).containsExactly(tag + "err hello");
        checkNothingLeft();
    }

    /** The id in what the future of the call says of itself. */
    private long callId() throws IOException {
        long id = Long.parseLong(read("call").replaceFirst(".* call ([0-9]+) of .*", "$1"));
        assertThat(id).isPositive();
        return id;
    }
}
