package dev.ringwork.link;

import java.lang.reflect.Method;
import org.agrona.concurrent.AtomicBuffer;
import org.jspecify.annotations.Nullable;

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
        return WatchedMemory.slice(
                memory.slice(offset, length),
                (slice, method, arguments) -> WatchedMemory.isAccess(method)
                        ? access(slice, method, arguments)
                        : WatchedMemory.invoke(slice, method, arguments));
    }

    private @Nullable Object access(AtomicBuffer slice, Method method, Object[] arguments) throws Throwable {
        if (--left < 0) {
            left = -1;
            int length = lengthArgument(method, arguments);
            if (length >= 0) {
                arguments[length] = (int) arguments[length] / 2;
                WatchedMemory.invoke(slice, method, arguments);
            }
            throw new Cut();
        }
        made++;
        return WatchedMemory.invoke(slice, method, arguments);
    }

    /** Which argument says how many bytes an access writes; -1 for those that are one store. */
    private static int lengthArgument(Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "putBytes" -> arguments.length == 4 ? 3 : -1;
            case "setMemory" -> 1;
            default -> -1;
        };
    }
}
