package dev.ringwork.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CallbackThreadTest {
    private final AtomicInteger refusals = new AtomicInteger();
    private final CountDownLatch noneDue = new CountDownLatch(1);
    private final List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    private final CallbackThread callbacks = new CallbackThread(noneDue::countDown, this::thread);

    /** None as long as there are refusals left: what starting one does is up to the JDK. */
    private Thread thread(Runnable work) {
        if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    }

    private void assertAllRun(Integer... numbers) throws InterruptedException {
        assertThat(noneDue.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(order).containsExactly(numbers);
        assertThat(callbacks.due()).isZero();
    }

    @Test
    void shouldRunWhatIsDueWhenTheNextCallbackComesAndAThreadCanBeHad() throws Exception {
        refusals.set(2);
        callbacks.execute(() -> order.add(1));
        callbacks.execute(() -> order.add(2));
        assertThat(callbacks.due()).isEqualTo(2);

        callbacks.execute(() -> order.add(3));

        assertAllRun(1, 2, 3);
    }

    @Test
    void shouldRunWhatIsDueWhenRetriedAndAThreadCanBeHad() throws Exception {
        refusals.set(2);
        callbacks.execute(() -> order.add(1));

        callbacks.retry();
        assertThat(callbacks.due()).isEqualTo(1);
        callbacks.retry();

        assertAllRun(1);
    }

    @Test
    void shouldKnowItsThreadWhenACallbackAsks() throws Exception {
        callbacks.execute(() -> order.add(callbacks.isOwnThread() ? 1 : 0));

        assertAllRun(1);
        assertThat(callbacks.isOwnThread()).isFalse();
    }
}
