package dev.ringwork.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.os.Jvm;
import dev.ringwork.os.Seed;
import dev.ringwork.process.OnWorkerDeath;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
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
    private static final int LONGEST_PAUSE_MILLIS = 400;
    private static final List<String> SMALL_HEAP = List.of("-Xmx20m", "-Xlog:disable");

    private final SplittableRandom random = new SplittableRandom(Seed.announced("seed", WantOfMemoryIT.class));

    private Process coordinator;

    @AfterEach
    void end() throws InterruptedException {
        coordinator.destroyForcibly().waitFor();
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndEveryFutureAndCloseWhenTheCoordinatorsHeapIsFullAgainAndAgain(OnWorkerDeath policy) throws Exception {
        String mark = Processes.mark("hungry");
        coordinator = new ProcessBuilder(Jvm.command(
                        SMALL_HEAP, HungryCoordinator.class, mark, policy.name(), Integer.toString(SECONDS)))
                .redirectError(ProcessBuilder.Redirect.DISCARD) // what the log says of each want of memory
                .start();
        BufferedReader output = coordinator.inputReader(StandardCharsets.UTF_8);
        assertThat(output.readLine()).isEqualTo("up");

        int kills = killWorkers(mark, output);

        String seen = output.readLine();
        System.out.println("want of memory: policy=" + policy + " kills=" + kills + " " + seen);
        assertThat(seen).contains(" wrong=0 lost=0");
        assertThat(seen).doesNotContain("filled=0 ").doesNotContain("succeeded=0 ");
        assertThat(kills).isPositive();
        assertThat(coordinator.waitFor(1, TimeUnit.MINUTES)).as("it ends").isTrue();
    }

    private int killWorkers(String mark, BufferedReader output) throws IOException {
        int kills = 0;
        while (!output.ready() && coordinator.isAlive()) {
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
