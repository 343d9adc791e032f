package dev.ringwork.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ringwork.MapOptions;
import dev.ringwork.MapResult;
import dev.ringwork.PoolExecutor;
import dev.ringwork.PoolStats;
import dev.ringwork.TaskTimeoutException;
import dev.ringwork.WhenFull;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code map} with all its options. */
public abstract class MapContract extends PoolContract {
    private static final int SIZE = 7;
    /** Long enough for a caller that would wait for it once more to be seen waiting. */
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private static final List<Integer> INPUTS = IntStream.range(0, SIZE).boxed().toList();
    private static final List<Integer> TWICE = INPUTS.stream().map(Tasks::twice).toList();

    protected MapContract(PoolSource source) {
        super(source);
    }

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
        PoolExecutor pool = pool();
        for (int chunk = 0; chunk <= SIZE + 1; chunk++) {
            assertThat(pool.map(Tasks::twice, INPUTS, MapOptions.defaults().chunkSize(chunk))
                            .toList())
                    .as("chunkSize=%d", chunk)
                    .isEqualTo(TWICE);
        }
    }

    @Test
    void shouldKeepTheOrderAndTheLimitWhateverTheBufferSize() {
        PoolExecutor pool = pool();
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
        MapResult<Integer> results = pool().map(Tasks::twice, List.of());

        assertThat(results.hasNext()).isFalse();
        assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void shouldGoOnAfterAFailedItemWhateverTheChunkSize() {
        PoolExecutor pool = pool();
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
                pool().map(Tasks::failOnOdd, INPUTS, MapOptions.defaults().failFast());

        assertThat(results.next()).isZero();
        assertThatThrownBy(results::next).isInstanceOf(IOException.class);
        assertThat(results.hasNext()).isFalse();
        assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void shouldReturnAllInSomeOrderWhenUnordered() {
        PoolExecutor pool = pool();

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
        PoolExecutor pool = pool();

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
        PoolExecutor pool = pool();
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
        PoolExecutor pool = pool();
        long before = pool.stats().cancelled();
        Gate gate = gate();
        occupy(pool, gate);

        MapResult<Integer> results =
                pool.map(Tasks::twice, INPUTS, MapOptions.defaults().timeout(Duration.ofMillis(20)));

        assertThatThrownBy(results::next)
                .isInstanceOf(TaskTimeoutException.class)
                .hasMessageContaining("PT0.02S");
        assertThat(results.hasNext()).isFalse();
        gate.open();
        assertThat(pool.submit(Tasks::twice, 1).result()).isEqualTo(2);
        assertThat(pool.stats().cancelled()).isGreaterThan(before);
    }

    @Test
    void shouldCancelTheRestWhenClosed() throws Exception {
        PoolExecutor pool = pool();
        long before = pool.stats().cancelled();
        Gate gate = gate();
        occupy(pool, gate);

        pool.map(Tasks::twice, INPUTS, MapOptions.defaults().chunkSize(1)).close();

        assertThat(pool.stats().cancelled() - before).isEqualTo(SIZE);
        gate.open();
    }

    @Test
    void shouldGiveEachCallerItsOwnResultsWhenEightMapAtOnce() throws Exception {
        PoolExecutor pool = pool();
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

        List<Integer> results = pool().map(i -> i * factor[0], INPUTS).toList();

        assertThat(results).isEqualTo(INPUTS.stream().map(i -> i * 3).toList());
    }

    @Test
    void shouldStreamLazilyWhenAskedForAStream() {
        assertThat(pool().map(Tasks::twice, new Endless(), MapOptions.defaults().bufferSize(4)).stream()
                        .limit(3))
                .containsExactly(0, 2, 4);
    }

    @Test
    void shouldEndTheMapWhenInputsBreakLaterWhateverTheChunkSize() {
        PoolExecutor pool = pool();
        for (int chunk = 0; chunk <= 5; chunk++) {
            Iterable<Integer> broken = () -> IntStream.range(0, 9)
                    .peek(i -> {
                        if (i == 5) {
                            throw new IllegalStateException("no more");
                        }
                    })
                    .iterator();
            MapResult<Integer> results = pool.map(
                    Tasks::twice, broken, MapOptions.defaults().bufferSize(4).chunkSize(chunk));
            // Pulled when there is room for a whole chunk, or for as many as the buffer holds.
            int before = Math.max(2, Math.min(chunk, 4));
            for (int i = 0; i < before; i++) {
                assertThat(results.next()).isEqualTo(2 * i);
            }
            assertThatThrownBy(results::next).as("chunkSize=%d", chunk).hasMessage("no more");
            assertThat(results.hasNext()).isFalse();
        }
    }

    @Test
    void shouldSendAsManyInputsInACallAsAskedWhenTheBufferHoldsThem() {
        PoolExecutor pool = pool();
        List<Integer> inputs = IntStream.range(0, 12).boxed().toList();
        for (int[] chunkAndCalls : new int[][] {{1, 12}, {2, 6}, {3, 4}, {6, 2}, {12, 2}}) {
            eventually(() -> pool.stats().pending() == 0);
            long before = pool.stats().succeeded();
            MapOptions options = MapOptions.defaults().bufferSize(6).chunkSize(chunkAndCalls[0]);

            assertThat(pool.map(Tasks::twice, inputs, options).toList()).hasSize(12);

            assertThat(pool.stats().succeeded() - before)
                    .as("calls with chunkSize=%d", chunkAndCalls[0])
                    .isEqualTo(chunkAndCalls[1]);
        }
    }

    @Test
    void shouldSubmitAllAtOnceWhenNobodyTakesResults() throws Exception {
        PoolExecutor pool = newPool();
        pool.map(Tasks::twice, INPUTS);

        pool.close();

        assertThat(pool.stats().succeeded()).isPositive();
        assertThat(pool.stats().cancelled()).isZero();
    }

    @Test
    void shouldPullNothingMoreWhenClosed() {
        Endless inputs = new Endless();
        MapResult<Integer> results =
                pool().map(Tasks::twice, inputs, MapOptions.defaults().bufferSize(2));
        results.next();
        int pulled = inputs.pulled.get();

        results.close();
        results.close();

        assertThat(results.hasNext()).isFalse();
        assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
        assertThat(inputs.pulled).hasValue(pulled);
    }

    @Test
    void shouldTellWhichItemFailedWhenUnordered() {
        List<String> failures = new ArrayList<>();
        List<Integer> values = new ArrayList<>();
        MapResult<Integer> results = pool().map(
                        Tasks::failOnOdd,
                        INPUTS,
                        MapOptions.defaults().unordered().chunkSize(2));
        while (results.hasNext()) {
            try {
                values.add(results.next());
            } catch (Exception e) {
                failures.add(e.getMessage());
            }
        }

        assertThat(values).containsExactlyInAnyOrder(0, 2, 4, 6);
        assertThat(failures).containsExactlyInAnyOrder("number 1", "number 3", "number 5");
    }

    @Test
    void shouldReturnTheQuickOneFirstWhenUnordered() throws Exception {
        Gate slow = gate();
        Gate quick = gate();
        quick.open();
        MapResult<Integer> results = own(source().make(2))
                .map(
                        Tasks::passThen,
                        List.of(slow, quick),
                        List.of(1, 2),
                        MapOptions.defaults().unordered().chunkSize(1));

        assertThat(results.next()).isEqualTo(2);
        slow.open();
        assertThat(results.next()).isEqualTo(1);
    }

    @Test
    void shouldSurviveWhenItemsFailWithHostileExceptions() {
        PoolExecutor pool = pool();
        for (int chunk = 0; chunk <= 3; chunk++) {
            MapResult<Integer> results = pool.map(
                    Tasks::failHostile, List.of(1, 2), MapOptions.defaults().chunkSize(chunk));
            for (int i = 0; i < 2; i++) {
                boolean hostile = false;
                try {
                    results.next();
                } catch (Tasks.Hostile e) {
                    hostile = true;
                }
                assertThat(hostile).isTrue();
            }
            assertThat(results.hasNext()).isFalse();
        }
    }

    @Test
    void shouldGiveEachItemItsOwnExceptionWhenSeveralFail() {
        MapResult<Integer> results =
                pool().map(Tasks::fail, List.of(1, 2), MapOptions.defaults().chunkSize(2));

        Throwable first = catchThrowable(results::next);
        Throwable second = catchThrowable(results::next);

        assertThat(first).hasMessage("number 1").isNotSameAs(second);
        assertThat(second).hasMessage("number 2");
    }

    @Test
    void shouldNotInterruptTheNextItemWhenOneInterruptsItself() {
        for (int chunk : new int[] {1, 3}) {
            assertThat(pool().map(
                                    Tasks::interruptOnOne,
                                    List.of(1, 2, 3),
                                    MapOptions.defaults().chunkSize(chunk))
                            .toList())
                    .containsExactly(false, false, false);
        }
    }

    /** Though the item that runs makes nothing of the interrupt. */
    @Test
    void shouldNotBeginTheRestOfAChunkWhenShutDownNow() throws Exception {
        PoolExecutor pool = newPool();
        Gate gate = gate();
        MapResult<String> results = pool.map(
                Tasks::passOrInterrupted,
                List.of(gate, gate.door(1), gate.door(2)),
                MapOptions.defaults().chunkSize(3));
        gate.awaitArrival();

        pool.shutdownNow();

        assertThat(results.next()).isEqualTo("interrupted");
        assertThatThrownBy(results::next).isInstanceOf(CancellationException.class);
        assertThatThrownBy(results::next).isInstanceOf(CancellationException.class);
        assertThat(gate.door(1).hasArrived()).isFalse();
    }

    @Test
    void shouldAllowNullsWhenInputsAndResultsAreNull() {
        assertThat(pool().map(Tasks::sameText, Arrays.asList("a", null, "b")).toList())
                .containsExactly("a", null, "b");
    }

    @Test
    void shouldCountTheTimeFromTheCallWhenResultsAreTakenLate() throws Exception {
        PoolExecutor pool = newPool();
        Gate gate = gate();
        occupy(pool, gate);
        MapResult<Integer> results =
                pool.map(Tasks::twice, INPUTS, MapOptions.defaults().timeout(SHORT));
        assertThat(pool.awaitTermination(2 * SHORT.toMillis(), TimeUnit.MILLISECONDS))
                .isFalse();
        gate.open();
        pool.shutdown();
        assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();

        assertThat(results.next()).as("done in the meantime, so no wait").isZero();
        assertThat(results.toList()).hasSize(SIZE - 1);
    }

    @Test
    void shouldNotWaitAtAllWhenTheTimeFromTheCallIsOver() throws Exception {
        PoolExecutor pool = pool();
        Gate gate = gate();
        occupy(pool, gate);
        MapOptions limited = MapOptions.defaults().timeout(LIMIT);
        List<MapResult<Integer>> maps = new ArrayList<>();
        for (MapOptions options : List.of(
                limited,
                limited.bufferSize(2),
                limited.unordered(),
                limited.unordered().bufferSize(2))) {
            maps.add(pool.map(Tasks::twice, INPUTS, options));
        }
        Caller.awaitClock(System.nanoTime(), LIMIT);

        for (MapResult<Integer> results : maps) {
            Caller<Integer> next = Caller.start(results::next);
            assertThat(next.hadToWait())
                    .as("the time of map %d was counted anew", maps.indexOf(results))
                    .isFalse();
            assertThat(next.failure()).isInstanceOf(TaskTimeoutException.class).hasMessageContaining("PT1S");
        }
        gate.open();
    }

    @Test
    void shouldWaitOutTheTimeFromTheCallWhenNothingIsDone() throws Exception {
        PoolExecutor pool = pool();
        Gate gate = gate();
        occupy(pool, gate);
        for (MapOptions options : List.of(
                MapOptions.defaults(),
                MapOptions.defaults().unordered(),
                MapOptions.defaults().unordered().bufferSize(2))) {
            long start = System.nanoTime();
            MapResult<Integer> results = pool.map(Tasks::twice, INPUTS, options.timeout(LIMIT));

            assertThatThrownBy(results::next).isInstanceOf(TaskTimeoutException.class);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(LIMIT);
        }
        gate.open();
    }

    @Test
    void shouldCountTheTimeFromTheCallWhenTheInputsTakeLong() throws Exception {
        PoolExecutor pool = pool();
        Gate gate = gate();
        occupy(pool, gate);
        Iterable<Integer> slow = () -> {
            Caller.awaitClock(System.nanoTime(), LIMIT);
            return INPUTS.iterator();
        };

        for (MapResult<Integer> results : List.of(
                pool.map(Tasks::twice, slow, MapOptions.defaults().timeout(LIMIT)),
                pool.map(Tasks::sum, slow, INPUTS, MapOptions.defaults().timeout(LIMIT)))) {
            Caller<Integer> next = Caller.start(results::next);
            assertThat(next.hadToWait()).isFalse();
            assertThat(next.failure()).isInstanceOf(TaskTimeoutException.class);
        }
        gate.open();
    }

    @Test
    void shouldReturnWhatIsDoneThenReportTheTimeoutWhenNoRoomCameInTime() throws Exception {
        PoolExecutor pool = own(source().bounded(workers(), 0, WhenFull.BLOCK));
        pool.submit(Tasks::twice, 1).get(); // a worker is there
        MapOptions limited = MapOptions.defaults().timeout(LIMIT).chunkSize(1);
        for (MapOptions options : List.of(
                limited,
                limited.unordered(),
                limited.bufferSize(workers() + 2),
                limited.unordered().bufferSize(workers() + 2))) {
            Gate quick = gate();
            quick.open();
            Gate slow = gate();
            List<Gate> gates = new ArrayList<>(List.of(quick));
            for (int i = 0; i <= workers(); i++) {
                gates.add(slow.door(i));
            }
            List<Integer> values = IntStream.range(0, gates.size()).boxed().toList();

            MapResult<Integer> results = Caller.start(() -> pool.map(Tasks::passThen, gates, values, options))
                    .result();

            assertThat(results.next()).isZero();
            assertThat(results.hasNext()).isTrue();
            assertThat(Caller.start(results::next).failure())
                    .isInstanceOf(TaskTimeoutException.class)
                    .hasMessageContaining("inputsLeft=" + (workers() + 1));
            assertThat(results.hasNext()).isFalse();
            slow.open();
            eventually(() -> pool.stats().pending() == 0);
        }
    }

    @Test
    void shouldReportTheTimeoutWhenAllThatFoundRoomIsDone() throws Exception {
        PoolExecutor pool = own(source().bounded(workers(), 1, WhenFull.BLOCK));
        Gate gate = gate();
        occupy(pool, gate);
        MapOptions options = MapOptions.defaults().timeout(SHORT).chunkSize(1);
        MapResult<Integer> results =
                Caller.start(() -> pool.map(Tasks::twice, INPUTS, options)).result();
        gate.open();
        eventually(() -> pool.stats().pending() == 0);

        assertThat(results.next()).isZero();
        assertThat(results.hasNext()).isTrue();
        assertThatThrownBy(results::next)
                .isInstanceOf(TaskTimeoutException.class)
                .hasMessageContaining("inputsLeft=1");
        assertThat(results.hasNext()).isFalse();
    }

    @Test
    void shouldTellAnItemsTimeoutFromItsOwnWhenTheTimeIsLimited() {
        PoolExecutor pool = pool();
        for (int chunk : new int[] {0, 1, 2, SIZE}) {
            MapOptions options = MapOptions.defaults().timeout(LONG).chunkSize(chunk);
            for (MapOptions each : List.of(options, options.bufferSize(2))) {
                assertTimeoutsAreOfItems(pool.map(Tasks::timeOutOnOdd, INPUTS, each));
            }
        }
    }

    private static void assertTimeoutsAreOfItems(MapResult<Integer> results) {
        for (int i = 0; i < SIZE; i++) {
            switch (i % 4) {
                case 1 ->
                    assertThatThrownBy(results::next)
                            .isExactlyInstanceOf(TimeoutException.class)
                            .hasMessage("of the task " + i);
                case 3 ->
                    assertThatThrownBy(results::next)
                            .isExactlyInstanceOf(TaskTimeoutException.class)
                            .hasMessage("of the task " + i);
                default -> assertThat(results.next()).isEqualTo(i);
            }
        }
        assertThat(results.hasNext()).isFalse();
    }

    @Test
    void shouldThrowFromTheCallWhenThePoolWasShutDown() {
        PoolExecutor pool = newPool();
        pool.shutdown();

        assertThatThrownBy(() -> pool.map(Tasks::twice, INPUTS)).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void shouldEndTheMapWhenThePoolIsShutDownBeforeAllWasPulled() {
        PoolExecutor pool = newPool();
        MapResult<Integer> results =
                pool.map(Tasks::twice, new Endless(), MapOptions.defaults().bufferSize(2));
        assertThat(results.next()).isZero();

        pool.shutdown();

        assertThatThrownBy(results::next).isInstanceOf(RejectedExecutionException.class);
        assertThat(results.hasNext()).isFalse();
    }

    @Test
    void shouldRejectMapsThatDontFitWhenTheQueueIsBounded() throws Exception {
        PoolExecutor pool = own(source().bounded(workers(), 2, WhenFull.REJECT));
        Gate gate = gate();
        occupy(pool, gate);

        assertThatThrownBy(() ->
                        pool.map(Tasks::twice, INPUTS, MapOptions.defaults().chunkSize(1)))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("full");
        assertThat(pool.stats().cancelled()).isEqualTo(2);
        gate.open();
        eventually(() -> pool.stats().pending() == 0);
        assertThat(pool.map(Tasks::twice, INPUTS, MapOptions.defaults().bufferSize(2))
                        .toList())
                .isEqualTo(TWICE);
    }

    @Test
    void shouldBlockMapsThatDontFitWhenTheQueueBlocks() throws Exception {
        PoolExecutor pool = own(source().bounded(workers(), 1, WhenFull.BLOCK));
        Gate gate = gate();
        occupy(pool, gate);
        Endless pulled = new Endless();
        Iterable<Integer> inputs = () -> new Iterator<>() {
            private final Iterator<Integer> endless = pulled.iterator();

            @Override
            public boolean hasNext() {
                return pulled.pulled.get() < SIZE;
            }

            @Override
            public Integer next() {
                return endless.next();
            }
        };
        AtomicReference<List<Integer>> results = new AtomicReference<>();
        Thread mapper = new Thread(() ->
                results.set(pool.map(Tasks::twice, inputs, MapOptions.defaults().chunkSize(1))
                        .toList()));
        mapper.start();

        eventually(() -> mapper.getState() == Thread.State.TIMED_WAITING);
        assertThat(pulled.pulled).hasValue(2);
        gate.open();
        mapper.join();
        assertThat(results.get()).isEqualTo(TWICE);
    }

    @Test
    void shouldRunMapsInTheCallerWhenTheQueueSaysSo() throws Exception {
        PoolExecutor pool = own(source().bounded(workers(), 0, WhenFull.CALLER_RUNS));
        Gate gate = gate();
        occupy(pool, gate);

        assertThat(pool.map(Tasks::twice, INPUTS, MapOptions.defaults().chunkSize(3))
                        .toList())
                .isEqualTo(TWICE);
        assertThat(pool.map(Tasks::sum, INPUTS, INPUTS).toList()).isEqualTo(TWICE);
        assertThatThrownBy(() -> pool.map(Tasks::fail, List.of(5)).next()).hasMessage("number 5");
        gate.open();
    }

    @Test
    void shouldPassOnTheInterruptAndGoOnWhenTheCallerIsInterrupted() throws Exception {
        PoolExecutor pool = pool();
        Gate gate = gate();
        occupy(pool, gate);
        MapResult<Integer> results = pool.map(Tasks::twice, INPUTS);

        Thread.currentThread().interrupt();

        assertThatThrownBy(results::next).isInstanceOf(InterruptedException.class);
        gate.open();
        assertThat(results.toList()).isEqualTo(TWICE);
    }

    @Test
    void shouldRefuseWhatMakesNoSense() {
        assertThatThrownBy(() -> MapOptions.defaults().chunkSize(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("chunkSize=-1");
        assertThatThrownBy(() -> MapOptions.defaults().bufferSize(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bufferSize=-1");
        assertThatThrownBy(() -> pool().map(Tasks::twice, null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool().map(Tasks::twice, INPUTS, (MapOptions) null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool().map(null, INPUTS)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void shouldGoOnWhenTheResultsOfAnotherMapAreDropped() throws Exception {
        PoolExecutor pool = pool();
        PoolStats before = pool.stats();
        Gate gate = gate();
        occupy(pool, gate);
        WeakReference<?> dropped = new WeakReference<>(pool.map(Tasks::twice, INPUTS));

        eventually(() -> {
            System.gc();
            return dropped.get() == null;
        });
        gate.open();
        eventually(() -> pool.stats().pending() == 0);

        assertThat(pool.stats().cancelled()).isEqualTo(before.cancelled());
        assertThat(pool.stats().succeeded()).isGreaterThan(before.succeeded() + workers());
    }

    /** The handle is dropped, yet the map needs it to submit what it has not pulled. */
    @Test
    void shouldGoOnPullingWhenThePoolIsDroppedMeanwhile() {
        MapResult<Integer> results = source().make(1)
                .map(Tasks::twice, new Endless(), MapOptions.defaults().bufferSize(2));
        for (int i = 0; i < 20; i++) {
            System.gc();
            assertThat(results.next()).isEqualTo(2 * i);
        }
        results.close();
    }
}
