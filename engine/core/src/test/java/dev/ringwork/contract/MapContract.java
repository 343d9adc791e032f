package dev.ringwork.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.MapOptions;
import dev.ringwork.MapResult;
import dev.ringwork.PoolExecutor;
import dev.ringwork.TaskTimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code map} with all its options. */
public abstract class MapContract extends PoolContract {
    private static final int SIZE = 7;
    private static final List<Integer> INPUTS = IntStream.range(0, SIZE).boxed().toList();
    private static final List<Integer> TWICE = INPUTS.stream().map(Tasks::twice).toList();

    /** An input that never ends and counts what was pulled. */
    private static final class Endless implements Iterable<Integer> {
        private final AtomicInteger pulled = new AtomicInteger();

        @Override
        public Iterator<Integer> iterator() {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return true;
                }

                @Override
                public Integer next() {
                    return pulled.getAndIncrement();
                }
            };
        }
    }

    @Test
    void shouldKeepTheOrderWhateverTheChunkSize() {
        PoolExecutor pool = pool(3);
        for (int chunk = 0; chunk <= SIZE + 1; chunk++) {
            assertThat(pool.map(Tasks::twice, INPUTS, MapOptions.defaults().chunkSize(chunk))
                            .toList())
                    .as("chunkSize=%d", chunk)
                    .isEqualTo(TWICE);
        }
    }

    @Test
    void shouldKeepTheOrderAndTheLimitWhateverTheBufferSize() {
        PoolExecutor pool = pool(3);
        for (int buffer : new int[] {1, 2, SIZE, 2 * SIZE}) {
            for (int chunk : new int[] {0, 1, 3, SIZE}) {
                Endless inputs = new Endless();
                MapOptions options = MapOptions.defaults().bufferSize(buffer).chunkSize(chunk);
                try (MapResult<Integer> results = pool.map(Tasks::twice, inputs, options)) {
                    for (int taken = 0; taken < 3 * SIZE; taken++) {
                        assertThat(inputs.pulled.get() - taken)
                                .as("pulled ahead with bufferSize=%d chunkSize=%d", buffer, chunk)
                                .isBetween(0, buffer);
                        assertThat(results.hasNext()).isTrue();
                        assertThat(results.next()).isEqualTo(2 * taken);
                    }
                }
            }
        }
    }

    @Test
    void shouldBeEmptyWhenThereAreNoInputs() {
        MapResult<Integer> results = pool(1).map(Tasks::twice, List.of());

        assertThat(results.hasNext()).isFalse();
        assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void shouldGoOnAfterAFailedItemWhateverTheChunkSize() {
        PoolExecutor pool = pool(2);
        for (int chunk = 0; chunk <= SIZE + 1; chunk++) {
            MapResult<Integer> results =
                    pool.map(Tasks::failOnOdd, INPUTS, MapOptions.defaults().chunkSize(chunk));
            for (int i = 0; i < SIZE; i++) {
                if (i % 2 == 0) {
                    assertThat(results.next()).isEqualTo(i);
                } else {
                    assertThatThrownBy(results::next)
                            .isInstanceOf(IOException.class)
                            .hasMessage("number " + i);
                }
            }
            assertThat(results.hasNext()).isFalse();
        }
    }

    @Test
    void shouldEndAfterAFailedItemWhenFailFast() {
        MapResult<Integer> results =
                pool(2).map(Tasks::failOnOdd, INPUTS, MapOptions.defaults().failFast());

        assertThat(results.next()).isZero();
        assertThatThrownBy(results::next).isInstanceOf(IOException.class);
        assertThat(results.hasNext()).isFalse();
        assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void shouldReturnAllInSomeOrderWhenUnordered() {
        PoolExecutor pool = pool(3);

        assertThat(pool.map(Tasks::twice, INPUTS, MapOptions.defaults().unordered())
                        .toList())
                .containsExactlyInAnyOrderElementsOf(TWICE);
        assertThat(pool.map(
                                Tasks::twice,
                                INPUTS,
                                MapOptions.defaults().unordered().bufferSize(2))
                        .toList())
                .containsExactlyInAnyOrderElementsOf(TWICE);
    }

    @Test
    void shouldLetTheShorterInputDecideWhenThereAreTwo() {
        PoolExecutor pool = pool(2);

        assertThat(pool.map(Tasks::sum, INPUTS, List.of(10, 20, 30)).toList()).containsExactly(10, 21, 32);
        assertThat(pool.map(
                                Tasks::sum,
                                List.of(1),
                                new Endless(),
                                MapOptions.defaults().bufferSize(3))
                        .toList())
                .containsExactly(1);
    }

    @Test
    void shouldPassOnWhatTheInputsThrowAndStayUsable() {
        PoolExecutor pool = pool(1);
        Iterable<Integer> broken = () -> IntStream.range(0, 5)
                .peek(i -> {
                    if (i == 3) {
                        throw new IllegalStateException("no more");
                    }
                })
                .iterator();

        assertThatThrownBy(() -> pool.map(Tasks::twice, broken))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no more");
        assertThat(pool.map(Tasks::twice, INPUTS).toList()).isEqualTo(TWICE);
    }

    @Test
    void shouldCancelTheRestWhenTheTimeRunsOut() throws Exception {
        PoolExecutor pool = pool(1);
        Gate gate = gate();
        blocked(pool, gate, 1);

        MapResult<Integer> results =
                pool.map(Tasks::twice, INPUTS, MapOptions.defaults().timeout(Duration.ofMillis(20)));

        assertThatThrownBy(results::next)
                .isInstanceOf(TaskTimeoutException.class)
                .hasMessageContaining("PT0.02S");
        assertThat(results.hasNext()).isFalse();
        gate.open();
        assertThat(pool.submit(Tasks::twice, 1).result()).isEqualTo(2);
        assertThat(pool.stats().cancelled()).isPositive();
    }

    @Test
    void shouldCancelTheRestWhenClosed() throws Exception {
        PoolExecutor pool = pool(1);
        Gate gate = gate();
        blocked(pool, gate, 1);

        pool.map(Tasks::twice, INPUTS, MapOptions.defaults().chunkSize(1)).close();

        assertThat(pool.stats().cancelled()).isEqualTo(SIZE);
        gate.open();
    }

    @Test
    void shouldGiveEachCallerItsOwnResultsWhenEightMapAtOnce() throws Exception {
        PoolExecutor pool = pool(3);
        List<Thread> threads = new ArrayList<>();
        AtomicInteger right = new AtomicInteger();
        for (int t = 0; t < 8; t++) {
            int base = t * 1000;
            threads.add(new Thread(() -> {
                List<Integer> inputs = IntStream.range(base, base + 200).boxed().toList();
                List<Integer> expected = inputs.stream().map(Tasks::twice).toList();
                if (pool.map(Tasks::twice, inputs).toList().equals(expected)) {
                    right.getAndIncrement();
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(right).hasValue(8);
    }

    @Test
    void shouldSnapshotNothingButTheValueWhenAFunctionHasState() {
        int[] factor = {3};

        List<Integer> results = pool(2).map(i -> i * factor[0], INPUTS).toList();

        assertThat(results).isEqualTo(INPUTS.stream().map(i -> i * 3).toList());
    }

    @Test
    void shouldStreamLazilyWhenAskedForAStream() {
        assertThat(pool(1)
                        .map(Tasks::twice, new Endless(), MapOptions.defaults().bufferSize(4))
                        .stream()
                        .limit(3))
                .containsExactly(0, 2, 4);
    }
}
