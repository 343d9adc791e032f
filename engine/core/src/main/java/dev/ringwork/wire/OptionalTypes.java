package dev.ringwork.wire;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Optional values. Tags 0x40 to 0x4F. */
final class OptionalTypes {
    private OptionalTypes() {}

    static void list(Map<Class<?>, Byte> tags) {
        tags.put(Optional.class, Tag.OPTIONAL);
        tags.put(OptionalInt.class, Tag.OPTIONAL_INT);
        tags.put(OptionalLong.class, Tag.OPTIONAL_LONG);
        tags.put(OptionalDouble.class, Tag.OPTIONAL_DOUBLE);
    }

    static void write(byte tag, Object value, ValueWriter writer) throws IOException {
        ByteSink out = writer.sink();
        switch (tag) {
            case Tag.OPTIONAL -> writeOptional((Optional<?>) value, writer);
            case Tag.OPTIONAL_INT -> {
                OptionalInt optional = (OptionalInt) value;
                putHeader(tag, optional.isPresent(), out);
                out.putInt(optional.orElse(0));
            }
            case Tag.OPTIONAL_LONG -> {
                OptionalLong optional = (OptionalLong) value;
                putHeader(tag, optional.isPresent(), out);
                out.putLong(optional.orElse(0));
            }
            case Tag.OPTIONAL_DOUBLE -> {
                OptionalDouble optional = (OptionalDouble) value;
                putHeader(tag, optional.isPresent(), out);
                out.putLong(Double.doubleToRawLongBits(optional.orElse(0)));
            }
            default -> throw new IllegalArgumentException("not a tag of this group: tag=" + tag);
        }
    }

    private static void putHeader(byte tag, boolean present, ByteSink out) throws IOException {
        out.putByte(tag);
        out.putByte(present ? 1 : 0);
    }

    private static void writeOptional(Optional<?> optional, ValueWriter writer) throws IOException {
        if (optional.isEmpty()) {
            writer.sink().putByte(Tag.OPTIONAL_EMPTY);
            return;
        }
        writer.sink().putByte(Tag.OPTIONAL);
        try {
            writer.write(optional.get());
        } catch (EncodeProblem e) {
            throw e.within(".get()");
        }
    }

    static Object read(byte tag, ValueReader reader) throws IOException, ClassNotFoundException {
        ByteSource in = reader.source();
        switch (tag) {
            case Tag.OPTIONAL_EMPTY -> {
                return Optional.empty();
            }
            case Tag.OPTIONAL -> {
                Object value = reader.read();
                if (value == null) {
                    throw new NullPointerException("an Optional never holds null");
                }
                return Optional.of(value);
            }
            case Tag.OPTIONAL_INT -> {
                boolean present = in.takeBoolean();
                int value = in.takeInt();
                return present ? OptionalInt.of(value) : OptionalInt.empty();
            }
            case Tag.OPTIONAL_LONG -> {
                boolean present = in.takeBoolean();
                long value = in.takeLong();
                return present ? OptionalLong.of(value) : OptionalLong.empty();
            }
            case Tag.OPTIONAL_DOUBLE -> {
                boolean present = in.takeBoolean();
                double value = Double.longBitsToDouble(in.takeLong());
                return present ? OptionalDouble.of(value) : OptionalDouble.empty();
            }
            default -> throw ValueReader.unknown(tag);
        }
    }
}
