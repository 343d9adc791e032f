package dev.ringwork.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.wire.Samples.Color;
import dev.ringwork.wire.Samples.Plain;
import dev.ringwork.wire.Samples.Range;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.rmi.RemoteException;
import java.rmi.server.UID;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.BadAttributeValueExpException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FilterTest {
    private static ValueCodec codec(ObjectInputFilter filter) {
        return new ValueCodec(FilterTest.class.getClassLoader(), filter, List.of());
    }

    private static ObjectInputFilter rejecting(Class<?> refused) {
        return info -> info.serialClass() == refused ? Status.REJECTED : Status.UNDECIDED;
    }

    static Object[][] named() {
        return new Object[][] {
            {new Range(1, 2), Range.class},
            {Color.GREEN, Color.class},
            {new Range[] {new Range(1, 2)}, Range.class},
            {new Range[0], Range.class},
            {new Range[0], Range[].class},
            {List.of(new Plain("x")), Plain.class},
            {new ArrayList<>(List.of("x", new Plain[0])), Plain.class}
        };
    }

    @ParameterizedTest
    @MethodSource("named")
    void shouldOfferEveryClassThatTheMessageNames(Object value, Class<?> named) throws Exception {
        ValueCodec codec = codec(rejecting(named));
        byte[] bytes = codec.encode(value);
        assertThatThrownBy(() -> codec.decode(bytes))
                .isInstanceOf(InvalidClassException.class)
                .hasMessageContaining(named.getName())
                .hasMessageContaining("deserializationFilter");
    }

    @Test
    void shouldFailTheDecodeWhenTheFilterThrows() throws Exception {
        ValueCodec codec = codec(info -> {
            throw new IllegalStateException("filter bug");
        });
        for (Object value : new Object[] {new Range(1, 2), new Plain("x")}) {
            byte[] bytes = codec.encode(value);
            assertThatThrownBy(() -> codec.decode(bytes))
                    .isInstanceOf(InvalidClassException.class)
                    .hasStackTraceContaining("filter bug");
        }
    }

    @Test
    void shouldUnderstandPatternFilters() throws Exception {
        ValueCodec codec = codec(ObjectInputFilter.Config.createFilter("dev.ringwork.wire.Samples$Range;!*"));
        assertThat(codec.decode(codec.encode(List.of(new Range(1, 2))))).isEqualTo(List.of(new Range(1, 2)));
        assertThat((Object[]) codec.decode(codec.encode(new Range[] {new Range(1, 2)})))
                .isEqualTo(new Range[] {new Range(1, 2)});
        byte[] bytes = codec.encode(Color.RED);
        assertThatThrownBy(() -> codec.decode(bytes)).isInstanceOf(InvalidClassException.class);
    }

    @Test
    void shouldRefuseKnownEntryPointsByDefaultButNotExceptionsSaveOne() throws Exception {
        ValueCodec codec = Samples.codec();
        for (Object value : new Object[] {new UID(), new ObjectName("a:b=c")}) {
            byte[] bytes = codec.encode(value);
            assertThatThrownBy(() -> codec.decode(bytes))
                    .isInstanceOf(InvalidClassException.class)
                    .hasMessageContaining(value.getClass().getName());
        }
        assertThat(codec.decode(codec.encode(new RemoteException("data")))).isInstanceOf(RemoteException.class);
        byte[] gadget = codec.encode(new BadAttributeValueExpException("its reading asks for toString"));
        assertThatThrownBy(() -> codec.decode(gadget)).isInstanceOf(InvalidClassException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"ALLOWED", "UNDECIDED"})
    void shouldLetTheUsersFilterReplaceTheList(Status status) throws Exception {
        ValueCodec codec = codec(info -> status);
        UID uid = new UID();
        assertThat(codec.decode(codec.encode(uid))).isEqualTo(uid);
    }

    @Test
    void shouldKeepTheDepthLimitWhateverTheFilterSays() throws Exception {
        StreamLimits limits = limits(info -> Status.ALLOWED, 1_000_000);
        assertThat(limits.checkInput(new Filters.Offer(Plain.class, -1, StreamLimits.MAX_DEPTH, 1, 1)))
                .isEqualTo(Status.ALLOWED);
        assertThat(limits.checkInput(new Filters.Offer(Plain.class, -1, StreamLimits.MAX_DEPTH + 1, 1, 1)))
                .isEqualTo(Status.REJECTED);
    }

    private static StreamLimits limits(ObjectInputFilter filter, long messageBytes) {
        return new StreamLimits(filter, messageBytes, new StreamFollower(new HashCost(messageBytes)));
    }

    @Test
    void shouldAdmitArraysAsLargeAsTheMessageCanHold() {
        StreamLimits limits = limits(info -> Status.UNDECIDED, ByteSink.MAX_LENGTH);
        assertThat(limits.checkInput(new Filters.Offer(long[].class, 268_000_000, 1, 1, 1)))
                .isEqualTo(Status.UNDECIDED);
        assertThat(limits.checkInput(new Filters.Offer(long[].class, 1_000_000, 1, 1, 1)))
                .as("together they are more than the message")
                .isEqualTo(Status.REJECTED);
    }

    @Test
    void shouldGiveBackLargeArraysAndManyHashTablesInsideJavaSerialization() throws Exception {
        Bag bag = new Bag();
        bag.contents.add(new double[300][1_000]);
        for (int i = 0; i < 10_000; i++) {
            bag.contents.add(new HashMap<>(Map.of(i, i)));
            bag.contents.add(new HashSet<>(Set.of()));
        }
        assertThat(((Bag) Samples.roundTrip(bag)).contents).hasSize(20_001);
    }

    private static final class Bag implements Serializable {
        private static final long serialVersionUID = 1L;

        final ArrayList<Object> contents = new ArrayList<>();
    }

    @Test
    void shouldGiveBackProxiesAndClassObjects() throws Exception {
        Comparable<?> proxy = (Comparable<?>) Proxy.newProxyInstance(
                FilterTest.class.getClassLoader(), new Class<?>[] {Comparable.class, Hidden.class}, new Answering());
        Object back = Samples.roundTrip(proxy);
        assertThat(((Hidden) back).answer()).isEqualTo("answer");
        for (Object type : new Object[] {int.class, void.class, String[].class, Range.class}) {
            assertThat(Samples.roundTrip(type)).isSameAs(type);
        }
    }

    /** Not public, so its proxies belong to this package. */
    interface Hidden {
        String answer();
    }

    private static final class Answering implements InvocationHandler, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws IOException {
            return method.getName();
        }
    }
}
