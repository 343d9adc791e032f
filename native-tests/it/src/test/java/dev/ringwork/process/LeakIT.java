package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import dev.ringwork.os.CProgram;
import dev.ringwork.os.Jvm;
import dev.ringwork.os.OsTools;
import dev.ringwork.os.ProcSnapshot;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers and pools that come and go leave nothing: the coordinator's descriptors, mappings, threads, children, and the files
 * where it makes some, as the kernel shows them, are the same after as before. {@code -Drestarts=10000} for that many worker
 * JVMs and ten times as many pools.
 */
@Timeout(value = 3, unit = TimeUnit.HOURS)
class LeakIT {
    private static final int DEFAULT_RESTARTS = 60;
    private static final int DEFAULT_PEERS = 200;
    private static final int DEFAULT_POOLS = 1000;
    private static final int POOLS_A_RESTART = 10;
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final int SHARED_KIB = 64 * 1024;
    private static final Duration SETTLED = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private Path temporary;
    private Process coordinator;
    private BufferedReader answers;

    /** With shared memory and a temporary directory of its own, so that every file there is its. */
    @BeforeEach
    void start() throws Exception {
        temporary = Files.createDirectory(directory.resolve("tmp"));
        List<String> peer = CProgram.compile("peer", directory).command();
        List<String> command =
                Jvm.command(List.of("-Djava.io.tmpdir=" + temporary), Churn.class, peer.toArray(String[]::new));
        coordinator = new ProcessBuilder(OsTools.withTmpfs(SHARED_MEMORY, SHARED_KIB, command))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = coordinator.inputReader(StandardCharsets.UTF_8);
        assertThat(answers.readLine()).isEqualTo("up");
    }

    @AfterEach
    void end() {
        coordinator.destroyForcibly();
    }

    @Test
    void shouldLeaveNothingWhenWorkersRestart() throws Exception {
        shouldLeaveNothing("restarts " + Integer.getInteger("restarts", DEFAULT_RESTARTS), "restarts 4");
    }

    /** Whatever a coordinator may lose with a worker it loses here, too, and much sooner. */
    @Test
    void shouldLeaveNothingWhenWorkersInCRestart() throws Exception {
        shouldLeaveNothing("peers " + Integer.getInteger("restarts", DEFAULT_PEERS), "peers 4");
    }

    @Test
    void shouldLeaveNothingWhenPoolsComeAndGo() throws Exception {
        Integer restarts = Integer.getInteger("restarts");
        int pools = restarts == null ? DEFAULT_POOLS : POOLS_A_RESTART * restarts;
        shouldLeaveNothing("pools " + pools, "restarts 4", "peers 4", "pools 100");
    }

    /** The snapshot sees what it is there to see. */
    @Test
    void shouldSeeWhatAPoolHoldsWhileItLives() throws Exception {
        ask("restarts 4");
        await().atMost(SETTLED).until(() -> snapshot().sum("thread ringwork") == 0); // the keeper's, which lingers
        ProcSnapshot before = snapshot();

        assertThat(ask("hold")).isEqualTo("held");
        Map<String, Integer> more = snapshot().moreThan(before);
        assertThat(ask("release")).isEqualTo("released");

        assertThat(more)
                .containsEntry("descriptor pipe:[#]", 3)
                .containsEntry("child java", 1)
                .containsKey("mapping /dev/shm/ringwork-#-#/link (deleted)")
                .anySatisfy((kind, count) -> assertThat(kind).startsWith("thread ringwork"));
        awaitSame(before);
    }

    /**
     * The readers of the two pipes stay, and their descriptors, as long as there may be something to read. So does the thread
     * in which the JDK reaped the worker, which waits for them; a snapshot leaves those out.
     */
    @Test
    void shouldKeepTheReadersOfAPipeOnlyUntilTheGrandchildThatHoldsItIsGone() throws Exception {
        ask("restarts 4");
        ProcSnapshot before = snapshot();

        long grandchild = Long.parseLong(ask("grandchild"));
        try {
            await().atMost(SETTLED)
                    .untilAsserted(() -> assertThat(snapshot().moreThan(before))
                            .as("while it lives")
                            .containsOnly(entry("descriptor pipe:[#]", 2), entry("thread ProcessPool-# w", 2)));
            assertThat(WorkersOfTest.isAlive(grandchild)).isTrue();
        } finally {
            WorkersOfTest.kill(grandchild);
        }

        awaitSame(before);
    }

    private void shouldLeaveNothing(String command, String... warmUp) throws Exception {
        for (String warm : warmUp) {
            ask(warm);
        }
        ProcSnapshot before = snapshot();
        System.out.println("leaks: " + ask(command) + " before: " + summary(before));
        awaitSame(before);
        System.out.println("leaks: none; after: " + summary(snapshot()));
    }

    private void awaitSame(ProcSnapshot before) {
        await().atMost(SETTLED)
                .untilAsserted(() -> assertThat(snapshot().moreThan(before))
                        .as("more than before")
                        .isEmpty());
    }

    private static String summary(ProcSnapshot snapshot) {
        return "descriptors=" + snapshot.sum("descriptor") + " mappings=" + snapshot.sum("mapping") + " threads="
                + snapshot.sum("thread") + " children=" + snapshot.sum("child") + " zombies=" + snapshot.sum("zombie")
                + " files=" + snapshot.sum("file");
    }

    private ProcSnapshot snapshot() throws IOException {
        return ProcSnapshot.of(coordinator.pid(), SHARED_MEMORY, temporary);
    }

    private String ask(String command) throws IOException {
        OutputStream out = coordinator.getOutputStream();
        out.write((command + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        String answer = answers.readLine();
        assertThat(answer).as("the answer to %s", command).isNotNull();
        return answer;
    }
}
