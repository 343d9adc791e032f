package dev.ringwork.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ringwork.TaskFuture;
import dev.ringwork.process.HostileWorker;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.wire.ValueCodec;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Results made to harm who decodes them: each fails its own future, soon, and none of their code runs on a thread of the pool. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileResultIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int BOMB_DEPTH = 100;

    /** The threads of this JVM in which the class of a result had its own code run. */
    private static final ConcurrentLinkedQueue<Thread> RAN_IN = new ConcurrentLinkedQueue<>();

    private static final ValueCodec CODEC =
            new ValueCodec(HostileResultIT.class.getClassLoader(), ValueCodec.defaultFilter(), List.of());

    private static ProcessPool pool;
    /** Its worker answers with any bytes. */
    private static ProcessPool hostile;

    @BeforeAll
    static void open() {
        ObjectInputFilter noForbidden = info -> info.serialClass() == Forbidden.class
                ? ObjectInputFilter.Status.REJECTED
                : ObjectInputFilter.Status.UNDECIDED;
        pool = ProcessPool.builder()
                .maxWorkers(1)
                .deserializationFilter(noForbidden)
                .build();
        hostile = HostileWorker.pool();
    }

    @AfterAll
    static void close() {
        pool.close();
        hostile.close();
    }

    @BeforeEach
    void forget() {
        RAN_IN.clear();
    }

    /** A class whose decoding has an effect, as every gadget's has. */
    static class Gadget implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            RAN_IN.add(Thread.currentThread());
        }
    }

    /** One that the pool's filter refuses. */
    static final class Forbidden extends Gadget {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void shouldRunCodeOfAResultOnlyInTheThreadThatAsks() throws Exception {
        TaskFuture<Gadget> future = pool.submit(HostileResultIT::gadget, 1);
        awaitDone(future);
        assertThat(RAN_IN).as("nobody has asked yet").isEmpty();

        assertThat(future.result(SOON)).isNotNull();

        assertThat(RAN_IN).containsOnly(Thread.currentThread());
    }

    @Test
    void shouldRunNoCodeOfAResultWhenTheFilterRefusesIt() throws Exception {
        TaskFuture<Gadget> future = pool.submit(HostileResultIT::forbidden, 1);

        assertThatThrownBy(() -> future.result(SOON)).hasStackTraceContaining(Forbidden.class.getName());

        assertThat(RAN_IN).isEmpty();
        assertGoesOn();
    }

    /** Sets in sets, two a level: hashing one takes two to the power of its depth. */
    @Test
    void shouldNotHashForEverWhenAResultIsABomb() throws Exception {
        TaskFuture<Set<Object>> future = pool.submit(HostileResultIT::bomb, BOMB_DEPTH);
        long start = System.nanoTime();

        assertThat(outcome(future)).isInstanceOf(Throwable.class);

        System.out.println(
                "hostile result: what=bomb millis=" + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        assertGoesOn();
    }

    /** The same inside of an object of the Java stream, and with lists whose hash a set asks for. */
    @Test
    void shouldNotHashForEverWhenABombIsInAnObject() throws Exception {
        for (boolean lists : List.of(false, true)) {
            TaskFuture<Wrapped> future = pool.submit(HostileResultIT::wrapped, lists);

            assertThat(outcome(future)).isInstanceOf(Throwable.class);

            assertGoesOn();
        }
    }

    @Test
    void shouldFailOnlyThatFutureWhenAResultIsNestedWithoutEnd() throws Exception {
        TaskFuture<Object> future = pool.submit(HostileResultIT::nested, 1_000_000);

        assertThat(outcome(future)).isInstanceOf(Throwable.class);

        assertGoesOn();
    }

    @Test
    void shouldFailOnlyThatFutureWhenDecodingNeverStopsThrowing() throws Exception {
        TaskFuture<Poison> future = pool.submit(HostileResultIT::poison, 1);

        assertThat(outcome(future)).isInstanceOf(Throwable.class);
        assertThat(outcome(future)).as("asked again").isInstanceOf(Throwable.class);

        assertGoesOn();
    }

    /** Messages that no worker of ours writes: one lies about each thing that it can. */
    static Stream<Arguments> messages() throws IOException, JMException {
        byte[] huge = {-1, -1, -1, -1, 7}; // Integer.MAX_VALUE as a varint
        List<Arguments> messages = new ArrayList<>();
        messages.add(arguments("a class from where gadgets come", CODEC.encode(new ObjectName("a:b=c"))));
        messages.add(arguments("sets in sets", CODEC.encode(bomb(BOMB_DEPTH))));
        messages.add(arguments("sets in sets in an object", CODEC.encode(new Wrapped(bomb(BOMB_DEPTH)))));
        messages.add(arguments("a set of lists that it is in", CODEC.encode(new Wrapped(openLists(BOMB_DEPTH)))));
        List<Object> empty = List.of(
                new byte[0],
                new int[0],
                new long[0],
                new double[0],
                new String[0],
                new ArrayList<>(),
                new HashSet<>(),
                new HashMap<>());
        for (Object counted : empty) {
            messages.add(
                    arguments("a huge " + counted.getClass().getSimpleName(), concat(CODEC.encode(counted)[0], huge)));
        }
        messages.add(arguments("a huge string", concat(CODEC.encode("")[0], huge)));
        messages.add(arguments("a huge string of wide characters", concat(CODEC.encode("")[0], -2, -1, -1, -1, 7)));
        messages.add(arguments("a string without an end", concat(CODEC.encode("")[0], filled(1000))));
        messages.add(arguments("a huge array in an object", withHugeArray()));
        return messages.stream();
    }

    /** A Java stream in which the length of an array, an int before its elements, is another. */
    private static byte[] withHugeArray() throws IOException {
        long mark = 0x0123_4567_89ab_cdefL;
        byte[] message = CODEC.encode(new Wrapped(new LongsInAnObject(new long[] {mark})));
        byte[] stands = ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                .putInt(1)
                .putLong(mark)
                .array();
        for (int at = 0; at <= message.length - stands.length; at++) {
            if (Arrays.equals(message, at, at + stands.length, stands, 0, stands.length)) {
                ByteBuffer.wrap(message).putInt(at, Integer.MAX_VALUE);
                return message;
            }
        }
        throw new AssertionError("a Java stream holds the elements of an array");
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) -1);
        return bytes;
    }

    private static byte[] concat(int tag, int... more) {
        byte[] bytes = new byte[more.length];
        for (int i = 0; i < more.length; i++) {
            bytes[i] = (byte) more[i];
        }
        return concat((byte) tag, bytes);
    }

    private static byte[] concat(byte tag, byte[] more) {
        return ByteBuffer.allocate(1 + more.length).put(tag).put(more).array();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void shouldFailOnlyThatFutureWhenAWorkerSends(String what, byte[] message) throws Exception {
        TaskFuture<Object> before = hostile.submit(HostileWorker::message, CODEC.encode("before"));
        TaskFuture<Object> future = hostile.submit(HostileWorker::message, message);
        TaskFuture<Object> after = hostile.submit(HostileWorker::message, CODEC.encode("after"));

        assertThat(outcome(future)).as(what).isInstanceOf(Throwable.class);

        assertThat(before.result(SOON)).isEqualTo("before");
        assertThat(after.result(SOON)).isEqualTo("after");
        assertThat(hostile.stats().workersStarted())
                .as("workers, which keep to the protocol")
                .isEqualTo(1);
    }

    /** Holds longs where the built-in codec doesn't see them. */
    static final class LongsInAnObject implements Serializable {
        private static final long serialVersionUID = 1L;
        final long[] longs;

        LongsInAnObject(long[] longs) {
            this.longs = longs;
        }
    }

    /** One that throws an Error when it is decoded. */
    static final class Poison implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) {
            throw new StackOverflowError("asked for");
        }
    }

    private static Object outcome(TaskFuture<?> future) throws InterruptedException {
        try {
            return String.valueOf(future.get(SOON.toSeconds(), TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (TimeoutException e) {
            return "a hang: " + future;
        }
    }

    private static void awaitDone(TaskFuture<?> future) {
        await().atMost(SOON).until(future::isDone);
    }

    private static void assertGoesOn() throws Exception {
        assertThat(pool.submit(Math::abs, -1).result(SOON)).isEqualTo(1);
        assertThat(pool.stats().workersStarted())
                .as("workers, none of which was harmed")
                .isEqualTo(1);
        assertThat(RAN_IN).allMatch(thread -> thread == Thread.currentThread());
    }

    static Gadget gadget(int ignored) {
        return new Gadget();
    }

    static Gadget forbidden(int ignored) {
        return new Forbidden();
    }

    static Poison poison(int ignored) {
        return new Poison();
    }

    /** Built so that it costs nothing to build: each set is empty when it is put into another. */
    static Set<Object> bomb(int depth) {
        Set<Object> root = new HashSet<>();
        Set<Object> one = root;
        Set<Object> other = new HashSet<>();
        for (int i = 0; i < depth; i++) {
            Set<Object> nextOne = new HashSet<>();
            Set<Object> nextOther = new HashSet<>();
            nextOne.add("other");
            one.add(nextOne);
            one.add(nextOther);
            other.add(nextOne);
            other.add(nextOther);
            one = nextOne;
            other = nextOther;
        }
        return root;
    }

    /** Holds what the built-in codec then doesn't see. */
    static final class Wrapped implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // the values are serializable
        final Object value;

        Wrapped(Object value) {
            this.value = value;
        }
    }

    static Wrapped wrapped(boolean lists) {
        return new Wrapped(lists ? listBomb(BOMB_DEPTH) : bomb(BOMB_DEPTH));
    }

    /** Each list names the one before twice, then the next; the set in the last one hashes that before any of them is complete. */
    static Object openLists(int depth) {
        List<Object> first = new ArrayList<>(List.of("one", "other"));
        List<Object> last = first;
        for (int i = 0; i < depth; i++) {
            List<Object> next = new ArrayList<>(List.of("one", "other"));
            last.add(next);
            next.set(0, last);
            next.set(1, last);
            last = next;
        }
        List<Object> key = new ArrayList<>();
        last.add(new HashSet<>(List.of(key)));
        key.add(last);
        return first;
    }

    static Object listBomb(int depth) {
        List<Object> inner = new ArrayList<>();
        HashSet<Object> set = new HashSet<>(List.of(inner));
        for (int i = 0; i < depth; i++) {
            List<Object> next = new ArrayList<>();
            inner.add(next);
            inner.add(next);
            inner = next;
        }
        return set;
    }

    static Object nested(int depth) {
        Object inner = "core";
        for (int i = 0; i < depth; i++) {
            inner = List.of(inner);
        }
        return inner;
    }
}
