package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringwork.run.PoorThreads;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LinesAsideTest {
    private final PoorThreads threads = new PoorThreads();
    private final AtomicInteger losses = new AtomicInteger();
    private final List<String> passed = new CopyOnWriteArrayList<>();
    private final LinesAside lines = new LinesAside("worker", this::pass, threads);

    private void pass(WorkerLine line) {
        if (losses.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new ScriptedLink.WantOfMemory();
        }
        passed.add(line.text());
    }

    private static WorkerLine line(String text) {
        return new WorkerLine("worker", 0, false, text);
    }

    @Test
    void shouldPassLinesOnWhenAThreadCanBeHadAgain() {
        threads.refuse(2);
        lines.offer(line("first"));
        lines.offer(line("second"));
        assertThat(passed).isEmpty();

        lines.offer(line("third"));

        await().untilAsserted(() -> assertThat(passed).containsExactly("first", "second", "third"));
    }

    @Test
    void shouldSayHowManyWereLostWhenThereIsNoMemoryToPassALineOn() {
        losses.set(1);
        lines.offer(line("lost"));
        await().until(() -> losses.get() == 0);

        lines.offer(line("next"));

        await().untilAsserted(() -> assertThat(passed)
                .containsExactly("next", "(1 lines were lost: workerOutput is slower than their writer)"));
    }
}
