package dev.ringwork.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.function.SerializableCallable;
import dev.ringwork.function.SerializableFunction;
import dev.ringwork.wire.Samples.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter.Status;
import java.io.ObjectOutputStream;
import java.io.StreamCorruptedException;
import java.lang.invoke.SerializedLambda;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Functions cross as the place in the source that they were written at. */
class LambdaTest {
    private static final int WHOLE_NUMBER = 7;

    private final ValueCodec codec = Samples.codec();

    private static byte tagOf(byte[] encoded) {
        return encoded[0];
    }

    @SuppressWarnings("unchecked") // the codec gives back what it was given
    private <T> T back(T value) throws IOException, ClassNotFoundException {
        return (T) codec.decode(codec.encode(value));
    }

    @Test
    void shouldGiveBackAFunctionWithoutState() throws Exception {
        SerializableFunction<Integer, Integer> lambda = x -> x + 1;
        SerializableFunction<Integer, Integer> reference = Math::abs;
        SerializableFunction<String, Integer> unbound = String::length;
        SerializableFunction<String, StringBuilder> constructor = StringBuilder::new;

        assertThat(tagOf(codec.encode(lambda))).isEqualTo(Tag.LAMBDA);
        assertThat(back(lambda).apply(1)).isEqualTo(2);
        assertThat(back(reference).apply(-3)).isEqualTo(3);
        assertThat(back(unbound).apply("four")).isEqualTo(4);
        assertThat(back(constructor).apply("x")).hasToString("x");
    }

    @Test
    void shouldGiveBackWhatAFunctionCapturedWhenThatIsPlain() throws Exception {
        long number = 1L << 40;
        char letter = 'ä';
        String text = "text";
        Color color = Color.GREEN;
        String nothing = nothing();
        BigDecimal money = new BigDecimal("12.50");
        Duration time = Duration.ofMillis(WHOLE_NUMBER);
        SerializableCallable<String> lambda =
                () -> number + " " + letter + " " + text + " " + color + " " + nothing + " " + money + " " + time;
        SerializableCallable<Integer> bound = text::length;

        assertThat(tagOf(codec.encode(lambda))).isEqualTo(Tag.LAMBDA);
        assertThat(back(lambda).call()).isEqualTo(lambda.call());
        assertThat(tagOf(codec.encode(bound))).isEqualTo(Tag.LAMBDA);
        assertThat(back(bound).call()).isEqualTo(4);
    }

    private static @Nullable String nothing() {
        return null;
    }

    /** The same class every time, so what its first lambda captured must not stick to it. */
    @Test
    void shouldGiveBackWhatEachLambdaOfOnePlaceCaptured() throws Exception {
        List<SerializableCallable<Integer>> lambdas = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int captured = i;
            lambdas.add(() -> captured);
        }

        List<Integer> results = new ArrayList<>();
        for (SerializableCallable<Integer> lambda : back(lambdas)) {
            results.add(lambda.call());
        }
        assertThat(results).containsExactly(0, 1, 2);
    }

    @Test
    void shouldKeepWhichCapturedObjectsAreTheSame() throws Exception {
        int[] numbers = {1, 2};
        List<int[]> list = new ArrayList<>(List.of(numbers));
        SerializableCallable<Boolean> same = () -> list.get(0) == numbers;

        assertThat(tagOf(codec.encode(same))).isEqualTo(Tag.JAVA);
        assertThat(back(same).call()).isTrue();
    }

    /** One of the JDK's own, whose module lets nobody in: never written so, but a class may be open to one process only. */
    @Test
    void shouldMakeALambdaThroughAJavaStreamWhereItsClassCannotBeReached() throws Exception {
        Comparator<Map.Entry<Integer, String>> byKey = Map.Entry.comparingByKey();
        assertThat(tagOf(codec.encode(byKey))).isEqualTo(Tag.JAVA);

        Object back = codec.decode(message(LambdaShape.Place.of(formOf(byKey), null)));

        assertThat(back).isInstanceOf(Comparator.class);
        @SuppressWarnings("unchecked")
        Comparator<Map.Entry<Integer, String>> made = (Comparator<Map.Entry<Integer, String>>) back;
        assertThat(made.compare(Map.entry(1, "b"), Map.entry(2, "a"))).isNegative();
    }

    @Test
    void shouldSayWhichVersionsDifferWhenTheClassHasNoLambdas() throws Exception {
        LambdaShape.Place none = new LambdaShape.Place(
                Color.class, "java/lang/Runnable", "run", "()V", 6, "java/lang/Thread", "yield", "()V", "()V");

        assertThatThrownBy(() -> codec.decode(message(none)))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessageContaining("class=" + Color.class.getName())
                .hasMessageContaining("the same version");
    }

    @Test
    void shouldNameAPlaceOnceInAMessage() throws Exception {
        SerializableCallable<Integer> one = () -> WHOLE_NUMBER;
        SerializableCallable<Integer> other = () -> -WHOLE_NUMBER;
        int alone = codec.encode(List.of(one, other)).length;

        byte[] often = codec.encode(List.of(one, other, one, other, one));

        assertThat(often).hasSizeLessThan(alone + 10);
        List<Integer> results = new ArrayList<>();
        for (Object lambda : (List<?>) codec.decode(often)) {
            results.add((Integer) ((SerializableCallable<?>) lambda).call());
        }
        assertThat(results).containsExactly(WHOLE_NUMBER, -WHOLE_NUMBER, WHOLE_NUMBER, -WHOLE_NUMBER, WHOLE_NUMBER);
    }

    @Test
    void shouldRefuseAPlaceThatWasNotNamed() {
        assertThatThrownBy(() -> codec.decode(new byte[] {Tag.LAMBDA, 3, 0}))
                .isInstanceOf(StreamCorruptedException.class)
                .hasMessageContaining("number=3 placesNamed=0");
    }

    private byte[] message(LambdaShape.Place place) throws IOException {
        ByteSink sink = new ByteSink();
        sink.putByte(Tag.LAMBDA);
        new ValueWriter(codec, sink).writePlace(place);
        sink.putVarint(0);
        return sink.toByteArray();
    }

    /** What Java serialization writes for a lambda. */
    private static SerializedLambda formOf(Object lambda) throws IOException {
        AtomicReference<Object> form = new AtomicReference<>();
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream()) {
            {
                enableReplaceObject(true);
            }

            @Override
            protected Object replaceObject(Object object) {
                form.compareAndSet(null, object);
                return object;
            }
        }) {
            out.writeObject(lambda);
        }
        return (SerializedLambda) form.get();
    }

    @Test
    void shouldAskTheFilterForTheLambdaAndForItsClass() throws Exception {
        SerializableCallable<Integer> lambda = () -> WHOLE_NUMBER;
        byte[] bytes = codec.encode(lambda);
        for (Class<?> refused : new Class<?>[] {SerializedLambda.class, LambdaTest.class}) {
            ValueCodec strict = new ValueCodec(
                    LambdaTest.class.getClassLoader(),
                    info -> info.serialClass() == refused ? Status.REJECTED : Status.UNDECIDED,
                    List.of());
            assertThatThrownBy(() -> strict.decode(bytes))
                    .isInstanceOf(InvalidClassException.class)
                    .hasMessageContaining(refused.getName())
                    .hasMessageContaining("deserializationFilter");
        }
    }

    @Test
    void shouldSayWhichVersionsDifferWhenTheClassDoesNotKnowTheLambda() throws Exception {
        SerializableCallable<Integer> lambda = () -> WHOLE_NUMBER;
        byte[] bytes = codec.encode(lambda);
        byte[] name = "lambda$".getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at < bytes.length - name.length; at++) {
            if (Arrays.equals(bytes, at, at + name.length, name, 0, name.length)) {
                bytes[at] = 'L';
            }
        }

        assertThatThrownBy(() -> codec.decode(bytes))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessageContaining("class=" + LambdaTest.class.getName())
                .hasMessageContaining("method=Lambda$")
                .hasMessageContaining("the same version");
    }

    @Test
    void shouldRefuseACapturedValueThatIsNotPlain() throws Exception {
        byte captured = WHOLE_NUMBER;
        SerializableCallable<Byte> lambda = () -> captured;
        byte[] bytes = codec.encode(lambda);
        assertThat(bytes).endsWith(Tag.BYTE, WHOLE_NUMBER);
        bytes[bytes.length - 2] = Tag.ARRAY_LIST;

        assertThatThrownBy(() -> codec.decode(bytes))
                .isInstanceOf(StreamCorruptedException.class)
                .hasMessageContaining("a plain value stands here: tag=" + Tag.ARRAY_LIST);
    }
}
