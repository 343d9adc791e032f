package dev.ringwork.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.Flushable;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter.Status;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EventListener;
import java.util.List;
import java.util.Random;
import java.util.RandomAccess;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Names in a message load few classes, make few, and initialize none that the filter refuses. */
class NamedClassesTest {
    private static final List<Class<?>> INTERFACES = List.of(
            Runnable.class,
            Comparable.class,
            Serializable.class,
            Cloneable.class,
            CharSequence.class,
            AutoCloseable.class,
            Flushable.class,
            Iterable.class,
            Callable.class,
            Supplier.class,
            Consumer.class,
            RandomAccess.class,
            BooleanSupplier.class,
            IntSupplier.class,
            LongSupplier.class,
            DoubleSupplier.class,
            EventListener.class);

    private static boolean trapInitialized;

    /** Stands in a stream until {@link Trap2} takes its place. */
    interface Trap1 {}

    interface Trap2 {
        Object SPRUNG = spring();

        private static Object spring() {
            trapInitialized = true;
            return "sprung";
        }

        /** With a default method it is initialized before a class that implements it. */
        default void nothing() {}
    }

    private static final class Answering implements InvocationHandler, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws IOException {
            return method.getName();
        }
    }

    /** Notes what is looked for. */
    private static final class Noting extends ClassLoader {
        private final List<String> names = Collections.synchronizedList(new ArrayList<>());

        Noting() {
            super(NamedClassesTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            names.add(name);
            return super.loadClass(name, resolve);
        }
    }

    private static Object proxy(List<Class<?>> interfaces) {
        return Proxy.newProxyInstance(
                NamedClassesTest.class.getClassLoader(), interfaces.toArray(new Class<?>[0]), new Answering());
    }

    @Test
    void shouldLoadNoClassForAnArrayOfTooManyDimensions() throws Exception {
        Noting loader = new Noting();
        ValueCodec codec = new ValueCodec(loader, ValueCodec.defaultFilter(), List.of());
        ByteSink named = new ByteSink();
        named.putByte(Tag.OBJECTS);
        named.putByte(0);
        named.putText("[".repeat(254) + "Ldev.ringwork.wire.Samples$Empty;");
        named.putVarint(0);
        ByteSink inStream = new ByteSink();
        Object deep = Array.newInstance(Samples.Empty.class, new int[ClassNames.MAX_DIMENSIONS + 1]);
        putJava(javaBytes(deep), inStream);

        for (ByteSink message : List.of(named, inStream)) {
            assertThatThrownBy(() -> codec.decode(message.toByteArray()))
                    .isInstanceOf(InvalidClassException.class)
                    .hasMessageContaining("maxDimensions=" + ClassNames.MAX_DIMENSIONS);
        }

        assertThat(loader.names).isEmpty();
    }

    @Test
    void shouldGiveBackArraysOfAsManyDimensionsAsThereMayBe() throws Exception {
        Object array = Array.newInstance(String.class, new int[ClassNames.MAX_DIMENSIONS]);
        assertThat(Samples.roundTrip(array)).isInstanceOf(array.getClass());
        ByteSink sink = new ByteSink();
        putJava(javaBytes(array), sink);
        assertThat(Samples.codec().decode(sink.toByteArray())).isInstanceOf(array.getClass());
    }

    @Test
    void shouldInitializeNoInterfaceThatTheFilterRefuses() throws Exception {
        byte[] stream = new String(javaBytes(proxy(List.of(Runnable.class, Trap1.class))), StandardCharsets.ISO_8859_1)
                .replace("$Trap1", "$Trap2")
                .getBytes(StandardCharsets.ISO_8859_1);
        ByteSink sink = new ByteSink();
        putJava(stream, sink);
        ValueCodec codec = new ValueCodec(
                NamedClassesTest.class.getClassLoader(),
                info -> info.serialClass() == Trap2.class ? Status.REJECTED : Status.UNDECIDED,
                List.of());

        assertThatThrownBy(() -> codec.decode(sink.toByteArray()))
                .isInstanceOf(InvalidClassException.class)
                .hasMessageContaining(Trap2.class.getName())
                .hasMessageContaining("deserializationFilter");

        assertThat(trapInitialized).isFalse();
        assertThat(Samples.codec().decode(sink.toByteArray())).isInstanceOf(Trap2.class);
        assertThat(trapInitialized).as("once it is allowed").isTrue();
    }

    @Test
    void shouldMakeNoProxyOfTooManyInterfaces() throws Exception {
        assertThat(INTERFACES).hasSize(ProxyClasses.MAX_INTERFACES + 1);
        assertThat(Samples.roundTrip(proxy(INTERFACES.subList(0, ProxyClasses.MAX_INTERFACES))))
                .isInstanceOf(Runnable.class);
        byte[] message = Samples.codec().encode(proxy(INTERFACES));
        assertThatThrownBy(() -> Samples.codec().decode(message))
                .isInstanceOf(InvalidClassException.class)
                .hasMessageContaining("maxInterfaces=" + ProxyClasses.MAX_INTERFACES);
    }

    @Test
    void shouldMakeSoManyProxyClassesAndNoMore() throws Exception {
        ValueCodec codec = Samples.codec();
        List<Class<?>> shuffled = new ArrayList<>(INTERFACES.subList(0, 6));
        Random random = new Random(11);
        List<byte[]> messages = new ArrayList<>();
        while (messages.size() < ProxyClasses.MAX_CLASSES) {
            Collections.shuffle(shuffled, random);
            Class<?> last = INTERFACES.get(6 + messages.size() % 10);
            List<Class<?>> interfaces = new ArrayList<>(shuffled.subList(0, 4));
            interfaces.add(last);
            byte[] message = codec.encode(proxy(interfaces));
            if (messages.stream().noneMatch(known -> Arrays.equals(known, message))) {
                messages.add(message);
            }
        }
        for (byte[] message : messages) {
            assertThat(codec.decode(message)).isInstanceOf(Proxy.class);
        }
        byte[] oneMore = codec.encode(proxy(INTERFACES.subList(0, 16)));
        assertThatThrownBy(() -> codec.decode(oneMore))
                .isInstanceOf(InvalidClassException.class)
                .hasMessageContaining("proxyClasses=" + ProxyClasses.MAX_CLASSES);
        assertThat(codec.decode(messages.get(0))).as("a known one").isInstanceOf(Proxy.class);
        assertThat(Samples.codec().decode(oneMore)).as("in another pool").isInstanceOf(Proxy.class);
    }

    private static byte[] javaBytes(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    private static void putJava(byte[] stream, ByteSink sink) throws IOException {
        sink.putByte(Tag.JAVA);
        sink.putInt(stream.length);
        sink.putBytes(stream, 0, stream.length);
    }
}
