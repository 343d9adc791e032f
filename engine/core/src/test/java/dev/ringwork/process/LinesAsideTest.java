package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ringwork.run.PoorThreads;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LinesAsideTest {
    private static final int OFFERED = 100;
    /** Of 1 KiB: more than there is room for, and less than a pipe holds besides. */
    private static final int LINES = 300;

    private static final long LIMIT_MILLIS = 20_000;

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

    /** So its tasks wait for it, as with any pipe, and no more than that is kept; but a dead one's pipe is read to its end. */
    @Test
    void shouldWaitForRoomAsLongAsTheWriterIsThere() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        AtomicInteger read = new AtomicInteger();
        LinesAside slow = slow(open);
        String text = "x".repeat(1 << 10);
        Thread reader = new Thread(() -> {
            for (int i = 0; i < LINES; i++) {
                slow.put(line(text));
                read.getAndIncrement();
            }
        });
        reader.start();
        await().until(() -> reader.getState() == Thread.State.TIMED_WAITING);
        assertThat(read).hasValueBetween(1, LINES / 2);
        for (int i = 0; i < OFFERED; i++) {
            slow.offer(line(text)); // has room of its own, for 60 of these
        }

        slow.writerIsGone();

        reader.join(LIMIT_MILLIS);
        assertThat(read).as("nobody takes them yet").hasValue(LINES);
        open.countDown();
        slow.awaitPassed(TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS));
        assertThat(passed)
                .hasSize(LINES + 60 + 1)
                .contains("(40 lines were lost: workerOutput is slower than their writer)");
    }

    @Test
    void shouldWaitUntilWhatADeadWorkerHasWrittenIsPassedOn() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        LinesAside slow = slow(open);
        slow.put(line("first"));
        slow.put(line("second"));
        slow.writerIsGone();
        List<String> passedBefore = new CopyOnWriteArrayList<>();
        Thread waiting = new Thread(() -> {
            try {
                slow.awaitPassed(TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS));
                passedBefore.addAll(passed);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        waiting.start();
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        open.countDown();

        waiting.join(LIMIT_MILLIS);
        assertThat(passedBefore).containsExactly("first", "second");
    }

    /** The supervisor waits, and a line may take its consumer for ever. */
    @Test
    void shouldWaitNoLongerThanItMayWhenALineIsNotPassedOn() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        LinesAside slow = slow(open);
        slow.put(line("first"));
        slow.writerIsGone();

        slow.awaitPassed(1);

        assertThat(passed).isEmpty();
        open.countDown();
    }

    /** What the worker has started may write on. */
    @Test
    void shouldHaveRoomForMoreWhenItWasWaitedForWhatHasBeenPassedOn() throws Exception {
        lines.put(line("last words"));
        lines.writerIsGone();
        lines.awaitPassed(TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS));
        assertThat(passed).containsExactly("last words");

        lines.put(line("of another"));

        lines.awaitPassed(TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS));
        assertThat(passed).containsExactly("last words", "of another");
    }

    private LinesAside slow(CountDownLatch open) {
        return new LinesAside(
                "worker",
                line -> {
                    awaitUninterruptibly(open);
                    passed.add(line.text());
                },
                threads);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
