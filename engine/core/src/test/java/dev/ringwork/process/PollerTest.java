package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ringwork.link.PlainMemory;
import dev.ringwork.link.TestLinks;
import dev.ringwork.run.SpinBudget;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PollerTest {
    private static final long AN_HOUR = TimeUnit.HOURS.toNanos(1);

    private final PlainMemory memory = new PlainMemory(ScriptedLink.SPEC.fileLength());
    private final ScriptedLink link = new ScriptedLink(memory, memory);
    private final ProcessCall<Object> call = ScriptedLink.square(1);

    /** One for which others' results flow as long as anyone watches. */
    private Poller pollerOfAFlow() {
        Poller[] poller = new Poller[1];
        poller[0] = poller(Duration.ofHours(1), () -> poller[0].isWatched() ? 1 : 0);
        return poller[0];
    }

    private Poller poller(Duration spin, IntSupplier work) {
        return new Poller(
                TestLinks.create(memory, ScriptedLink.SPEC, ScriptedLink.EPOCH).coordinatorDoor(),
                new SpinBudget(spin),
                () -> false,
                work,
                () -> {});
    }

    @AfterEach
    void forgetTheInterrupt() {
        Thread.interrupted();
    }

    @Test
    void shouldGiveTheLockBackWhenAnErrorPassesThrough() {
        AtomicInteger polls = new AtomicInteger();
        Poller poller = poller(Duration.ZERO, () -> {
            if (polls.getAndIncrement() == 0) {
                throw new ScriptedLink.WantOfMemory();
            }
            return 0;
        });

        assertThatExceptionOfType(ScriptedLink.WantOfMemory.class).isThrownBy(poller::poll);
        poller.poll();

        assertThat(polls).hasValue(2);
    }

    @Test
    void shouldLetAWaiterGoWhenItsTimeIsOverThoughOthersResultsFlow() {
        Poller poller = pollerOfAFlow();

        poller.watch(call, link.channel, TimeUnit.MILLISECONDS.toNanos(5));

        assertThat(call.isDone()).isFalse();
        assertThat(poller.isWatched()).isFalse();
    }

    @Test
    void shouldLetAWaiterGoWhenItIsInterruptedThoughOthersResultsFlow() {
        Poller poller = pollerOfAFlow();
        Thread.currentThread().interrupt();

        poller.watch(call, link.channel, AN_HOUR);

        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void shouldLetAWaiterGoWhenTheBudgetIsOverAndNothingComes() {
        Poller poller = poller(Duration.ofMillis(5), () -> 0);

        poller.watch(call, link.channel, AN_HOUR);

        assertThat(poller.isWatched()).isFalse();
    }
}
