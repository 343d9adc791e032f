package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The transitions, one after the other; what two threads see is for jcstress. */
class PollLockTest {
    private final PollLock lock = new PollLock();

    @Test
    void shouldHaveItsHolderPollOnceMoreWhenItWasAskedTo() {
        assertThat(lock.tryLock()).isTrue();
        assertThat(lock.lockOrAskAgain()).isFalse();
        assertThat(lock.lockOrAskAgain()).isFalse();

        assertThat(lock.unlock()).as("asked to poll once more").isFalse();
        assertThat(lock.tryLock()).as("it still holds the lock").isFalse();
        assertThat(lock.unlock()).isTrue();
        assertThat(lock.tryLock()).isTrue();
    }

    @Test
    void shouldAskForNothingWhenAPollInPassingFindsItHeld() {
        assertThat(lock.lockOrAskAgain()).isTrue();
        assertThat(lock.tryLock()).isFalse();
        assertThat(lock.unlock()).isTrue();
    }
}
