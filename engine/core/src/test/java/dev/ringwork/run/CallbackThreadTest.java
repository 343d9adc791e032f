package dev.ringwork.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallbackThreadTest {
    private final PoorThreads threads = new PoorThreads();
    private final CountDownLatch noneDue = new CountDownLatch(1);
    private final List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    private final CallbackThread callbacks = new CallbackThread(noneDue::countDown, threads);

    private void assertAllRun(Integer... numbers) throws InterruptedException {
        assertThat(noneDue.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(order).containsExactly(numbers);
        assertThat(callbacks.due()).isZero();
    }

    @Test
    void shouldRunWhatIsDueWhenTheNextCallbackComesAndAThreadCanBeHad() throws Exception {
        threads.refuse(2);
        callbacks.execute(() -> order.add(1));
        callbacks.execute(() -> order.add(2));
        assertThat(callbacks.due()).isEqualTo(2);

        callbacks.execute(() -> order.add(3));

        assertAllRun(1, 2, 3);
    }

    @Test
    void shouldRunWhatIsDueWhenRetriedAndAThreadCanBeHad() throws Exception {
        threads.refuse(2);
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
