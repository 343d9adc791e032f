package dev.ringwork.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.os.Jvm;
import dev.ringwork.os.Seed;
import dev.ringwork.process.OnWorkerDeath;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A coordinator's own heap is full again and again, and again and again one of its workers is killed: each future that was accepted
 * ends, each pool closes. {@code -Dhungry.seconds=600} for longer.
 */
@Tag("system")
@Timeout(value = 40, unit = TimeUnit.MINUTES)
class WantOfMemoryIT {
    private static final int SECONDS = Integer.getInteger("hungry.seconds", 10);
    private static final int MOST_LINES = 60;
    private static final int LONGEST_PAUSE_MILLIS = 400;
    /** A future counts as lost after one, and a pool that does not close after another. */
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(SECONDS) + TimeUnit.MINUTES.toNanos(4);

    private static final List<String> SMALL_HEAP = List.of("-Xmx20m", "-Xlog:disable");

    private final SplittableRandom random = new SplittableRandom(Seed.announced("seed", WantOfMemoryIT.class));

    private Process coordinator;

    @TempDir
    private Path directory;

    @AfterEach
    void end() throws InterruptedException {
        coordinator.destroyForcibly().waitFor();
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndEveryFutureAndCloseWhenTheCoordinatorsHeapIsFullAgainAndAgain(OnWorkerDeath policy) throws Exception {
        String mark = Processes.mark("hungry");
        Path said = directory.resolve("stderr"); // also what the log says of each want of memory
        coordinator = new ProcessBuilder(Jvm.command(
                        SMALL_HEAP, HungryCoordinator.class, mark, policy.name(), Integer.toString(SECONDS)))
                .redirectError(said.toFile())
                .start();
        BufferedReader output = coordinator.inputReader(StandardCharsets.UTF_8);
        assertThat(output.readLine()).isEqualTo("up");

        int kills = killWorkers(mark, output);

        String seen = output.readLine();
        System.out.println("want of memory: policy=" + policy + " kills=" + kills + " " + seen);
        assertThat(seen).as(() -> end(said)).isNotNull().contains(" wrong=0 lost=0");
        assertThat(seen).doesNotContain("filled=0 ").doesNotContain("succeeded=0 ");
        assertThat(kills).isPositive();
        assertThat(coordinator.waitFor(1, TimeUnit.MINUTES)).as("it ends").isTrue();
    }

    private static String end(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private int killWorkers(String mark, BufferedReader output) throws IOException {
        int kills = 0;
        long start = System.nanoTime();
        while (!output.ready() && coordinator.isAlive()) {
            assertThat(System.nanoTime() - start)
                    .as("nanoseconds until it has said what it saw")
                    .isLessThan(MOST_NANOS);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_PAUSE_MILLIS)));
            List<Long> workers = Processes.marked(mark).stream()
                    .filter(pid -> pid != coordinator.pid())
                    .toList();
            if (!workers.isEmpty()) {
                long worker = workers.get(random.nextInt(workers.size()));
                ProcessHandle.of(worker).ifPresent(ProcessHandle::destroyForcibly);
                kills++;
            }
        }
        return kills;
    }
}
