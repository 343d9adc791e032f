package dev.ringwork.wire;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.lang.reflect.Array;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arrays: primitive ones as blocks of memory, others element by element. Tags 0x10 to 0x1F. */
final class ArrayTypes {
    private ArrayTypes() {}

    static void list(Map<Class<?>, Byte> tags) {
        tags.put(boolean[].class, Tag.BOOLEANS);
        tags.put(byte[].class, Tag.BYTES);
        tags.put(short[].class, Tag.SHORTS);
        tags.put(char[].class, Tag.CHARS);
        tags.put(int[].class, Tag.INTS);
        tags.put(long[].class, Tag.LONGS);
        tags.put(float[].class, Tag.FLOATS);
        tags.put(double[].class, Tag.DOUBLES);
        tags.put(String[].class, Tag.STRINGS);
    }

    /** The bytes of one element. */
    static int elementBytes(Class<?> primitive) {
        if (primitive == long.class || primitive == double.class) {
            return Long.BYTES;
        } else if (primitive == int.class || primitive == float.class) {
            return Integer.BYTES;
        } else {
            return primitive == short.class || primitive == char.class ? Short.BYTES : 1;
        }
    }

    static void write(byte tag, Object value, ValueWriter writer) throws IOException {
        ByteSink out = writer.sink();
        out.putByte(tag);
        switch (tag) {
            case Tag.BOOLEANS -> writeBooleans((boolean[]) value, out);
            case Tag.BYTES -> {
                byte[] array = (byte[]) value;
                out.putVarint(array.length);
                out.putBytes(array, 0, array.length);
            }
            case Tag.SHORTS -> {
                short[] array = (short[]) value;
                out.putVarint(array.length);
                out.putBody((long) array.length * Short.BYTES).asShortBuffer().put(array);
            }
            case Tag.CHARS -> {
                char[] array = (char[]) value;
                out.putVarint(array.length);
                out.putBody((long) array.length * Character.BYTES)
                        .asCharBuffer()
                        .put(array);
            }
            case Tag.INTS -> writeInts((int[]) value, out);
            case Tag.LONGS -> {
                long[] array = (long[]) value;
                out.putVarint(array.length);
                out.putBody((long) array.length * Long.BYTES).asLongBuffer().put(array);
            }
            case Tag.FLOATS -> {
                float[] array = (float[]) value;
                out.putVarint(array.length);
                out.putBody((long) array.length * Float.BYTES).asFloatBuffer().put(array);
            }
            case Tag.DOUBLES -> {
                double[] array = (double[]) value;
                out.putVarint(array.length);
                out.putBody((long) array.length * Double.BYTES).asDoubleBuffer().put(array);
            }
            case Tag.STRINGS -> writeElements((@Nullable Object[]) value, writer);
            case Tag.OBJECTS -> {
                writer.writeClass(value.getClass().getComponentType(), null);
                writeElements((@Nullable Object[]) value, writer);
            }
            default -> throw new IllegalArgumentException("not a tag of this group: tag=" + tag);
        }
    }

    private static void writeBooleans(boolean[] array, ByteSink out) throws IOException {
        out.putVarint(array.length);
        for (boolean element : array) {
            out.putByte(element ? 1 : 0);
        }
    }

    private static void writeInts(int[] array, ByteSink out) throws IOException {
        out.putVarint(array.length);
        if (array.length < ByteSink.BULK) {
            for (int element : array) {
                out.putInt(element);
            }
        } else {
            out.putBody((long) array.length * Integer.BYTES).asIntBuffer().put(array);
        }
    }

    private static void writeElements(@Nullable Object[] array, ValueWriter writer) throws IOException {
        writer.sink().putVarint(array.length);
        for (int i = 0; i < array.length; i++) {
            writer.writeElement(array[i], i);
        }
    }

    static Object read(byte tag, ValueReader reader) throws IOException, ClassNotFoundException {
        ByteSource in = reader.source();
        switch (tag) {
            case Tag.BOOLEANS -> {
                boolean[] array = new boolean[in.takeCount(1)];
                for (int i = 0; i < array.length; i++) {
                    array[i] = in.takeBoolean();
                }
                return array;
            }
            case Tag.BYTES -> {
                return in.takeBytes(in.takeCount(1));
            }
            case Tag.SHORTS -> {
                short[] array = new short[in.takeCount(Short.BYTES)];
                in.takeBody(array.length * Short.BYTES).asShortBuffer().get(array);
                return array;
            }
            case Tag.CHARS -> {
                char[] array = new char[in.takeCount(Character.BYTES)];
                in.takeBody(array.length * Character.BYTES).asCharBuffer().get(array);
                return array;
            }
            case Tag.INTS -> {
                return readInts(in);
            }
            case Tag.LONGS -> {
                long[] array = new long[in.takeCount(Long.BYTES)];
                in.takeBody(array.length * Long.BYTES).asLongBuffer().get(array);
                return array;
            }
            case Tag.FLOATS -> {
                float[] array = new float[in.takeCount(Float.BYTES)];
                in.takeBody(array.length * Float.BYTES).asFloatBuffer().get(array);
                return array;
            }
            case Tag.DOUBLES -> {
                double[] array = new double[in.takeCount(Double.BYTES)];
                in.takeBody(array.length * Double.BYTES).asDoubleBuffer().get(array);
                return array;
            }
            case Tag.STRINGS -> {
                return readElements(new @Nullable String[reader.takeElements(1)], reader);
            }
            case Tag.OBJECTS -> {
                return readObjects(reader);
            }
            default -> throw ValueReader.unknown(tag);
        }
    }

    private static int[] readInts(ByteSource in) throws IOException {
        int[] array = new int[in.takeCount(Integer.BYTES)];
        if (array.length < ByteSink.BULK) {
            for (int i = 0; i < array.length; i++) {
                array[i] = in.takeInt();
            }
        } else {
            in.takeBody(array.length * Integer.BYTES).asIntBuffer().get(array);
        }
        return array;
    }

    private static Object readObjects(ValueReader reader) throws IOException, ClassNotFoundException {
        Class<?> component = reader.readClass();
        int count = reader.takeElements(1);
        reader.askFilter(component.arrayType(), count);
        return readElements((@Nullable Object[]) Array.newInstance(component, count), reader);
    }

    private static Object readElements(@Nullable Object[] array, ValueReader reader)
            throws IOException, ClassNotFoundException {
        for (int i = 0; i < array.length; i++) {
            Object element = reader.readElement();
            try {
                array[i] = element;
            } catch (ArrayStoreException e) {
                InvalidObjectException failure =
                        new InvalidObjectException("an array's elements are of its component type: array="
                                + array.getClass().getName() + " index=" + i);
                failure.initCause(e);
                throw failure;
            }
        }
        return array;
    }
}
