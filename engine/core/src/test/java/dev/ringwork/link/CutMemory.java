package dev.ringwork.link;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.agrona.concurrent.AtomicBuffer;

/**
 * Memory that its process can use for so many accesses, after which the process is dead: each further access throws. A copy of
 * many bytes that would be the last access is left half done.
 */
public final class CutMemory implements TestLinks.Memory {
    /** The process is dead. */
    public static final class Cut extends Error {
        private static final long serialVersionUID = 1L;

        Cut() {
            super("cut", null, false, false);
        }
    }

    private final TestLinks.Memory memory;
    private long left;
    private long made;

    /** Makes one that allows {@code accesses}. */
    public CutMemory(TestLinks.Memory memory, long accesses) {
        this.memory = memory;
        this.left = accesses;
    }

    /** Allows so many more from now on. */
    public void allow(long accesses) {
        left = accesses;
    }

    /** Accesses made so far. */
    public long made() {
        return made;
    }

    /** Whether the cut has come. */
    public boolean isCut() {
        return left < 0;
    }

    @Override
    public AtomicBuffer slice(int offset, int length) {
        AtomicBuffer slice = memory.slice(offset, length);
        return (AtomicBuffer) Proxy.newProxyInstance(
                AtomicBuffer.class.getClassLoader(),
                new Class<?>[] {AtomicBuffer.class},
                (proxy, method, arguments) ->
                        isAccess(method) ? access(slice, method, arguments) : invoke(slice, method, arguments));
    }

    static boolean isAccess(Method method) {
        String name = method.getName();
        return name.startsWith("get")
                || name.startsWith("put")
                || name.startsWith("addLong")
                || name.startsWith("compare")
                || name.startsWith("set");
    }

    private Object access(AtomicBuffer slice, Method method, Object[] arguments) throws Throwable {
        if (--left < 0) {
            left = -1;
            int length = lengthArgument(method, arguments);
            if (length >= 0) {
                arguments[length] = (int) arguments[length] / 2;
                invoke(slice, method, arguments);
            }
            throw new Cut();
        }
        made++;
        return invoke(slice, method, arguments);
    }

    /** Which argument says how many bytes an access writes; -1 for those that are one store. */
    private static int lengthArgument(Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "putBytes" -> arguments.length == 4 ? 3 : -1;
            case "setMemory" -> 1;
            default -> -1;
        };
    }

    private static Object invoke(AtomicBuffer slice, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(slice, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
