package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ringwork.PoolStats;
import dev.ringwork.TaskFuture;
import dev.ringwork.os.CProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real coordinator with workers written in C, from the page on the memory layout and nothing else. */
class PeerIT {
    private static final int SMALL_RING = 1 << 13; // half of it has no room for the definition of a function
    private static final int WORKERS = 2;

    @TempDir
    static Path directory;

    private static Path runs;
    private static ProcessPool pool;

    @BeforeAll
    static void start() throws Exception {
        CProgram peer = CProgram.compile("peer", directory);
        runs = Files.createFile(directory.resolve("runs"));
        pool = ProcessPool.builder()
                .maxWorkers(WORKERS)
                .ringCapacity(SMALL_RING)
                .environment(Map.of("PEER_RUNS", runs.toString()))
                .workerProgram(peer.command())
                .build();
    }

    @AfterAll
    static void end() {
        pool.close();
        PoolStats stats = pool.stats();
        assertThat(stats.lostWakeups()).isZero();
        assertThat(stats.workers()).isZero();
    }

    @Test
    void shouldAnswerValuesWhenTheyFitIntoAWord() throws Exception {
        assertThat(call(14L)).isEqualTo(43L);
        assertThat(call(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE - 1);
        assertThat(call(2.5)).isEqualTo(-2.5);
        assertThat(call(true)).isEqualTo(false);
        assertThat(call(false)).isEqualTo(true);
        assertThat(call(null)).isNull();
    }

    @Test
    void shouldAnswerBytesWhateverTheirLength() throws Exception {
        int atOnce = SMALL_RING / 16 - 16;
        for (int length : new int[] {0, 1, 7, 8, atOnce - 1, atOnce, atOnce + 1, SMALL_RING, 1_000_003}) {
            assertThat(call(length)).as("made of %d", length).isEqualTo(PeerAnswers.bytes(length));
            assertThat(call(PeerAnswers.bytes(length)))
                    .as("length %d", length)
                    .isEqualTo(PeerAnswers.flipped(PeerAnswers.bytes(length)));
        }
    }

    @Test
    void shouldGiveBackEncodedValuesWhenItCannotReadThem() throws Exception {
        List<Object> value = List.of("a text", 1, List.of(2L, "x".repeat(SMALL_RING)));

        assertThat(call(value)).isEqualTo(value);
    }

    @Test
    void shouldFailOneCallWhenItIsNotForAWorkerInC() throws Exception {
        TaskFuture<Integer> future = pool.submit(() -> 1);

        assertThatThrownBy(() -> future.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .hasMessageContaining("this worker only knows functions of one argument");
        assertThat(call(1L)).isEqualTo(4L);
    }

    @Test
    void shouldRunEachCallOnceOrNeverWhenManyAreCancelled() throws Exception {
        long runsBefore = Files.size(runs);
        List<TaskFuture<Object>> futures = new ArrayList<>();
        for (long n = 0; n < 20_000; n++) {
            futures.add(submit(n));
            if (n % 3 == 0) {
                futures.get((int) (n / 2)).cancel(false);
            }
        }
        long succeeded = 0;
        for (int n = 0; n < futures.size(); n++) {
            TaskFuture<Object> future = futures.get(n);
            if (!future.isCancelled()) {
                assertThat(future.get(10, TimeUnit.SECONDS)).isEqualTo(3L * n + 1);
                succeeded++;
            }
        }

        assertThat(Files.size(runs) - runsBefore).isEqualTo(succeeded);
        assertThat(succeeded).isLessThan(futures.size());
    }

    @Test
    void shouldReplaceItWhenItIsKilled() throws Exception {
        call(1L);
        long pid = pool.workers().get(0).pid();

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        await().until(() -> pool.workers().stream().noneMatch(worker -> worker.pid() == pid));
        assertThat(call(2L)).isEqualTo(7L);
    }

    private static Object call(Object argument) throws Exception {
        return submit(argument).get(10, TimeUnit.SECONDS);
    }

    private static TaskFuture<Object> submit(Object argument) {
        return pool.submit(PeerAnswers::inC, argument);
    }
}
