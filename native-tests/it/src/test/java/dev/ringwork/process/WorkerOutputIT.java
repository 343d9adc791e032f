package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.ringwork.TaskFuture;
import dev.ringwork.TaskStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("semantics")
class WorkerOutputIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ConcurrentLinkedQueue<WorkerLine> lines = new ConcurrentLinkedQueue<>();

    private ProcessPool pool(int workers) {
        return ProcessPool.builder()
                .maxWorkers(workers)
                .workerHeap("64m")
                .workerOutput(lines::add)
                .build();
    }

    private List<WorkerLine> linesOnce(int count) {
        await().atMost(LIMIT).until(() -> lines.size() >= count);
        return List.copyOf(lines);
    }

    private static long idOf(TaskFuture<?> call) {
        return Long.parseLong(call.toString().replaceFirst(".* call ([0-9]+) of .*", "$1"));
    }

    @Test
    void shouldNameTheCallWhenATaskPrints() {
        try (ProcessPool pool = pool(1)) {
            TaskFuture<?> first = pool.submit(() -> System.out.println("eins"));
            TaskFuture<?> second = pool.submit(() -> System.err.println("zwei"));
            TaskFuture<?> third = pool.submit(() -> System.out.print("unfinished"));
            TaskFuture<?> fourth = pool.submit(() -> System.out.print("grün"));
            fourth.result();
            pool.submit(() -> System.out.print("")).result();
            pool.submit(() -> System.out.println("last")).result(); // which ends the unfinished line before it
            linesOnce(5);
            lines.removeIf(line -> line.text().equals("last"));
            assertThat(linesOnce(4))
                    .extracting(WorkerLine::call, WorkerLine::stderr, WorkerLine::text)
                    .containsExactly(
                            tuple(idOf(first), false, "eins"),
                            tuple(idOf(second), true, "zwei"),
                            tuple(idOf(third), false, "unfinished"),
                            tuple(idOf(fourth), false, "grün"));
            assertThat(Stream.of(first, second, third, fourth).map(WorkerOutputIT::idOf))
                    .doesNotContain(0L)
                    .doesNotHaveDuplicates();
            long pid = pool.workers().get(0).pid();
            assertThat(lines.peek().tagged())
                    .matches("\\[ProcessPool-\\d+ worker 0\\.1 \\(pid " + pid + "\\) #" + idOf(first) + "] eins");
        }
    }

    @Test
    void shouldKeepTheOrderOfBothStreams() {
        try (ProcessPool pool = pool(1)) {
            pool.submit(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            (i % 2 == 0 ? System.out : System.err).println(i);
                        }
                    })
                    .result();
            assertThat(linesOnce(1_000))
                    .extracting(WorkerLine::text)
                    .containsExactlyElementsOf(IntStream.range(0, 1_000)
                            .mapToObj(Integer::toString)
                            .toList());
        }
    }

    @Test
    void shouldGoOnWhenATaskWritesBytesOrClosesItsStreams() {
        try (ProcessPool pool = pool(1)) {
            pool.submit(() -> {
                        byte[] all = new byte[256 * 64];
                        for (int i = 0; i < all.length; i++) {
                            all[i] = (byte) i;
                        }
                        System.out.write(all);
                        for (byte b : all) {
                            System.out.write(b);
                        }
                        System.out.flush();
                    })
                    .result();
            pool.submit(() -> {
                        System.out.close();
                        System.err.close();
                        System.in.close();
                    })
                    .result();
            int read = pool.submit(() -> System.in.read()).result();
            assertThat(read).isEqualTo(-1);
            pool.submit(() -> System.out.println("still there")).result();
            await().atMost(LIMIT)
                    .until(() -> lines.stream().anyMatch(line -> line.text().equals("still there")));
            assertThat(lines.stream().filter(line -> line.text().indexOf('\0') >= 0))
                    .hasSizeGreaterThan(100);
            assertThat(pool.stats().workersLost()).isZero();
        }
    }

    @Test
    void shouldTakeWhatAProcessOfTheTaskWrites() {
        try (ProcessPool pool = pool(1)) {
            pool.submit(WorkerOutputIT::shell).result();
            assertThat(linesOnce(2))
                    .extracting(WorkerLine::call, WorkerLine::stderr, WorkerLine::text)
                    .containsExactlyInAnyOrder(tuple(0L, false, "out"), tuple(0L, true, "err"));
        }
    }

    private static @Nullable Object shell() throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", "printf 'o\\0ut\\n'; echo err >&2")
                .inheritIO()
                .start()
                .waitFor();
    }

    @Test
    void shouldLoseNoLineWhenATaskFloods() {
        int count = 200_000;
        try (ProcessPool pool = pool(2)) {
            TaskFuture<?> flood = pool.submit(() -> {
                for (int i = 0; i < 200_000; i++) {
                    System.out.println(i);
                }
            });
            for (int i = 0; i < 1_000; i++) {
                assertThat(pool.submit(Integer::sum, i, 1).result(LIMIT)).isEqualTo(i + 1);
            }
            flood.result(LIMIT);
            List<WorkerLine> all = linesOnce(count);
            assertThat(all).hasSize(count);
            int expected = 0;
            for (WorkerLine line : all) {
                assertThat(line.text()).isEqualTo(Integer.toString(expected++));
            }
        }
    }

    @Test
    void shouldHoldUpOnlyTheWriterWhenTheOutputBlocks() throws InterruptedException {
        CountDownLatch open = new CountDownLatch(1);
        try (ProcessPool pool = ProcessPool.builder()
                .maxWorkers(2)
                .workerHeap("64m")
                .workerOutput(line -> {
                    try {
                        open.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    lines.add(line);
                })
                .build()) {
            TaskFuture<?> writer = pool.submit(() -> {
                System.out.print("x".repeat(1 << 20));
            });
            await().atMost(LIMIT).until(() -> writer.status() == TaskStatus.RUNNING);
            for (int i = 0; i < 100; i++) {
                assertThat(pool.submit(Integer::sum, i, 1).result(LIMIT)).isEqualTo(i + 1);
            }
            assertThat(writer.status()).isEqualTo(TaskStatus.RUNNING);
            open.countDown();
            writer.result(LIMIT);
        } finally {
            open.countDown();
        }
        await().atMost(LIMIT)
                .until(() ->
                        lines.stream().mapToInt(line -> line.text().length()).sum() == 1 << 20);
    }

    @Test
    void shouldGoOnWhenTheOutputThrows() {
        try (ProcessPool pool = ProcessPool.builder()
                .maxWorkers(1)
                .workerHeap("64m")
                .workerOutput(line -> {
                    lines.add(line);
                    throw new IllegalStateException("a user's mistake, in this test's log on purpose");
                })
                .build()) {
            pool.submit(() -> System.out.println("one")).result();
            pool.submit(() -> System.out.println("two")).result();
            assertThat(linesOnce(2)).extracting(WorkerLine::text).containsExactly("one", "two");
        }
    }
}
