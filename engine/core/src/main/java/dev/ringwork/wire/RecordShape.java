package dev.ringwork.wire;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/**
 * The components of a record class, with handles on its accessors and its canonical constructor. Made once per class.
 *
 * <p>A primitive component is read through a handle that returns the primitive itself, so writing allocates nothing.
 */
final class RecordShape {
    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return make(type);
        }
    };

    private static final MethodHandle[] NO_HANDLES = {};

    private final Class<?> type;
    private final int fingerprint;
    private final String[] names;
    /** The component's primitive, as the tag of its box, or {@link Tag#NULL} for a reference. */
    private final byte[] forms;
    /** {@code (Object)primitive} or {@code (Object)Object}. */
    private final MethodHandle[] accessors;
    /** {@code (Object[])Object}; null when the class can't be reached. */
    private final @Nullable MethodHandle constructor;

    private final String whyUnreachable;
    /** What names the class the first time, see {@link Tag}. */
    private final byte[] introduction;

    private RecordShape(
            Class<?> type,
            int fingerprint,
            String[] names,
            byte[] forms,
            MethodHandle[] accessors,
            @Nullable MethodHandle constructor,
            String whyUnreachable) {
        this.type = type;
        this.fingerprint = fingerprint;
        this.names = names;
        this.forms = forms;
        this.accessors = accessors;
        this.constructor = constructor;
        this.whyUnreachable = whyUnreachable;
        this.introduction = introduce(type, fingerprint);
    }

    private static byte[] introduce(Class<?> type, int fingerprint) {
        ByteSink sink = new ByteSink();
        try {
            sink.putByte(1);
            sink.putText(type.getName());
            sink.putInt(fingerprint);
        } catch (IOException e) {
            throw new AssertionError("a class name is far below 2 GiB", e);
        }
        return sink.toByteArray();
    }

    /** Names the class for the first time in a message. */
    void introduce(ByteSink sink) throws IOException {
        sink.putBytes(introduction, 0, introduction.length);
    }

    static RecordShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    private static RecordShape make(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        if (components == null) {
            return unreachable(type, "the class is not a record");
        }
        try {
            return reach(type, components);
        } catch (InaccessibleObjectException | IllegalAccessException e) {
            return unreachable(type, "the record can't be reached: " + e.getMessage());
        } catch (NoSuchMethodException e) {
            return unreachable(type, "the record has no canonical constructor: " + e.getMessage());
        }
    }

    private static RecordShape unreachable(Class<?> type, String why) {
        return new RecordShape(type, 0, new String[0], new byte[0], NO_HANDLES, null, why);
    }

    private static RecordShape reach(Class<?> type, RecordComponent[] components)
            throws IllegalAccessException, NoSuchMethodException {
        int count = components.length;
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        Class<?>[] types = new Class<?>[count];
        String[] names = new String[count];
        byte[] forms = new byte[count];
        MethodHandle[] accessors = new MethodHandle[count];
        int fingerprint = 1;
        for (int i = 0; i < count; i++) {
            types[i] = components[i].getType();
            names[i] = components[i].getName();
            forms[i] = ScalarTypes.primitiveForm(types[i]);
            Method accessor = components[i].getAccessor();
            accessor.setAccessible(true);
            Class<?> seen = types[i].isPrimitive() ? types[i] : Object.class;
            accessors[i] = lookup.unreflect(accessor).asType(MethodType.methodType(seen, Object.class));
            fingerprint = 31 * (31 * fingerprint + names[i].hashCode())
                    + types[i].getName().hashCode();
        }
        Constructor<?> canonical = type.getDeclaredConstructor(types);
        canonical.setAccessible(true);
        MethodHandle constructor = lookup.unreflectConstructor(canonical)
                .asFixedArity()
                .asSpreader(Object[].class, count)
                .asType(MethodType.methodType(Object.class, Object[].class));
        return new RecordShape(type, fingerprint, names, forms, accessors, constructor, "");
    }

    Class<?> type() {
        return type;
    }

    /** Whether values can be read and made here. */
    boolean reachable() {
        return constructor != null;
    }

    /** Why not, when {@link #reachable} is false. */
    String whyUnreachable() {
        return whyUnreachable;
    }

    /** Checks that the class named by a message is a record with the same components here. */
    static void check(Class<?> type, int fingerprint) throws InvalidClassException {
        RecordShape here = of(type);
        if (!here.reachable()) {
            throw new InvalidClassException(type.getName(), here.whyUnreachable());
        }
        if (here.fingerprint != fingerprint) {
            throw new InvalidClassException(
                    type.getName(),
                    "a record has the same components in both processes: fingerprint=" + here.fingerprint
                            + " inMessage=" + fingerprint);
        }
    }

    /** Writes the class and the components of a record. */
    void write(ValueWriter out, Object record) throws IOException {
        out.writeClass(type, this);
        for (int i = 0; i < forms.length; i++) {
            try {
                writeComponent(out, record, i);
            } catch (EncodeProblem e) {
                throw e.within("." + names[i]);
            }
        }
    }

    private void writeComponent(ValueWriter out, Object record, int i) throws IOException {
        ByteSink sink = out.sink();
        MethodHandle accessor = accessors[i];
        Object part;
        try {
            switch (forms[i]) {
                case Tag.BOOLEAN -> {
                    sink.putByte((boolean) accessor.invokeExact(record) ? 1 : 0);
                    return;
                }
                case Tag.BYTE -> {
                    sink.putByte((byte) accessor.invokeExact(record));
                    return;
                }
                case Tag.SHORT -> {
                    sink.putShort((short) accessor.invokeExact(record));
                    return;
                }
                case Tag.CHAR -> {
                    sink.putChar((char) accessor.invokeExact(record));
                    return;
                }
                case Tag.INT -> {
                    sink.putInt((int) accessor.invokeExact(record));
                    return;
                }
                case Tag.LONG -> {
                    sink.putLong((long) accessor.invokeExact(record));
                    return;
                }
                case Tag.FLOAT -> {
                    sink.putInt(Float.floatToRawIntBits((float) accessor.invokeExact(record)));
                    return;
                }
                case Tag.DOUBLE -> {
                    sink.putLong(Double.doubleToRawLongBits((double) accessor.invokeExact(record)));
                    return;
                }
                default -> part = (Object) accessor.invokeExact(record);
            }
        } catch (IOException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw EncodeProblem.ownCode(record, e);
        }
        out.write(part);
    }

    /** Reads the components of a record, after its class, and makes it. */
    Object read(ValueReader in) throws IOException, ClassNotFoundException {
        if (constructor == null) {
            throw new InvalidClassException(type.getName(), whyUnreachable);
        }
        @Nullable Object[] parts = new Object[forms.length];
        ByteSource source = in.source();
        for (int i = 0; i < parts.length; i++) {
            parts[i] = forms[i] == Tag.NULL ? in.read() : ScalarTypes.read(forms[i], source);
        }
        try {
            return (Object) constructor.invokeExact(parts);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            InvalidObjectException failure =
                    new InvalidObjectException("a record's constructor takes what its accessors gave: record="
                            + type.getName() + " cause=" + e.getClass().getName());
            failure.initCause(e);
            throw failure;
        }
    }
}
