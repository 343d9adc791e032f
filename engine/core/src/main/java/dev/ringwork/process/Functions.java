package dev.ringwork.process;

import dev.ringwork.wire.Frames;
import dev.ringwork.wire.ValueCodec;
import java.io.IOException;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The functions of a pool. A lambda or method reference without captured values is one function however often it is
 * written down as an object, so its class stands for it; any other object is encoded anew for every call, because its state
 * may have changed.
 */
final class Functions {
    private static final byte[] NO_BYTES = {};

    private final ValueCodec codec;
    /** Longest definition that fits into a record; a longer function goes with each call, whose body may be streamed. */
    private final int mostBytes;

    private final ConcurrentHashMap<Class<?>, FunctionDef> byClass = new ConcurrentHashMap<>();
    private final AtomicInteger lastId = new AtomicInteger(Frames.INLINE_FUNCTION);
    /** The function of the last call, a shortcut for the next; raced, any will do. */
    private @Nullable Known last;

    private record Known(Class<?> type, FunctionDef function) {}

    Functions(ValueCodec codec, int mostBytes) {
        this.codec = codec;
        this.mostBytes = mostBytes;
    }

    /** How {@code function} crosses. */
    FunctionDef of(Object function) throws IOException {
        Class<?> type = function.getClass();
        Known known = last;
        if (known != null && known.type == type) {
            return known.function;
        }
        FunctionDef def = byClass.get(type);
        if (def == null) {
            def = define(type, function);
            FunctionDef earlier = byClass.putIfAbsent(type, def);
            def = earlier == null ? def : earlier;
        }
        last = new Known(type, def);
        return def;
    }

    private FunctionDef define(Class<?> type, Object function) throws IOException {
        if (isStateless(type)) {
            byte[] encoded = codec.encode(function);
            if (encoded.length <= mostBytes) {
                return new FunctionDef(lastId.incrementAndGet(), encoded, nameOf(type, function));
            }
        }
        return new FunctionDef(Frames.INLINE_FUNCTION, NO_BYTES, nameOf(type, function));
    }

    /** Only for the compiler's own function classes: another class may serialize what isn't in its fields. */
    private static boolean isStateless(Class<?> type) {
        if (!type.isHidden()) {
            return false;
        }
        for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                return false;
            }
        }
        return true;
    }

    /** What to call a function when something goes wrong with it: for a method reference its method. */
    private static String nameOf(Class<?> type, Object function) {
        String name = type.getName();
        int lambda = name.indexOf("$$Lambda");
        if (lambda < 0) {
            return name;
        }
        String method = methodOf(type, function);
        return method != null ? method : "a lambda of " + name.substring(0, lambda);
    }

    /** The method of a serializable method reference, null for a lambda or when its module keeps that to itself. */
    private static @Nullable String methodOf(Class<?> type, Object function) {
        try {
            Method replacement = type.getDeclaredMethod("writeReplace");
            if (replacement.trySetAccessible()
                    && replacement.invoke(function) instanceof SerializedLambda form
                    && !form.getImplMethodName().startsWith("lambda$")) {
                return form.getImplClass().replace('/', '.') + "::" + form.getImplMethodName();
            }
            return null;
        } catch (ReflectiveOperationException e) {
            return null; // it is no serializable function; whoever encodes it says so
        }
    }
}
