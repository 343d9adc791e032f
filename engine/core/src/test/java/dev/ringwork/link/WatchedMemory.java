package dev.ringwork.link;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import org.agrona.concurrent.AtomicBuffer;
import org.jspecify.annotations.Nullable;

/** A slice of memory with somebody in between, who is asked for each method: to watch, to interfere, or to fail. */
final class WatchedMemory {
    private static final Set<String> NO_ACCESS =
            Set.of("boundsCheck", "capacity", "checkLimit", "isExpandable", "toString", "verifyAlignment");
    private static final Set<String> BEHIND_OUR_BACK =
            Set.of("addressOffset", "byteArray", "byteBuffer", "wrap", "wrapAdjustment");

    private WatchedMemory() {}

    /** Makes a method's call, or does something else. */
    interface Watcher {
        @Nullable
        Object call(AtomicBuffer slice, Method method, Object[] arguments) throws Throwable;
    }

    static AtomicBuffer slice(AtomicBuffer slice, Watcher watcher) {
        return (AtomicBuffer) Proxy.newProxyInstance(
                AtomicBuffer.class.getClassLoader(),
                new Class<?>[] {AtomicBuffer.class},
                (proxy, method, arguments) -> watcher.call(slice, method, arguments));
    }

    /** Makes the call as it was meant. */
    static @Nullable Object invoke(AtomicBuffer slice, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(slice, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Whether a method reads or writes what the other side may see. One that hands out the memory itself is refused. */
    static boolean isAccess(Method method) {
        if (BEHIND_OUR_BACK.contains(method.getName())) {
            throw new IllegalStateException(
                    "every access to shared memory goes through its buffer, so that a test can come between: method="
                            + method);
        }
        return !NO_ACCESS.contains(method.getName());
    }
}
