package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.MapOptions;
import dev.ringwork.MapResult;
import dev.ringwork.RemoteTaskException;
import dev.ringwork.TaskFuture;
import dev.ringwork.WhenFull;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.Tasks;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.nio.file.Path;
import java.rmi.server.UID;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool whose user allows a few classes: what else a call brings fails that call alone, and says what to set. */
@Tag("semantics")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DeserializationFilterIT {
    private static final String HERE = "dev.ringwork.process.DeserializationFilterIT$";
    private static final String ALLOWED =
            HERE + "Allowed;" + HERE + "AllowedShape;" + HERE + "AllowedFailure;" + HERE + "Holder;java.base/*;!*";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private static ProcessPool pool;

    record AllowedShape(int number) {}

    record RefusedShape(int number) {}

    enum RefusedName {
        ONE
    }

    static class Allowed implements Serializable {
        private static final long serialVersionUID = 1L;

        final int number;

        Allowed(int number) {
            this.number = number;
        }
    }

    static final class Refused extends Allowed {
        private static final long serialVersionUID = 1L;

        Refused(int number) {
            super(number);
        }
    }

    static final class AllowedFailure extends Exception {
        private static final long serialVersionUID = 1L;

        AllowedFailure(String message) {
            super(message);
        }
    }

    static final class RefusedFailure extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedFailure(String message) {
            super(message);
        }
    }

    /** One for all tests, so that each finds the worker that the others had their calls refused by. */
    @BeforeAll
    static void open() {
        pool = allowing(ObjectInputFilter.Config.createFilter(ALLOWED));
    }

    private static ProcessPool allowing(ObjectInputFilter filter) {
        return ProcessPool.builder()
                .maxWorkers(1)
                .workerHeap("24m")
                .queueCapacity(100)
                .whenFull(WhenFull.CALLER_RUNS)
                .deserializationFilter(filter)
                .build();
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    /** That worker has run everything so far, and goes on. */
    private void assertGoesOn() {
        assertThat(pool.submit(Tasks::twice, 21).result()).isEqualTo(42);
        assertThat(pool.stats().workersStarted()).isEqualTo(1);
    }

    private static Object make(String what) {
        return switch (what) {
            case "object" -> new Refused(1);
            case "record" -> new RefusedShape(1);
            case "enum" -> RefusedName.ONE;
            case "array" -> new RefusedShape[0];
            case "in a list" -> List.of(1, new Refused(1));
            case "in a map" -> Map.of("key", new RefusedShape(1));
            case "in an object" -> new Holder(new Refused(1));
            default -> throw new IllegalArgumentException(what);
        };
    }

    private static final class Holder implements Serializable {
        private static final long serialVersionUID = 1L;

        final Allowed held;

        Holder(Allowed held) {
            this.held = held;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"object", "record", "enum", "array", "in a list", "in a map", "in an object"})
    void shouldFailThatCallAloneWhenItsResultIsRefused(String what) throws Exception {
        TaskFuture<Object> before = pool.submit(DeserializationFilterIT::allowed, 1);
        TaskFuture<Object> refused = pool.submit(DeserializationFilterIT::make, what);
        TaskFuture<Object> after = pool.submit(DeserializationFilterIT::allowed, 2);

        assertThatThrownBy(() -> refused.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(InvalidClassException.class)
                .hasMessageContaining(HERE + "Refused")
                .hasMessageContaining("ProcessPool.builder().deserializationFilter(...)");
        assertThatThrownBy(() -> refused.result(LIMIT)).isInstanceOf(InvalidClassException.class);
        assertThat(before.result(LIMIT)).isInstanceOf(Allowed.class);
        assertThat(after.result(LIMIT)).isInstanceOf(Allowed.class);
        assertGoesOn();
    }

    private static Object allowed(int number) {
        return new Allowed(number);
    }

    private static AllowedShape shape(int number) {
        return new AllowedShape(number);
    }

    @Test
    void shouldPassWhatTheFilterAllows() throws Exception {
        assertThat(((Allowed) pool.submit(DeserializationFilterIT::allowed, 7).result(LIMIT)).number)
                .isEqualTo(7);
        assertThat(pool.submit(DeserializationFilterIT::shape, 7).result(LIMIT)).isEqualTo(new AllowedShape(7));
        assertThat(pool.submit(Tasks::sameText, "text").result(LIMIT)).isEqualTo("text");
        assertThat(pool.submit(Tasks::fail, 7).exception(LIMIT))
                .isExactlyInstanceOf(java.io.IOException.class)
                .hasMessage("number 7");
    }

    private static int failAllowed(int number) throws AllowedFailure {
        throw new AllowedFailure("number " + number);
    }

    private static int failRefused(int number) throws RefusedFailure {
        throw new RefusedFailure("number " + number);
    }

    @Test
    void shouldKeepAnExceptionAsDataWhenItsClassIsRefused() throws Exception {
        assertThat(pool.submit(DeserializationFilterIT::failAllowed, 1).exception(LIMIT))
                .isExactlyInstanceOf(AllowedFailure.class)
                .hasMessage("number 1");

        Throwable refused = pool.submit(DeserializationFilterIT::failRefused, 2).exception(LIMIT);

        assertThat(refused).isInstanceOf(RemoteTaskException.class);
        RemoteTaskException data = (RemoteTaskException) refused;
        assertThat(data.remoteClassName()).isEqualTo(RefusedFailure.class.getName());
        assertThat(data.remoteMessage()).isEqualTo("number 2");
        assertThat(data.getStackTrace()[0].getMethodName()).isEqualTo("failRefused");
        assertThat(data.getSuppressed())
                .singleElement()
                .asString()
                .contains(RefusedFailure.class.getName(), "ProcessPool.builder().deserializationFilter(...)");
        assertGoesOn();
    }

    private static Object refusedOnOdd(int number) throws RefusedFailure {
        return number % 4 == 3 ? failRefused(number) : number % 2 == 1 ? new Refused(number) : new Allowed(number);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8})
    void shouldFailThoseItemsAloneWhenAMapBringsRefusedOnes(int chunkSize) {
        MapResult<Object> results = pool.map(
                DeserializationFilterIT::refusedOnOdd,
                List.of(0, 1, 2, 3, 4, 5, 6, 7),
                MapOptions.defaults().chunkSize(chunkSize));

        for (int i = 0; i < 8; i++) {
            if (i % 2 == 0) {
                assertThat(((Allowed) results.next()).number).isEqualTo(i);
            } else {
                assertThatThrownBy(results::next)
                        .isInstanceOf(i % 4 == 3 ? RemoteTaskException.class : InvalidClassException.class);
            }
        }
        assertGoesOn();
    }

    private static String nameOf(Object argument) {
        return argument.getClass().getSimpleName();
    }

    /** The filter guards this JVM, not its workers, which run this JVM's code anyway. */
    @Test
    void shouldNotAskTheFilterAboutArguments() throws Exception {
        Object[] arguments = {new Refused(1), new RefusedShape(1), RefusedName.ONE};
        for (Object argument : arguments) {
            assertThat(pool.submit(DeserializationFilterIT::nameOf, argument).result(LIMIT))
                    .isEqualTo(argument.getClass().getSimpleName());
        }
    }

    /** Nor when the call is run here: its bytes are this JVM's own. */
    @Test
    void shouldNotAskTheFilterAboutArgumentsWhenTheCallerRunsTheCall() throws Exception {
        Refused captured = new Refused(5);
        Gate gate = new Gate(directory, "gate");
        try (ProcessPool full = ProcessPool.builder()
                .maxWorkers(1)
                .workerHeap("24m")
                .queueCapacity(0)
                .whenFull(WhenFull.CALLER_RUNS)
                .deserializationFilter(ObjectInputFilter.Config.createFilter(ALLOWED))
                .build()) {
            TaskFuture<Integer> running = full.submit(Tasks::passThen, gate, 1);
            gate.awaitArrival();

            Object argument = new Refused(1);
            assertThat(full.submit(DeserializationFilterIT::nameOf, argument).result(LIMIT))
                    .isEqualTo("Refused");
            assertThat(full.submit(() -> captured.number).result(LIMIT)).isEqualTo(5);
            assertThat(full.map(DeserializationFilterIT::nameOf, List.<Object>of(argument, new RefusedShape(1)))
                            .toList())
                    .containsExactly("Refused", "RefusedShape");

            assertThat(running.isDone()).isFalse();
            gate.open();
        }
    }

    /** A class that is known from attacks is refused by the workers' own filter. */
    @Test
    void shouldFailThatCallAloneWhenAWorkerRefusesItsArgument() throws Exception {
        Object known = new UID();
        TaskFuture<String> refused = pool.submit(DeserializationFilterIT::nameOf, known);

        assertThatThrownBy(() -> refused.result(LIMIT))
                .isInstanceOf(InvalidClassException.class)
                .hasMessageContaining("java.rmi.server.UID")
                .hasMessageContaining("as an argument send what it is made of instead");
        assertGoesOn();
    }

    @Test
    void shouldFailThatCallAloneWhenTheFilterItselfFails() throws Exception {
        try (ProcessPool broken = allowing(info -> {
            throw new IllegalStateException("a filter with a bug");
        })) {
            TaskFuture<AllowedShape> future = broken.submit(DeserializationFilterIT::shape, 1);

            assertThatThrownBy(() -> future.result(LIMIT))
                    .isInstanceOf(InvalidClassException.class)
                    .hasStackTraceContaining("a filter with a bug");
            assertThat(broken.submit(Tasks::twice, 1).result(LIMIT)).isEqualTo(2);
        }
    }
}
