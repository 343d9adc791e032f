package dev.ringwork.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.function.SerializableCallable;
import dev.ringwork.wire.Samples.Plain;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class UnserializableTest {
    private final ValueCodec codec = Samples.codec();

    /** Without a form. */
    private static final class Socketlike {}

    private record Order(String customer, List<Optional<Map<String, Object>>> items) {}

    private record Throwing(int amount) {
        @Override
        public int amount() {
            throw new IllegalStateException("no amount");
        }
    }

    private static final class Holder implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // that it doesn't serialize is the point
        final Object held;

        Holder(Object held) {
            this.held = held;
        }
    }

    private static final class ThrowingWriter implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) {
            throw new UnsupportedOperationException("not me");
        }
    }

    @Test
    void shouldSayWhatToDoWhenAnObjectHasNoForm() {
        assertThatThrownBy(() -> codec.encode(new Socketlike()))
                .isExactlyInstanceOf(NotSerializableException.class)
                .hasMessageContaining("class=" + Socketlike.class.getName())
                .hasMessageContaining("let the class implement java.io.Serializable, make it a record, or bring a "
                        + "dev.ringwork.spi.TaskCodec");
    }

    @Test
    void shouldSayWhereTheObjectIs() {
        Order order =
                new Order("c", List.of(Optional.empty(), Optional.of(Map.of("gift", new Object[] {1, new Socketlike()
                }))));
        assertThatThrownBy(() -> codec.encode(order))
                .isExactlyInstanceOf(NotSerializableException.class)
                .hasMessageContaining("path=Order.items[1].get()[gift][1]");
        assertThatThrownBy(() -> codec.encode(new HashMap<>(Map.of(new Socketlike(), 1))))
                .hasMessageContaining("path=HashMap.key(#0)");
    }

    @Test
    void shouldNameTheFunctionalInterfacesWhenALambdaIsNotSerializable() {
        Callable<Integer> lambda = () -> 1;
        Runnable reference = Thread::yield;
        for (Object function : new Object[] {lambda, reference, List.of(lambda), new Holder(lambda)}) {
            assertThatThrownBy(() -> codec.encode(function))
                    .isExactlyInstanceOf(NotSerializableException.class)
                    .hasMessageContaining("a lambda crosses to a worker only when its target type is serializable")
                    .hasMessageContaining("dev.ringwork.function.SerializableCallable, SerializableRunnable, "
                            + "SerializableFunction or SerializableBiFunction");
        }
    }

    @Test
    void shouldGiveBackALambdaWhenItsTargetTypeIsSerializable() throws Exception {
        int captured = 41;
        SerializableCallable<Integer> lambda = () -> captured + 1;
        Object back = codec.decode(codec.encode(lambda));
        assertThat(((SerializableCallable<?>) back).call()).isEqualTo(42);
    }

    @Test
    void shouldAdviseACopyWhenACollectionIsAView() {
        List<Integer> view = new ArrayList<>(List.of(1, 2, 3)).subList(0, 2);
        assertThatThrownBy(() -> codec.encode(view)).hasMessageContaining("copy it into a java.util.ArrayList");
        Map<String, String> map = new HashMap<>();
        assertThatThrownBy(() -> codec.encode(map.keySet())).hasMessageContaining("copy it into a java.util.ArrayList");
    }

    /** A record of the JDK's own from 19 on, in a package that isn't open; a class before that. */
    @Test
    void shouldRefuseARecordThatCannotBeReached() {
        Object collector = Collectors.toList();
        assertThatThrownBy(() -> codec.encode(collector))
                .isExactlyInstanceOf(NotSerializableException.class)
                .hasMessageContaining("class=" + collector.getClass().getName())
                .hasMessageContaining(
                        collector.getClass().isRecord() ? "open its package to dev.ringwork" : "TaskCodec");
    }

    @Test
    void shouldNameTheInnerClassWhenASerializableObjectHoldsAnother() {
        assertThatThrownBy(() -> codec.encode(List.of("x", new Holder(new Socketlike()))))
                .isExactlyInstanceOf(NotSerializableException.class)
                .hasMessageContaining(
                        "what a java.io.Serializable object refers to must be java.io.Serializable too: class="
                                + Socketlike.class.getName())
                .hasMessageContaining("inside=" + Holder.class.getName())
                .hasMessageContaining("[1]");
    }

    @Test
    void shouldSayWhyACycleCannotCrossWhenNotAllOfItIsSerializable() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        cycle.add(Optional.of(1));
        assertThatThrownBy(() -> codec.encode(cycle))
                .isExactlyInstanceOf(NotSerializableException.class)
                .hasMessageContaining("a value that is cyclic or deeper than 200")
                .hasMessageContaining("class=java.util.Optional");
    }

    @Test
    void shouldFailOnlyTheEncodeWhenTheStackOverflows() throws Exception {
        Plain chain = new Plain("last");
        for (int i = 0; i < 1_000_000; i++) {
            Plain next = new Plain("n");
            next.other = chain;
            chain = next;
        }
        Plain deep = chain;
        assertThatThrownBy(() -> codec.encode(deep))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a value is encoded within the stack of its thread")
                .hasCauseInstanceOf(StackOverflowError.class);
        assertThat(codec.decode(codec.encode("next"))).isEqualTo("next");
    }

    @Test
    void shouldFailOnlyTheEncodeWhenAValuesOwnCodeThrows() {
        assertThatThrownBy(() -> codec.encode(new Throwing(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("path=Throwing.amount")
                .hasRootCauseMessage("no amount");
        assertThatThrownBy(() -> codec.encode(new ThrowingWriter()))
                .isInstanceOf(IOException.class)
                .hasRootCauseMessage("not me");
    }

    @Test
    void shouldRefuseACollectionThatChangesMeanwhile() {
        class Growing extends AbstractList<Integer> {
            @Override
            public Integer get(int index) {
                return index;
            }

            @Override
            public int size() {
                return 3;
            }
        }
        List<Object> list = new ArrayList<>();
        list.add(new Growing().toArray());
        record Appending(List<Object> target) {
            @Override
            public List<Object> target() {
                target.add("more");
                return List.of();
            }
        }
        list.add(new Appending(list));
        list.add("last");
        assertThatThrownBy(() -> codec.encode(list))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a value stays the same")
                .hasCauseInstanceOf(java.util.ConcurrentModificationException.class);
    }

    @Test
    void shouldLeaveTheSinkAsItWasWhenEncodingFails() throws Exception {
        ByteSink sink = new ByteSink();
        sink.putInt(1);
        assertThatThrownBy(() -> codec.write(sink, List.of("x", new Socketlike())))
                .isInstanceOf(IOException.class);
        assertThat(sink.length()).isEqualTo(4);
    }
}
