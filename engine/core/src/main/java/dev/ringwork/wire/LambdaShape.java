package dev.ringwork.wire;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * How serializable lambdas and method references of one class cross: as what {@link SerializedLambda} holds, the place in the
 * source and the captured values, without a Java stream around it. The class that they were written in makes them again, as it
 * does for Java serialization.
 *
 * <p>Only while all that is captured is plain: of other values Java serialization keeps which are the same object, so those
 * lambdas are left to it.
 */
final class LambdaShape {
    /** The method that a compiler adds to a class with serializable lambdas, accessible where that can be had; null without one. */
    private static final ClassValue<@Nullable Method> MAKERS = new ClassValue<>() {
        @Override
        protected @Nullable Method computeValue(Class<?> type) {
            return find(type, "$deserializeLambda$", SerializedLambda.class);
        }
    };

    private final Method replacement;
    /** The same for all lambdas of a class. Made by the first that is written; raced, any will do. */
    private volatile @Nullable Place place;

    /**
     * Where in the source lambdas stand: all that {@link SerializedLambda} holds but the captured values.
     *
     * @param capturing the class that they were written in
     */
    record Place(
            Class<?> capturing,
            String interfaceClass,
            String interfaceMethod,
            String interfaceSignature,
            int kind,
            String implClass,
            String implMethod,
            String implSignature,
            String instantiated) {

        static Place of(SerializedLambda form, @Nullable ClassLoader loader) throws ClassNotFoundException {
            return new Place(
                    Class.forName(form.getCapturingClass().replace('/', '.'), false, loader),
                    form.getFunctionalInterfaceClass(),
                    form.getFunctionalInterfaceMethodName(),
                    form.getFunctionalInterfaceMethodSignature(),
                    form.getImplMethodKind(),
                    form.getImplClass(),
                    form.getImplMethodName(),
                    form.getImplMethodSignature(),
                    form.getInstantiatedMethodType());
        }

        void write(ValueWriter out) throws IOException {
            RecordShape shape = capturing.isRecord() ? RecordShape.of(capturing) : null;
            out.writeClass(capturing, shape != null && shape.reachable() ? shape : null);
            ByteSink sink = out.sink();
            sink.putText(interfaceClass);
            sink.putText(interfaceMethod);
            sink.putText(interfaceSignature);
            sink.putByte(kind);
            sink.putText(implClass);
            sink.putText(implMethod);
            sink.putText(implSignature);
            sink.putText(instantiated);
        }

        /** The filter is asked for both classes of ours that a Java stream would name. */
        static Place read(ValueReader in) throws IOException, ClassNotFoundException {
            in.askFilter(SerializedLambda.class, -1);
            Class<?> capturing = in.readClass();
            ByteSource source = in.source();
            return new Place(
                    capturing,
                    source.takeText(),
                    source.takeText(),
                    source.takeText(),
                    source.takeByte(),
                    source.takeText(),
                    source.takeText(),
                    source.takeText(),
                    source.takeText());
        }

        SerializedLambda with(@Nullable Object[] captured) {
            return new SerializedLambda(
                    capturing,
                    interfaceClass,
                    interfaceMethod,
                    interfaceSignature,
                    kind,
                    implClass,
                    implMethod,
                    implSignature,
                    instantiated,
                    captured);
        }
    }

    private LambdaShape(Method replacement) {
        this.replacement = replacement;
    }

    /** The shape of a class, null when it is no serializable lambda's or its module keeps it to itself. */
    static @Nullable LambdaShape of(Class<?> type) {
        if (!type.isHidden() || !type.getName().contains("$$Lambda")) {
            return null;
        }
        Method replacement = find(type, "writeReplace");
        return replacement != null && isTheRuntimes(replacement) && replacement.trySetAccessible()
                ? new LambdaShape(replacement)
                : null;
    }

    private static boolean isTheRuntimes(Method method) {
        return Modifier.isPrivate(method.getModifiers()) && Modifier.isFinal(method.getModifiers());
    }

    private static @Nullable Method find(Class<?> type, String name, Class<?>... parameters) {
        try {
            Method method = type.getDeclaredMethod(name, parameters);
            method.trySetAccessible();
            return method;
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    /** Writes a lambda; false, and nothing is written, when Java serialization has to. */
    boolean write(ValueWriter out, Object lambda) throws IOException {
        if (!(replace(lambda) instanceof SerializedLambda form)) {
            return false;
        }
        int count = form.getCapturedArgCount();
        for (int i = 0; i < count; i++) {
            if (!out.isPlain(form.getCapturedArg(i))) {
                return false;
            }
        }
        Place here = place;
        if (here == null) {
            try {
                here = Place.of(form, lambda.getClass().getClassLoader());
            } catch (ClassNotFoundException e) {
                return false; // the class has no name of its own, so who reads could not find it either
            }
            place = here;
        }
        ByteSink sink = out.sink();
        sink.putByte(Tag.LAMBDA);
        out.writePlace(here);
        sink.putVarint(count);
        for (int i = 0; i < count; i++) {
            out.write(form.getCapturedArg(i));
        }
        return true;
    }

    private Object replace(Object lambda) throws IOException {
        try {
            return replacement.invoke(lambda);
        } catch (InvocationTargetException e) {
            throw EncodeProblem.ownCode(lambda, unlessError(e));
        } catch (IllegalAccessException e) {
            throw EncodeProblem.ownCode(lambda, e);
        }
    }

    /** Reads what {@link #write} wrote, after its tag. */
    static Object read(ValueReader in) throws IOException, ClassNotFoundException {
        Place place = in.readPlace();
        @Nullable Object[] captured = new Object[in.takeElements(1)];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = in.readPlain();
        }
        SerializedLambda form = place.with(captured);
        Method maker = MAKERS.get(place.capturing());
        if (maker == null) {
            throw unknown(place, new NoSuchMethodException("it has no serializable lambdas"));
        }
        return maker.canAccess(null) ? make(maker, form, place) : in.throughJava(form); // which may call it anywhere
    }

    private static Object make(Method maker, SerializedLambda form, Place place) throws InvalidObjectException {
        Object lambda;
        try {
            lambda = maker.invoke(null, form);
        } catch (InvocationTargetException e) {
            throw unknown(place, unlessError(e));
        } catch (IllegalAccessException | IllegalArgumentException e) {
            throw unknown(place, e);
        }
        if (lambda == null) {
            throw unknown(place, new NullPointerException("null instead of a lambda"));
        }
        return lambda;
    }

    /** What was thrown, unless that is an Error, which passes. */
    private static Throwable unlessError(InvocationTargetException e) {
        Throwable cause = e.getCause();
        if (cause instanceof Error error) {
            throw error;
        }
        return cause == null ? e : cause;
    }

    private static InvalidObjectException unknown(Place place, Throwable cause) {
        InvalidObjectException failure =
                new InvalidObjectException("a lambda is made again by the class that it was written in: class="
                        + place.capturing().getName() + " method=" + place.implMethod()
                        + "; both processes need the same version of it");
        failure.initCause(cause);
        return failure;
    }
}
