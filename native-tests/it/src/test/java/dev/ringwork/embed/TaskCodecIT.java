package dev.ringwork.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.contract.Tasks;
import dev.ringwork.function.SerializableFunction;
import dev.ringwork.process.ProcessPool;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A codec that an application brings: found on both sides, through its services file, and missed by name. */
@Tag("semantics")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TaskCodecIT {
    /** A class without any form of its own, a codec for it, and a function over it. */
    private static final Map<String, String> SOURCES =
            Map.of("app.Celsius", """
                    package app;

                    public final class Celsius {
                        public final double degrees;

                        public Celsius(double degrees) {
                            this.degrees = degrees;
                        }
                    }
                    """, "app.CelsiusCodec", """
                    package app;

                    import java.nio.ByteBuffer;

                    public final class CelsiusCodec implements dev.ringwork.spi.TaskCodec {
                        @Override
                        public int id() {
                            return 9;
                        }

                        @Override
                        public boolean handles(Class<?> type) {
                            return type == Celsius.class;
                        }

                        @Override
                        public byte[] encode(Object value) {
                            return ByteBuffer.allocate(8).putDouble(((Celsius) value).degrees).array();
                        }

                        @Override
                        public Object decode(byte[] bytes, ClassLoader loader) {
                            return new Celsius(ByteBuffer.wrap(bytes).getDouble());
                        }
                    }
                    """, "app.Weather", """
                    package app;

                    import dev.ringwork.function.SerializableFunction;

                    public final class Weather {
                        private Weather() {}

                        public static SerializableFunction<Object, Object> warmer() {
                            return celsius -> new Celsius(((Celsius) celsius).degrees + 1);
                        }
                    }
                    """);

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private URLClassLoader application;

    @BeforeEach
    void compile() throws Exception {
        App.compile(directory, SOURCES, "-cp", Libraries.path());
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve("dev.ringwork.spi.TaskCodec"), "app.CelsiusCodec\n");
        application = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, Thread.currentThread().getContextClassLoader());
    }

    @AfterEach
    void close() throws Exception {
        application.close();
    }

    private ProcessPool pool(String classPath) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(application);
        try {
            var builder = ProcessPool.builder().maxWorkers(1).workerHeap("24m");
            return classPath == null
                    ? builder.build()
                    : builder.classPath(classPath).build();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Object celsius(double degrees) throws ReflectiveOperationException {
        return application.loadClass("app.Celsius").getConstructor(double.class).newInstance(degrees);
    }

    private static double degrees(Object celsius) throws ReflectiveOperationException {
        return celsius.getClass().getField("degrees").getDouble(celsius);
    }

    @SuppressWarnings("unchecked")
    private SerializableFunction<Object, Object> warmer() throws ReflectiveOperationException {
        return (SerializableFunction<Object, Object>)
                application.loadClass("app.Weather").getMethod("warmer").invoke(null);
    }

    @Test
    void shouldCarryArgumentsAndResultsBothWays() throws Exception {
        try (ProcessPool pool = pool(null)) {
            assertThat(degrees(pool.submit(warmer(), celsius(20)).result(LIMIT)))
                    .isEqualTo(21);
            List<Object> mapped =
                    pool.map(warmer(), List.of(celsius(1), celsius(2))).toList();
            assertThat(degrees(mapped.get(0))).isEqualTo(2);
            assertThat(degrees(mapped.get(1))).isEqualTo(3);
        }
    }

    private static String nameOf(Object value) {
        return value.getClass().getName();
    }

    @Test
    void shouldFailThatCallAloneWhenOnlyOneSideHasTheCodec() throws Exception {
        try (ProcessPool pool = pool(System.getProperty("java.class.path"))) {
            Object celsius = celsius(20);
            assertThatThrownBy(() -> pool.submit(TaskCodecIT::nameOf, celsius).result(LIMIT))
                    .hasMessageContaining("every TaskCodec exists in both processes: id=9")
                    .hasMessageContaining("class path of the workers");
            assertThat(pool.submit(Tasks::twice, 21).result(LIMIT)).isEqualTo(42);
            assertThat(pool.stats().workersStarted()).isEqualTo(1);
        }
    }
}
