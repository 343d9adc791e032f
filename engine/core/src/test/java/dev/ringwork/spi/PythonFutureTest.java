package dev.ringwork.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.TaskFuture;
import dev.ringwork.TaskStatus;
import dev.ringwork.TaskTimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The scenarios of CPython's {@code test_future.py}, by their names there. CANCELLED and CANCELLED_AND_NOTIFIED are one
 * state here, since waiters are told inside {@code cancel}.
 */
@Tag("semantics")
@Timeout(60)
class PythonFutureTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private static TaskFuture<Integer> pending() {
        return TaskPromise.<Integer>create().future();
    }

    private static TaskFuture<Integer> running() {
        TaskPromise<Integer> promise = TaskPromise.create();
        promise.setRunningOrNotifyCancel();
        return promise.future();
    }

    private static TaskFuture<Integer> cancelled() {
        TaskFuture<Integer> future = pending();
        future.cancel(false);
        return future;
    }

    private static TaskFuture<Integer> failed() {
        TaskPromise<Integer> promise = TaskPromise.create();
        promise.setException(new IOException("failed"));
        return promise.future();
    }

    private static TaskFuture<Integer> succeeded() {
        TaskPromise<Integer> promise = TaskPromise.create();
        promise.setResult(42);
        return promise.future();
    }

    @Test
    @DisplayName("test_done_callback_with_result")
    void shouldPassTheResultToACallback() {
        TaskPromise<Integer> promise = TaskPromise.create();
        AtomicReference<Integer> seen = new AtomicReference<>();
        promise.future().onDone(done -> seen.set(done.result()));

        promise.setResult(5);

        assertThat(seen.get()).isEqualTo(5);
    }

    @Test
    @DisplayName("test_done_callback_with_exception")
    void shouldPassTheExceptionToACallback() {
        TaskPromise<Integer> promise = TaskPromise.create();
        AtomicReference<Throwable> seen = new AtomicReference<>();
        promise.future().onDone(done -> seen.set(done.exception()));

        promise.setException(new IOException("test"));

        assertThat(seen.get()).hasMessage("test");
    }

    @Test
    @DisplayName("test_done_callback_with_cancel")
    void shouldCallBackWhenCancelled() {
        TaskFuture<Integer> future = pending();
        AtomicReference<Boolean> seen = new AtomicReference<>();
        future.onDone(done -> seen.set(done.isCancelled()));

        assertThat(future.cancel(false)).isTrue();

        assertThat(seen.get()).isTrue();
    }

    @Test
    @DisplayName("test_done_callback_raises")
    void shouldRunTheNextCallbackWhenOneThrows() {
        TaskPromise<Integer> promise = TaskPromise.create();
        AtomicReference<String> seen = new AtomicReference<>("");
        promise.future().onDone(done -> {
            seen.set("raising ");
            throw new IllegalStateException("doh!");
        });
        promise.future().onDone(done -> seen.set(seen.get() + "next"));

        String logged = Logged.during(() -> promise.setResult(5));

        assertThat(seen.get()).isEqualTo("raising next");
        assertThat(logged).contains("a callback of a future failed", "doh!");
    }

    @Test
    void shouldLogAnErrorOfACallbackAndRunTheNext() {
        TaskPromise<Integer> promise = TaskPromise.create();
        AtomicReference<Integer> seen = new AtomicReference<>();
        promise.future().onDone(done -> {
            throw new StackOverflowError("doh!");
        });
        promise.future().onDone(done -> seen.set(done.result()));

        String logged = Logged.during(() -> promise.setResult(5));

        assertThat(seen.get()).isEqualTo(5);
        assertThat(logged).contains("a callback of a future failed", "doh!");
    }

    @Test
    @DisplayName("test_done_callback_already_successful")
    void shouldCallBackAtOnceWhenSuccessful() {
        AtomicReference<Integer> seen = new AtomicReference<>();

        succeeded().onDone(done -> seen.set(done.result()));

        assertThat(seen.get()).isEqualTo(42);
    }

    @Test
    @DisplayName("test_done_callback_already_failed")
    void shouldCallBackAtOnceWhenFailed() {
        AtomicReference<Throwable> seen = new AtomicReference<>();

        failed().onDone(done -> seen.set(done.exception()));

        assertThat(seen.get()).isInstanceOf(IOException.class);
    }

    @Test
    @DisplayName("test_done_callback_already_cancelled")
    void shouldCallBackAtOnceWhenCancelledBefore() {
        AtomicReference<Boolean> seen = new AtomicReference<>();

        cancelled().onDone(done -> seen.set(done.isCancelled()));

        assertThat(seen.get()).isTrue();
    }

    @Test
    @DisplayName("test_done_callback_raises_already_succeeded")
    void shouldLogWhenALateCallbackThrows() {
        String logged = Logged.during(() -> succeeded().onDone(done -> {
            throw new IllegalStateException("doh!");
        }));

        assertThat(logged).contains("a callback of a future failed", "doh!");
    }

    @Test
    @DisplayName("test_repr")
    void shouldNameStateAndOutcome() {
        assertThat(pending().toString()).contains("[PENDING]");
        assertThat(running().toString()).contains("[RUNNING]");
        assertThat(cancelled().toString()).contains("[CANCELLED]");
        assertThat(failed().toString()).contains("[FINISHED failed=java.io.IOException]");
        assertThat(succeeded().toString()).contains("[FINISHED succeeded]");
    }

    @Test
    @DisplayName("test_cancel")
    void shouldCancelOnlyWhatHasNotBegun() {
        TaskFuture<Integer> one = pending();
        assertThat(one.cancel(false)).isTrue();
        assertThat(one.status()).isEqualTo(TaskStatus.CANCELLED);
        TaskFuture<Integer> two = running();
        assertThat(two.cancel(false)).isFalse();
        assertThat(two.status()).isEqualTo(TaskStatus.RUNNING);
        TaskFuture<Integer> three = cancelled();
        assertThat(three.cancel(false)).isTrue();
        assertThat(three.status()).isEqualTo(TaskStatus.CANCELLED);
        for (TaskFuture<Integer> finished : List.of(failed(), succeeded())) {
            assertThat(finished.cancel(false)).isFalse();
            assertThat(finished.status()).isEqualTo(TaskStatus.FINISHED);
        }
    }

    private static void assertEach(
            Predicate<TaskFuture<Integer>> asked,
            boolean pending,
            boolean running,
            boolean cancelled,
            boolean finished) {
        assertThat(asked.test(pending())).isEqualTo(pending);
        assertThat(asked.test(running())).isEqualTo(running);
        assertThat(asked.test(cancelled())).isEqualTo(cancelled);
        assertThat(asked.test(failed())).isEqualTo(finished);
        assertThat(asked.test(succeeded())).isEqualTo(finished);
    }

    @Test
    @DisplayName("test_cancelled")
    void shouldBeCancelledOnlyWhenCancelled() {
        assertEach(TaskFuture::isCancelled, false, false, true, false);
    }

    @Test
    @DisplayName("test_done")
    void shouldBeDoneWhenCancelledOrFinished() {
        assertEach(TaskFuture::isDone, false, false, true, true);
    }

    @Test
    @DisplayName("test_running")
    void shouldBeRunningOnlyWhenBegunAndNotDone() {
        assertEach(TaskFuture::isRunning, false, true, false, false);
    }

    @Test
    @DisplayName("test_result_with_timeout")
    void shouldAnswerForItsResultWhenThereIsNoTime() {
        assertThatThrownBy(() -> pending().result(Duration.ZERO)).isInstanceOf(TaskTimeoutException.class);
        assertThatThrownBy(() -> running().result(Duration.ZERO)).isInstanceOf(TaskTimeoutException.class);
        assertThatThrownBy(() -> cancelled().result(Duration.ZERO)).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> failed().result(Duration.ZERO)).isInstanceOf(IOException.class);
        assertThat(succeeded().result(Duration.ZERO)).isEqualTo(42);
    }

    /** Starts a thread that acts once the calling thread waits. */
    private static Thread onceThisWaits(Runnable action) {
        Thread waiter = Thread.currentThread();
        Thread thread = new Thread(() -> {
            while (waiter.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            action.run();
        });
        thread.start();
        return thread;
    }

    @Test
    @DisplayName("test_result_with_success")
    void shouldWakeWhoWaitsForTheResultWhenItSucceeds() throws Exception {
        TaskPromise<Integer> promise = TaskPromise.create();
        Thread other = onceThisWaits(() -> promise.setResult(42));

        assertThat(promise.future().result(LONG)).isEqualTo(42);
        other.join();
    }

    @Test
    @DisplayName("test_result_with_cancel")
    void shouldWakeWhoWaitsForTheResultWhenItIsCancelled() throws Exception {
        TaskPromise<Integer> promise = TaskPromise.create();
        Thread other = onceThisWaits(() -> promise.future().cancel(false));

        assertThatThrownBy(() -> promise.future().result(LONG)).isInstanceOf(CancellationException.class);
        other.join();
    }

    @Test
    @DisplayName("test_exception_with_timeout")
    void shouldAnswerForItsExceptionWhenThereIsNoTime() {
        assertThatThrownBy(() -> pending().exception(Duration.ZERO)).isInstanceOf(TaskTimeoutException.class);
        assertThatThrownBy(() -> running().exception(Duration.ZERO)).isInstanceOf(TaskTimeoutException.class);
        assertThatThrownBy(() -> cancelled().exception(Duration.ZERO)).isInstanceOf(CancellationException.class);
        assertThat(failed().exception(Duration.ZERO)).isInstanceOf(IOException.class);
        assertThat(succeeded().exception(Duration.ZERO)).isNull();
    }

    @Test
    @DisplayName("test_exception_with_success")
    void shouldWakeWhoWaitsForTheExceptionWhenItFails() throws Exception {
        TaskPromise<Integer> promise = TaskPromise.create();
        Thread other = onceThisWaits(() -> promise.setException(new IOException("now")));

        assertThat(promise.future().exception(LONG)).isInstanceOf(IOException.class);
        other.join();
    }

    @Test
    @DisplayName("test_multiple_set_result")
    void shouldRefuseASecondResult() {
        TaskPromise<Integer> promise = TaskPromise.create();
        promise.setResult(1);

        assertThatThrownBy(() -> promise.setResult(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("status=FINISHED");
        assertThat(promise.future().result()).isEqualTo(1);
    }

    @Test
    @DisplayName("test_multiple_set_exception")
    void shouldRefuseASecondException() {
        TaskPromise<Integer> promise = TaskPromise.create();
        IOException first = new IOException("first");
        promise.setException(first);

        assertThatThrownBy(() -> promise.setException(new IOException("second")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("status=FINISHED");
        assertThat(promise.future().exception()).isSameAs(first);
    }
}
