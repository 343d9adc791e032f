package dev.ringwork.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How a program with pools ends, seen from outside: its exit code, its stdout, its stderr, and that it ends. */
public abstract class ExitContract extends PoolContract {

    /** If a JVM takes longer to end, a pool that doesn't keep it alive goes unnoticed; nothing else depends on it. */
    private static final long HOLD_MILLIS = 300;

    protected ExitContract(PoolSource source) {
        super(source);
    }

    private record End(int code, List<String> out, String err) {}

    private End run(ExitPrograms program) throws IOException, InterruptedException {
        Path gates = Files.createTempDirectory(directory, program.name());
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ExitPrograms.class.getName(),
                        source().getClass().getName(),
                        String.valueOf(workers()),
                        program.name(),
                        gates.toString())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            openWhenMainIsOver(process, gates);
            assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS))
                    .as("%s ends", program)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new End(process.exitValue(), Files.readAllLines(out), Files.readString(err));
    }

    /**
     * What the program still has to do is done after its main, if at all: first it gets the time in which a JVM that nothing
     * keeps alive is gone.
     */
    private static void openWhenMainIsOver(Process process, Path gates) throws InterruptedException {
        Gate over = ExitPrograms.mainIsOver(gates);
        eventually(() -> over.hasArrived() || !process.isAlive());
        process.waitFor(HOLD_MILLIS, TimeUnit.MILLISECONDS);
        ExitPrograms.end(gates).open();
    }

    private void assertEnds(ExitPrograms program, int code, String... out) throws IOException, InterruptedException {
        End end = run(program);
        assertThat(end.err).as("stderr of %s", program).isEmpty();
        assertThat(end.out).as("stdout of %s", program).containsExactly(out);
        assertThat(end.code).as("exit code of %s", program).isEqualTo(code);
    }

    private static String[] times(int count, String line) {
        return Collections.nCopies(count, line).toArray(String[]::new);
    }

    @Test
    @DisplayName("test_interpreter_shutdown")
    void shouldCompleteItsWorkWhenMainReturns() throws Exception {
        assertEnds(ExitPrograms.RETURN_WITH_WORK, 0, times(workers() + 1, "apple"));
    }

    @Test
    void shouldEndWhenAnIdlePoolWasForgotten() throws Exception {
        assertEnds(ExitPrograms.RETURN_WITH_AN_IDLE_POOL, 0, times(workers(), "idle"));
    }

    @Test
    @DisplayName("test_hang_gh83386")
    void shouldCompleteItsWorkWhenShutDownBefore() throws Exception {
        assertEnds(ExitPrograms.RETURN_AFTER_SHUTDOWN, 0, times(workers() + 1, "apple"));
    }

    @Test
    @DisplayName("test_cancel_futures_wait_false")
    void shouldEndWhenEverythingWasCancelled() throws Exception {
        List<String> out = new ArrayList<>(List.of("2 cancelled"));
        out.addAll(Collections.nCopies(workers(), "apple"));
        assertEnds(ExitPrograms.RETURN_AFTER_CANCEL, 0, out.toArray(String[]::new));
    }

    @Test
    void shouldEndWhenEverythingWasCancelledBeforeWorkersWereUp() throws Exception {
        assertEnds(ExitPrograms.RETURN_AFTER_CANCEL_AT_ONCE, 0, "over", "over");
    }

    @Test
    void shouldCompleteTheWorkOfAllPoolsWhenThereAreMany() throws Exception {
        assertEnds(ExitPrograms.RETURN_WITH_MANY_POOLS, 0, times(5, "pool"));
    }

    @Test
    void shouldCompleteCallbacksWhenTheirTasksAreOver() throws Exception {
        assertEnds(ExitPrograms.RETURN_WITH_A_CALLBACK, 0, "late");
    }

    @Test
    void shouldAcceptFromCallbacksWhenMainHasReturned() throws Exception {
        assertEnds(ExitPrograms.SUBMIT_FROM_CALLBACKS, 0, "first", "second");
    }

    @Test
    void shouldCompleteItsWorkWhenMainThrows() throws Exception {
        End end = run(ExitPrograms.THROW_WITH_WORK);

        assertThat(end.out).containsExactly("apple");
        assertThat(end.code).isEqualTo(1);
        assertThat(end.err).contains("main is over");
    }

    @Test
    @DisplayName("test_submit_after_interpreter_shutdown")
    void shouldRejectWhenExitHasBegun() throws Exception {
        End end = run(ExitPrograms.SUBMIT_IN_A_HOOK);

        assertThat(end.err).isEmpty();
        assertThat(end.out).singleElement().asString().startsWith("rejected: the virtual machine is ending");
        assertThat(end.code).isZero();
    }

    @Test
    void shouldNotHangWhenAHookClosesIt() throws Exception {
        assertEnds(ExitPrograms.CLOSE_IN_A_HOOK, 3, "closed");
    }

    @Test
    void shouldHoldNothingUpWhenTheProgramExits() throws Exception {
        assertEnds(ExitPrograms.EXIT_WITH_WORK, 4);
    }

    @Test
    void shouldReportWhatFailedWhenNobodyElseWill() throws Exception {
        End end = run(ExitPrograms.EXECUTE_A_FAILURE);

        assertThat(end.err).contains("java.io.IOException: number 7", "Tasks.fail(");
        assertThat(end.code).isZero();
    }
}
