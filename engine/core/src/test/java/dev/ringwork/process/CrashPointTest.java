package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.ringwork.WorkerProtocolException;
import dev.ringwork.link.CutMemory;
import dev.ringwork.link.PlainMemory;
import dev.ringwork.link.TestLinks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One side dies after its Nth access to shared memory, for every N there is. Whatever N: each future completes once, a call runs
 * at most once, and a result is whole or there is none.
 */
class CrashPointTest {
    /** Far more than any scenario makes. */
    private static final long NEVER = 1L << 40;

    /** Calls, and how each of them ends when nobody dies. */
    private record Scenario(String name, Supplier<Map<ProcessCall<Object>, Object>> calls) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final Object FAILS = new Object();

    static Stream<Scenario> scenarios() {
        return Stream.of(
                new Scenario("a call whose result is immediate", () -> Map.of(ScriptedLink.square(3), 9L)),
                new Scenario(
                        "a call whose result is encoded",
                        () -> Map.of(ScriptedLink.call(ScriptedTask.TWICE, "abc"), "abcabc")),
                new Scenario("a call that fails", () -> Map.of(ScriptedLink.call(ScriptedTask.FAIL, "no"), FAILS)),
                new Scenario(
                        "a result in parts",
                        () -> Map.of(ScriptedLink.call(ScriptedTask.RAISE, bytes(100)), raised(100))),
                new Scenario(
                        "an argument and a result in parts, more than the ring holds",
                        () -> Map.of(
                                ScriptedLink.call(ScriptedTask.RAISE, bytes(ScriptedLink.STREAMED_LENGTH)),
                                raised(1500))),
                new Scenario("several calls", CrashPointTest::several));
    }

    private static Map<ProcessCall<Object>, Object> several() {
        Map<ProcessCall<Object>, Object> calls = new LinkedHashMap<>();
        calls.put(ScriptedLink.square(5), 25L);
        calls.put(ScriptedLink.call(ScriptedTask.RAISE, bytes(300)), raised(300));
        calls.put(ScriptedLink.call(ScriptedTask.FAIL, "oh"), FAILS);
        calls.put(ScriptedLink.square(6), 36L);
        return calls;
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + 7);
        }
        bytes[1] = 5;
        return bytes;
    }

    private static byte[] raised(int length) {
        return ScriptedTask.raise(bytes(length));
    }

    @BeforeEach
    void forget() {
        ScriptedTask.reset();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldSettleEveryCallOnceWhenTheWorkerDiesAfterAnyAccess(Scenario scenario) {
        long accesses = NEVER;
        long cuts = 0;
        for (long n = 0; n < accesses; n++) {
            ScriptedTask.reset();
            PlainMemory memory = new PlainMemory(ScriptedLink.SPEC.fileLength());
            CutMemory workers = new CutMemory(memory, n);
            Map<ProcessCall<Object>, Object> expected = scenario.calls.get();
            List<ProcessCall<?>> calls = new ArrayList<>(expected.keySet());
            ScriptedLink link = new ScriptedLink(memory, workers);
            calls.forEach(call -> assertThat(link.place(call)).isTrue());
            assertThat(link.channel.sendStop()).isTrue();
            link.runWorker();
            if (workers.isCut()) {
                cuts++;
                assertThat(link.workerDeath()).isInstanceOf(CutMemory.Cut.class);
            } else {
                accesses = workers.made();
            }
            assertThat(link.corruption())
                    .as("a worker that died spoils nothing: n=%d", n)
                    .isNull();
            link.channel.onBell();
            int began = runs();
            List<ProcessCall<?>> unbegun = link.die();
            finishElsewhere(unbegun);
            for (Map.Entry<ProcessCall<Object>, Object> entry : expected.entrySet()) {
                requireSettled(entry.getKey(), entry.getValue(), "n=" + n);
            }
            for (int i = 0; i < ScriptedTask.RUNS.length(); i++) {
                assertThat(ScriptedTask.RUNS.get(i))
                        .as("runs of a call, n=%d", n)
                        .isLessThanOrEqualTo(1);
            }
            assertThat(runs()).isEqualTo(began + unbegun.size());
        }
        assertThat(cuts).isEqualTo(accesses).isGreaterThan(10);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldRunNothingTwiceWhenTheCoordinatorDiesAfterAnyAccess(Scenario scenario) {
        long accesses = NEVER;
        for (long n = 0; n < accesses; n++) {
            ScriptedTask.reset();
            PlainMemory memory = memory();
            CutMemory coordinators = new CutMemory(memory, NEVER);
            Map<ProcessCall<Object>, Object> expected = scenario.calls.get();
            // Creating the file is before there is a worker, so the count begins behind it.
            ScriptedLink link = new ScriptedLink(coordinators, memory);
            coordinators.allow(n);
            try {
                expected.keySet().forEach(link::place);
                link.channel.sendStop();
            } catch (CutMemory.Cut e) {
                assertThat(coordinators.isCut()).isTrue();
            }
            link.runWorker();
            if (!coordinators.isCut()) {
                accesses = n;
            }
            if (link.workerDeath() != null && !(link.workerDeath() instanceof CutMemory.Cut)) {
                fail("a worker reads what a dead coordinator has left: n=" + n, link.workerDeath());
            }
            for (int i = 0; i < ScriptedTask.RUNS.length(); i++) {
                assertThat(ScriptedTask.RUNS.get(i))
                        .as("runs of a call, n=%d", n)
                        .isLessThanOrEqualTo(1);
            }
        }
        assertThat(accesses).isGreaterThan(10);
    }

    private static PlainMemory memory() {
        return new PlainMemory(ScriptedLink.SPEC.fileLength());
    }

    private static int runs() {
        int sum = 0;
        for (int i = 0; i < ScriptedTask.RUNS.length(); i++) {
            sum += ScriptedTask.RUNS.get(i);
        }
        return sum;
    }

    private static void finishElsewhere(List<ProcessCall<?>> unbegun) {
        TestLinks.Memory memory = memory();
        ScriptedLink link = new ScriptedLink(memory, memory);
        unbegun.forEach(call -> assertThat(link.place(call)).isTrue());
        link.channel.sendStop();
        link.runWorker();
        link.channel.onBell();
        assertThat(link.die()).isEmpty();
    }

    private static void requireSettled(ProcessCall<Object> call, Object expected, String where) {
        assertThat(call.isDone()).as(where).isTrue();
        Throwable failure = call.exception();
        if (failure instanceof WorkerProtocolException) {
            return; // it had begun
        }
        if (expected == FAILS) {
            assertThat(failure).as(where).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        assertThat(failure).as(where).isNull();
        Object result = call.result();
        if (expected instanceof byte[] bytes) {
            assertThat(Arrays.equals((byte[]) result, bytes)).as(where).isTrue();
        } else {
            assertThat(result).as(where).isEqualTo(expected);
        }
    }
}
