package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.MapOptions;
import dev.ringwork.MapResult;
import dev.ringwork.WorkerDiedException;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.Tasks;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers that are killed in the midst of a {@code map}: what is lost is the chunk that ran, and nothing else. */
@Tag("semantics")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MapDeathIT {
    private static final int SIZE = 12;
    private static final int SIGKILL = 9;
    /** In the midst: inputs before it and after it, and so in its chunk of four. */
    private static final int VICTIM = 5;

    private static final int CHUNK = 4;
    private static final List<Integer> INPUTS = IntStream.range(0, SIZE).boxed().toList();

    @TempDir
    private Path directory;

    private Gate victims;

    @BeforeEach
    void makeGate() {
        victims = new Gate(directory, "victim");
    }

    private static ProcessPoolBuilder small(int workers) {
        return ProcessPool.builder().maxWorkers(workers).workerHeap("24m").workerOutput(WorkerOutput.discard());
    }

    /** Where the worker that has the victim says so. */
    private static Gate of(Gate victims, long pid) {
        return victims.beside(".pid" + pid);
    }

    private static int twiceUnlessVictim(Gate victims, int value) throws InterruptedException {
        if (value == VICTIM) {
            of(victims, ProcessHandle.current().pid()).arrive();
            victims.pass();
        }
        return Tasks.twice(value);
    }

    private MapResult<Integer> map(ProcessPool pool, MapOptions options) {
        return pool.map(MapDeathIT::twiceUnlessVictim, Collections.nCopies(SIZE, victims), INPUTS, options);
    }

    /** Kills the worker that runs the victim's chunk; returns its pid. */
    private long killVictimsWorker(ProcessPool pool) throws InterruptedException {
        victims.awaitArrival();
        long pid = pool.workers().stream()
                .mapToLong(WorkerInfo::pid)
                .filter(worker -> of(victims, worker).hasArrived())
                .findFirst()
                .orElseThrow();
        WorkersOfTest.kill(pid);
        return pid;
    }

    /** What each call of {@code next} gave or threw. */
    private static List<Object> outcomes(MapResult<Integer> results) {
        List<Object> outcomes = new ArrayList<>();
        while (results.hasNext()) {
            assertThat(outcomes).as("one outcome an input").hasSizeLessThan(SIZE);
            outcomes.add(outcome(results));
        }
        return outcomes;
    }

    private static Object outcome(MapResult<Integer> results) {
        try {
            return results.next();
        } catch (RuntimeException e) {
            return e;
        }
    }

    private static void assertLost(List<Object> outcomes, int from, int to, long pid) {
        assertThat(outcomes).hasSize(SIZE);
        for (int i = 0; i < SIZE; i++) {
            if (i >= from && i < to) {
                assertKilled(outcomes.get(i), i, pid);
            } else {
                assertThat(outcomes.get(i)).as("input %d", i).isEqualTo(Tasks.twice(i));
            }
        }
    }

    private static void assertKilled(Object outcome, int input, long pid) {
        assertThat(outcome).as("input %d", input).isInstanceOf(WorkerDiedException.class);
        WorkerDiedException died = (WorkerDiedException) outcome;
        assertThat(died.pid()).isEqualTo(pid);
        assertThat(died.signal()).hasValue(SIGKILL);
        assertThat(died.call()).contains("MapDeathIT::twiceUnlessVictim");
    }

    private static void assertOneLost(ProcessPool pool) {
        WorkersOfTest.until(() -> pool.stats().workersLost() == 1);
        assertThat(pool.stats().failed()).as("calls").isEqualTo(1);
        assertThat(pool.stats().cancelled()).isZero();
        assertThat(pool.submit(Tasks::twice, 1).result()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldLoseOnlyTheItemWhenItsWorkerIsKilledAndChunksHaveOne(int workers) throws Exception {
        try (ProcessPool pool = small(workers).build();
                MapResult<Integer> results = map(pool, MapOptions.defaults().chunkSize(1))) {
            long pid = killVictimsWorker(pool);

            assertLost(outcomes(results), VICTIM, VICTIM + 1, pid);
            assertOneLost(pool);
        }
    }

    @Test
    void shouldLoseTheChunkAndGoOnWithTheOthersWhenItsWorkerIsKilled() throws Exception {
        try (ProcessPool pool = small(1).build();
                MapResult<Integer> results = map(pool, MapOptions.defaults().chunkSize(CHUNK))) {
            long pid = killVictimsWorker(pool);

            List<Object> outcomes = outcomes(results);
            assertLost(outcomes, CHUNK, 2 * CHUNK, pid);
            Set<Object> own = Collections.newSetFromMap(new IdentityHashMap<>());
            own.addAll(outcomes.subList(CHUNK, 2 * CHUNK));
            assertThat(own).as("an exception of its own each").hasSize(CHUNK);
            assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
            assertOneLost(pool);
        }
    }

    private static int twiceUnlessTooMuch(int value) {
        List<long[]> all = new ArrayList<>();
        while (value == VICTIM) {
            all.add(new long[1 << 16]);
        }
        return Tasks.twice(value);
    }

    /** What was done before it is kept, and what comes after it is not blamed on memory that it never asked for. */
    @Test
    void shouldEndTheChunkWhenAnItemUsesUpTheHeap() {
        try (ProcessPool pool = small(1).build()) {
            MapResult<Integer> results = pool.map(
                    MapDeathIT::twiceUnlessTooMuch,
                    INPUTS,
                    MapOptions.defaults().chunkSize(CHUNK));

            for (int i = 0; i < SIZE; i++) {
                if (i == VICTIM) {
                    assertThatThrownBy(results::next).isInstanceOf(OutOfMemoryError.class);
                } else if (i > VICTIM && i < 2 * CHUNK) {
                    assertThatThrownBy(results::next)
                            .isInstanceOf(CancellationException.class)
                            .hasMessageContaining("used up its worker's heap");
                } else {
                    assertThat(results.next()).isEqualTo(Tasks.twice(i));
                }
            }
        }
    }

    private static int failBeforeAnyItem(Full full, int value) {
        return full == null ? value : -value;
    }

    /** A captured value for which there is no memory, so that the call fails as a whole. */
    private static final class Full implements Serializable {
        private static final long serialVersionUID = 1L;

        private final int length;

        Full(int length) {
            this.length = length;
        }

        private Object readResolve() {
            throw new OutOfMemoryError("asked for " + length);
        }
    }

    @Test
    void shouldGiveEachItemItsOwnErrorWhenTheChunkFindsNoMemory() {
        Full full = new Full(1);
        try (ProcessPool pool = small(1).build()) {
            MapResult<Integer> results = pool.map(
                    value -> failBeforeAnyItem(full, value),
                    INPUTS,
                    MapOptions.defaults().chunkSize(SIZE));
            Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());

            for (int i = 0; i < SIZE; i++) {
                try {
                    results.next();
                } catch (OutOfMemoryError e) {
                    seen.add(e);
                }
            }

            assertThat(seen).hasSize(SIZE).allMatch(e -> e.getMessage().equals("asked for 1"));
        }
    }

    @Test
    void shouldLoseTheChunkAloneWhenInputsArePulledAsResultsAreTaken() throws Exception {
        MapOptions options = MapOptions.defaults().chunkSize(2).bufferSize(SIZE - 2);
        try (ProcessPool pool = small(1).build();
                MapResult<Integer> results = map(pool, options)) {
            long pid = killVictimsWorker(pool);

            assertLost(outcomes(results), VICTIM - 1, VICTIM + 1, pid);
            assertOneLost(pool);
        }
    }

    @Test
    void shouldGiveEveryOtherResultWhenUnorderedAndAWorkerIsKilled() throws Exception {
        MapOptions options = MapOptions.defaults().chunkSize(1).unordered();
        try (ProcessPool pool = small(1).build();
                MapResult<Integer> results = map(pool, options)) {
            long pid = killVictimsWorker(pool);

            List<Object> outcomes = outcomes(results);

            List<Object> failures =
                    outcomes.stream().filter(Throwable.class::isInstance).toList();
            assertThat(failures).hasSize(1);
            assertKilled(failures.get(0), VICTIM, pid);
            outcomes.removeAll(failures);
            assertThat(outcomes)
                    .containsExactlyInAnyOrderElementsOf(INPUTS.stream()
                            .filter(input -> input != VICTIM)
                            .map(Tasks::twice)
                            .map(Object.class::cast)
                            .toList());
        }
    }

    private static int twiceUnlessHeld(Gate victims, Gate next, int value) throws InterruptedException {
        if (value == VICTIM + 1) {
            next.pass();
        }
        return twiceUnlessVictim(victims, value);
    }

    /** The input after the victim holds the new worker, so that what comes later has not begun when the failure is taken. */
    @Test
    void shouldEndAndCancelTheRestWhenAWorkerIsKilledAndTheMapFailsFast() throws Exception {
        Gate held = new Gate(directory, "held");
        MapOptions options = MapOptions.defaults().chunkSize(1).failFast();
        try (ProcessPool pool = small(1).build();
                MapResult<Integer> results = pool.map(
                        (gate, value) -> twiceUnlessHeld(gate, held, value),
                        Collections.nCopies(SIZE, victims),
                        INPUTS,
                        options)) {
            killVictimsWorker(pool);

            for (int i = 0; i < VICTIM; i++) {
                assertThat(results.next()).isEqualTo(Tasks.twice(i));
            }
            assertThatThrownBy(results::next).isInstanceOf(WorkerDiedException.class);

            assertThat(results.hasNext()).isFalse();
            assertThatThrownBy(results::next).isInstanceOf(NoSuchElementException.class);
            assertThat(pool.stats().cancelled()).isGreaterThanOrEqualTo(SIZE - VICTIM - 2);
            held.open();
            assertThat(pool.submit(Tasks::twice, 1).result()).isEqualTo(2);
        } finally {
            held.open();
        }
    }

    @Test
    void shouldFailWhatIsLeftWhenAWorkerIsKilledAndThePoolBreaks() throws Exception {
        try (ProcessPool pool = small(1).onWorkerDeath(OnWorkerDeath.BREAK_POOL).build();
                MapResult<Integer> results = map(pool, MapOptions.defaults().chunkSize(1))) {
            killVictimsWorker(pool);

            List<Object> outcomes = outcomes(results);

            assertThat(outcomes).hasSize(SIZE);
            assertThat(outcomes.subList(0, VICTIM))
                    .isEqualTo(
                            INPUTS.subList(0, VICTIM).stream().map(Tasks::twice).toList());
            outcomes.subList(VICTIM, SIZE).forEach(MapDeathIT::assertBroken);
        }
    }

    private static void assertBroken(Object outcome) {
        assertThat(outcome).isInstanceOf(BrokenExecutorException.class);
        assertThat((Throwable) outcome).hasCauseInstanceOf(WorkerDiedException.class);
    }
}
