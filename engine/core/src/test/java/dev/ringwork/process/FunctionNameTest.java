package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.function.SerializableFunction;
import dev.ringwork.wire.ValueCodec;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FunctionNameTest {
    private final Functions functions = new Functions(
            new ValueCodec(FunctionNameTest.class.getClassLoader(), ValueCodec.defaultFilter(), List.of()), 1 << 10);

    @Test
    void shouldCallAMethodReferenceByItsMethod() throws IOException {
        SerializableFunction<String, Integer> reference = Integer::parseInt;

        assertThat(functions.of(reference).name()).isEqualTo("java.lang.Integer::parseInt");
    }

    @Test
    void shouldCallALambdaByTheClassThatHasIt() throws IOException {
        int captured = functions.hashCode();
        SerializableFunction<String, Integer> lambda = text -> text.length() + captured;

        assertThat(functions.of(lambda).name()).isEqualTo("a lambda of " + FunctionNameTest.class.getName());
    }

    /** A function with a name. */
    private static final class Length implements SerializableFunction<String, Integer> {
        private static final long serialVersionUID = 1L;

        @Override
        public Integer apply(String text) {
            return text.length();
        }
    }

    @Test
    void shouldCallAClassByItsName() throws IOException {
        assertThat(functions.of(new Length()).name()).isEqualTo(Length.class.getName());
    }
}
