package dev.ringwork.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.MapOptions;
import dev.ringwork.MapResult;
import dev.ringwork.PoolStats;
import dev.ringwork.RemoteTaskException;
import dev.ringwork.TaskFuture;
import dev.ringwork.contract.Tasks;
import dev.ringwork.function.SerializableFunction;
import dev.ringwork.function.SerializableRunnable;
import dev.ringwork.process.ProcessPool;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A class that one side doesn't have costs that call alone, and the failure says what to set; what it says then works. */
@Tag("semantics")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class UnknownClassIT {
    private static final String SOURCE = """
            package far;

            import dev.ringwork.function.SerializableFunction;
            import dev.ringwork.function.SerializableRunnable;

            public final class Far {
                public record Shape(int number) implements java.io.Serializable {}

                public static final class Trouble extends Exception {
                    private static final long serialVersionUID = 1L;

                    Trouble(String message) {
                        super(message);
                    }
                }

                private Far() {}

                public static SerializableFunction<Object, Object> withoutState() {
                    return Far::twice;
                }

                public static SerializableFunction<Object, Object> withState() {
                    Shape captured = new Shape(20);
                    return x -> (Integer) x + captured.number();
                }

                public static SerializableFunction<Object, Object> shaping() {
                    return x -> new Shape((Integer) x);
                }

                public static SerializableFunction<Object, Object> failing() {
                    return x -> {
                        throw new Trouble("number " + x);
                    };
                }

                public static SerializableRunnable initializer() {
                    return () -> System.setProperty("far", "yes");
                }

                private static Object twice(Object x) {
                    return 2 * (Integer) x;
                }
            }
            """;

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String ADVICE = "ProcessPool.builder().classPath(...)";

    @TempDir
    Path directory;

    /** Loads classes that neither this test's loader nor a worker's class path has. */
    private URLClassLoader far;

    @BeforeEach
    void load() throws Exception {
        App.compile(directory, Map.of("far.Far", SOURCE), "-cp", Libraries.path());
        far = new URLClassLoader(new URL[] {directory.toUri().toURL()}, UnknownClassIT.class.getClassLoader());
    }

    @AfterEach
    void unload() throws Exception {
        far.close();
    }

    private Object farAway(String name) throws ReflectiveOperationException {
        return far.loadClass("far.Far").getMethod(name).invoke(null);
    }

    @SuppressWarnings("unchecked")
    private SerializableFunction<Object, Object> function(String name) throws ReflectiveOperationException {
        return (SerializableFunction<Object, Object>) farAway(name);
    }

    private Object shape(int number) throws ReflectiveOperationException {
        return far.loadClass("far.Far$Shape").getConstructor(int.class).newInstance(number);
    }

    private static ProcessPool near() {
        return ProcessPool.builder().maxWorkers(1).workerHeap("24m").build();
    }

    private static void assertGoesOn(ProcessPool pool) {
        assertThat(pool.submit(Tasks::twice, 21).result()).isEqualTo(42);
        PoolStats stats = pool.stats();
        assertThat(stats.workersStarted()).isEqualTo(1);
        assertThat(stats.submitted()).isEqualTo(stats.succeeded() + stats.failed() + stats.cancelled());
    }

    private static void assertNamesTheClassAndTheOption(Throwable failure, String name) {
        assertThat(failure)
                .isInstanceOf(ClassNotFoundException.class)
                .hasMessageContaining("class=" + name)
                .hasMessageContaining("java.class.path=")
                .hasMessageContaining(ADVICE);
    }

    @Test
    void shouldFailThatCallAloneWhenAWorkerDoesNotHaveTheFunction() throws Exception {
        try (ProcessPool pool = near()) {
            for (String name : List.of("withoutState", "withState", "withoutState")) {
                TaskFuture<Integer> before = pool.submit(Tasks::twice, 1);
                TaskFuture<Object> unknown = pool.submit(function(name), 1);
                TaskFuture<Integer> after = pool.submit(Tasks::twice, 2);

                assertNamesTheClassAndTheOption(unknown.exception(LIMIT), "far.Far");
                assertThat(before.result(LIMIT)).isEqualTo(2);
                assertThat(after.result(LIMIT)).isEqualTo(4);
            }
            assertThat(pool.stats().failed()).isEqualTo(3);
            assertGoesOn(pool);
        }
    }

    private static String nameOf(Object value) {
        return String.valueOf(value);
    }

    @Test
    void shouldFailThoseCallsAloneWhenAWorkerDoesNotHaveTheArguments() throws Exception {
        try (ProcessPool pool = near()) {
            assertNamesTheClassAndTheOption(
                    pool.submit(UnknownClassIT::nameOf, shape(1)).exception(LIMIT), "far.Far$Shape");

            MapResult<String> results = pool.map(
                    UnknownClassIT::nameOf,
                    Arrays.asList("a", shape(1), "b"),
                    MapOptions.defaults().chunkSize(3));
            assertThat(results.next()).isEqualTo("a");
            assertThatThrownBy(results::next)
                    .isInstanceOf(ClassNotFoundException.class)
                    .hasMessageContaining(ADVICE);
            assertThat(results.next()).isEqualTo("b");
            assertGoesOn(pool);
        }
    }

    @Test
    void shouldBreakThePoolWithThatCauseWhenAWorkerDoesNotHaveTheInitializer() throws Exception {
        SerializableRunnable initializer = (SerializableRunnable) farAway("initializer");
        try (ProcessPool pool =
                ProcessPool.builder().maxWorkers(1).initializer(initializer).build()) {
            TaskFuture<Integer> future = pool.submit(Tasks::twice, 1);

            assertThat(future.exception(LIMIT)).isInstanceOf(BrokenExecutorException.class);
            assertNamesTheClassAndTheOption(future.exception().getCause(), "far.Far");
            assertThatThrownBy(() -> pool.submit(Tasks::twice, 1))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasStackTraceContaining(ADVICE);
        }
    }

    @Test
    void shouldFindThemWhenTheClassPathIsSetAsTheFailureSays() throws Exception {
        String classPath = System.getProperty("java.class.path") + File.pathSeparator + directory;
        try (ProcessPool pool =
                ProcessPool.builder().maxWorkers(1).classPath(classPath).build()) {
            assertThat(pool.submit(function("withoutState"), 21).result(LIMIT)).isEqualTo(42);
            assertThat(pool.submit(function("withState"), 22).result(LIMIT)).isEqualTo(42);
            assertThat(pool.submit(UnknownClassIT::nameOf, shape(7)).result(LIMIT))
                    .isEqualTo("Shape[number=7]");

            assertThatThrownBy(() -> pool.submit(function("shaping"), 1).result(LIMIT))
                    .as("now it is this side that doesn't have the class")
                    .isInstanceOf(ClassNotFoundException.class)
                    .hasMessageContaining("class=far.Far$Shape")
                    .hasMessageContaining("make the pool in a thread whose context class loader has it");
            Throwable trouble = pool.submit(function("failing"), 1).exception(LIMIT);
            assertThat(trouble)
                    .isInstanceOf(RemoteTaskException.class)
                    .hasMessageContaining("far.Far$Trouble: number 1");
            assertThat(trouble.getSuppressed())
                    .singleElement()
                    .asString()
                    .contains("class=far.Far$Trouble", "context class loader");
            assertGoesOn(pool);
        }
    }

    /** Workers get what that class loader reads from, too. */
    @Test
    void shouldHaveThemOnBothSidesWhenThePoolIsMadeWithTheirClassLoader() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(far);
        try (ProcessPool pool = near()) {
            thread.setContextClassLoader(before);

            assertThat(pool.submit(function("withState"), 22).result(LIMIT)).isEqualTo(42);
            assertThat(pool.submit(function("shaping"), 7).result(LIMIT)).isEqualTo(shape(7));
            assertThat(pool.submit(function("failing"), 7)
                            .exception(LIMIT)
                            .getClass()
                            .getName())
                    .isEqualTo("far.Far$Trouble");
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
