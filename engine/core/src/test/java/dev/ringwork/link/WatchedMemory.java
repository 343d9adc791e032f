package dev.ringwork.link;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.agrona.concurrent.AtomicBuffer;
import org.jspecify.annotations.Nullable;

/** A slice of memory with somebody in between, who is asked for each method: to watch, to interfere, or to fail. */
final class WatchedMemory {
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

    /** Whether a method reads or writes what the other side may see. */
    static boolean isAccess(Method method) {
        String name = method.getName();
        return name.startsWith("get")
                || name.startsWith("put")
                || name.startsWith("addLong")
                || name.startsWith("compare")
                || name.startsWith("set");
    }
}
