package dev.ringwork.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.spi.TaskCodec;
import dev.ringwork.wire.Samples.Range;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TaskCodecTest {
    /** Neither serializable nor a record. */
    static final class Point {
        final int x;

        Point(int x) {
            this.x = x;
        }
    }

    /** Claims points, ranges and, in vain, strings. */
    private static class PointCodec implements TaskCodec {
        private final int id;

        PointCodec(int id) {
            this.id = id;
        }

        @Override
        public int id() {
            return id;
        }

        @Override
        public boolean handles(Class<?> type) {
            return type == Point.class || type == Range.class || type == String.class;
        }

        @Override
        public byte[] encode(Object value) throws IOException {
            int number = value instanceof Point point ? point.x : ((Range) value).from();
            return (value.getClass().getSimpleName() + number).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Object decode(byte[] bytes, ClassLoader loader) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            return text.startsWith("Point") ? new Point(Integer.parseInt(text.substring(5))) : text;
        }
    }

    private static ValueCodec codec(TaskCodec... custom) {
        return new ValueCodec(TaskCodecTest.class.getClassLoader(), ValueCodec.defaultFilter(), List.of(custom));
    }

    @Test
    void shouldEncodeWhatATaskCodecHandles() throws Exception {
        ValueCodec codec = codec(new PointCodec(255));
        Object back = codec.decode(codec.encode(List.of(new Point(5), "plain")));
        assertThat(((Point) ((List<?>) back).get(0)).x).isEqualTo(5);
        assertThat(((List<?>) back).get(1)).isEqualTo("plain");
    }

    @Test
    void shouldPreferATaskCodecToRecords() throws Exception {
        ValueCodec codec = codec(new PointCodec(1));
        assertThat(codec.decode(codec.encode(new Range(3, 4)))).isEqualTo("Range3");
    }

    @Test
    void shouldRefuseTwoCodecsWithOneIdByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec(new PointCodec(7), new PointCodec(8), new PointCodec(7) {}))
                .withMessageContaining("id=7 codec=" + TaskCodecTest.class.getName() + "$1")
                .withMessageContaining("other=" + PointCodec.class.getName());
        for (int id : new int[] {0, -1, 256}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> codec(new PointCodec(id)))
                    .withMessageContaining("id=" + id);
        }
    }

    @Test
    void shouldSayWhatToDoWhenTheOtherSideHasNoSuchCodec() throws Exception {
        byte[] bytes = codec(new PointCodec(9)).encode(new Point(1));
        assertThatThrownBy(() -> codec().decode(bytes))
                .isInstanceOf(StreamCorruptedException.class)
                .hasMessageContaining("id=9: put it on the class path of the workers too");
    }

    @Test
    void shouldFailOnlyThatValueWhenACodecFails() throws Exception {
        TaskCodec failing = new PointCodec(1) {
            @Override
            public byte @Nullable [] encode(Object value) throws IOException {
                int x = ((Point) value).x;
                if (x == 0) {
                    throw new IllegalStateException("zero");
                } else if (x == 1) {
                    throw new IOException("one");
                }
                return x == 2 ? null : new byte[0];
            }

            @Override
            public Object decode(byte[] bytes, ClassLoader loader) {
                throw new IllegalStateException("no bytes");
            }
        };
        ValueCodec codec = codec(failing);
        assertThatThrownBy(() -> codec.encode(new Point(0)))
                .isInstanceOf(IOException.class)
                .hasRootCauseMessage("zero");
        assertThatThrownBy(() -> codec.encode(new Point(1)))
                .isInstanceOf(IOException.class)
                .hasMessage("one");
        assertThatThrownBy(() -> codec.encode(new Point(2))).hasMessageContaining("returned=null");
        byte[] bytes = codec.encode(new Point(3));
        assertThatThrownBy(() -> codec.decode(bytes))
                .isInstanceOf(InvalidObjectException.class)
                .hasRootCauseMessage("no bytes");
    }

    @Test
    void shouldLetACodecUseTheValueCodecItself() throws Exception {
        ValueCodec plain = Samples.codec();
        ValueCodec codec = codec(new PointCodec(1) {
            @Override
            public byte[] encode(Object value) throws IOException {
                return plain.encode(List.of("nested", ((Point) value).x));
            }

            @Override
            public Object decode(byte[] bytes, ClassLoader loader) {
                try {
                    return new Point((Integer) ((List<?>) plain.decode(bytes)).get(1));
                } catch (IOException | ClassNotFoundException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        Object[] back = (Object[]) codec.decode(codec.encode(new Object[] {"before", new Point(6), "after"}));
        assertThat(((Point) back[1]).x).isEqualTo(6);
        assertThat(back[2]).isEqualTo("after");
    }
}
