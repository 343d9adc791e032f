package dev.ringwork.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a task does by itself, whichever pool it is of. */
@Tag("semantics")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PoolTaskTest {
    /** How long something must not happen, where only time can tell that it doesn't. */
    private static final long WHILE_MILLIS = 200;

    /** A task whose canceller is held up once it has taken the task back. */
    private static final class HeldUp extends PoolTask<Integer> {
        final AtomicBoolean revoked = new AtomicBoolean();
        final CountDownLatch takenBack = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        protected boolean isClaimed() {
            return false;
        }

        @Override
        protected boolean revoke() {
            return revoked.compareAndSet(false, true);
        }

        @Override
        protected void onEnding() {
            takenBack.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        protected void interruptRunning() {}

        @Override
        protected void spin(long mostNanos) {}

        @Override
        protected Executor callbackExecutor() {
            return Runnable::run;
        }

        @Override
        protected void onEnd(TaskEnd end) {}

        @Override
        public boolean awaitStopped(Duration timeout) {
            return true;
        }

        @Override
        protected String describe() {
            return "task";
        }
    }

    private static FutureTask<Boolean> start(Callable<Boolean> call) {
        FutureTask<Boolean> result = new FutureTask<>(call);
        Thread thread = new Thread(result, "canceller");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    @Test
    void shouldSayThatItIsCancelledWhenAnotherCancellerIsHeldUp() throws Exception {
        HeldUp task = new HeldUp();
        FutureTask<Boolean> first = start(() -> task.cancel(false));
        task.takenBack.await();

        FutureTask<Boolean> second = start(() -> task.cancel(false));
        assertThatThrownBy(() -> second.get(WHILE_MILLIS, TimeUnit.MILLISECONDS))
                .as("nobody knows yet how it ends")
                .isInstanceOf(TimeoutException.class);
        task.goOn.countDown();

        assertThat(first.get()).isTrue();
        assertThat(second.get()).isTrue();
    }
}
