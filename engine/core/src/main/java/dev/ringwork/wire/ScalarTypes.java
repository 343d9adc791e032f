package dev.ringwork.wire;

import java.io.IOException;
import java.io.StreamCorruptedException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values without parts: boxed primitives, strings, big numbers. Tags 0x00 to 0x0F. */
final class ScalarTypes {
    private ScalarTypes() {}

    static void list(Map<Class<?>, Byte> tags) {
        tags.put(Boolean.class, Tag.BOOLEAN);
        tags.put(Byte.class, Tag.BYTE);
        tags.put(Short.class, Tag.SHORT);
        tags.put(Character.class, Tag.CHAR);
        tags.put(Integer.class, Tag.INT);
        tags.put(Long.class, Tag.LONG);
        tags.put(Float.class, Tag.FLOAT);
        tags.put(Double.class, Tag.DOUBLE);
        tags.put(String.class, Tag.STRING);
        tags.put(BigInteger.class, Tag.BIG_INTEGER);
        tags.put(BigDecimal.class, Tag.BIG_DECIMAL);
        tags.put(UUID.class, Tag.UUID);
        // Paths of the default file system only: those of others (a zip file's) have another class.
        tags.put(Path.of("").getClass(), Tag.PATH);
    }

    /** The tag of a primitive type's box, or {@link Tag#NULL} for a reference type. */
    static byte primitiveForm(Class<?> type) {
        if (type == boolean.class) {
            return Tag.BOOLEAN;
        } else if (type == byte.class) {
            return Tag.BYTE;
        } else if (type == short.class) {
            return Tag.SHORT;
        } else if (type == char.class) {
            return Tag.CHAR;
        } else if (type == int.class) {
            return Tag.INT;
        } else if (type == long.class) {
            return Tag.LONG;
        } else if (type == float.class) {
            return Tag.FLOAT;
        } else {
            return type == double.class ? Tag.DOUBLE : Tag.NULL;
        }
    }

    static void write(byte tag, Object value, ByteSink out) throws IOException {
        out.putByte(tag);
        switch (tag) {
            case Tag.BOOLEAN -> out.putByte((Boolean) value ? 1 : 0);
            case Tag.BYTE -> out.putByte((Byte) value);
            case Tag.SHORT -> out.putShort((Short) value);
            case Tag.CHAR -> out.putChar((Character) value);
            case Tag.INT -> out.putInt((Integer) value);
            case Tag.LONG -> out.putLong((Long) value);
            case Tag.FLOAT -> out.putInt(Float.floatToRawIntBits((Float) value));
            case Tag.DOUBLE -> out.putLong(Double.doubleToRawLongBits((Double) value));
            case Tag.STRING -> out.putText((String) value);
            case Tag.BIG_INTEGER -> writeBig((BigInteger) value, out);
            case Tag.BIG_DECIMAL -> {
                out.putInt(((BigDecimal) value).scale());
                writeBig(((BigDecimal) value).unscaledValue(), out);
            }
            case Tag.UUID -> {
                out.putLong(((UUID) value).getMostSignificantBits());
                out.putLong(((UUID) value).getLeastSignificantBits());
            }
            case Tag.PATH -> out.putText(value.toString());
            default -> throw new IllegalArgumentException("not a tag of this group: tag=" + tag);
        }
    }

    static @Nullable Object read(byte tag, ByteSource in) throws IOException {
        return switch (tag) {
            case Tag.NULL -> null;
            case Tag.BOOLEAN -> in.takeBoolean();
            case Tag.BYTE -> in.takeByte();
            case Tag.SHORT -> in.takeShort();
            case Tag.CHAR -> in.takeChar();
            case Tag.INT -> in.takeInt();
            case Tag.LONG -> in.takeLong();
            case Tag.FLOAT -> Float.intBitsToFloat(in.takeInt());
            case Tag.DOUBLE -> Double.longBitsToDouble(in.takeLong());
            case Tag.STRING -> in.takeText();
            case Tag.BIG_INTEGER -> readBig(in);
            case Tag.BIG_DECIMAL -> {
                int scale = in.takeInt();
                yield new BigDecimal(readBig(in), scale);
            }
            case Tag.UUID -> {
                long high = in.takeLong();
                yield new UUID(high, in.takeLong());
            }
            case Tag.PATH -> Path.of(in.takeText());
            default -> throw ValueReader.unknown(tag);
        };
    }

    private static void writeBig(BigInteger value, ByteSink out) throws IOException {
        // A subclass, as the part of a BigDecimal, would be asked for its own idea of its bytes: no harm done by that.
        byte[] bytes = value.toByteArray();
        out.putVarint(bytes.length);
        out.putBytes(bytes, 0, bytes.length);
    }

    private static BigInteger readBig(ByteSource in) throws StreamCorruptedException {
        int count = in.takeCount(1);
        if (count == 0) {
            throw new StreamCorruptedException("a BigInteger has at least one byte: bytes=0");
        }
        int from = in.takeRange(count);
        return new BigInteger(in.array(), from, count);
    }
}
