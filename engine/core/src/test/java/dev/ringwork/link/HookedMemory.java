package dev.ringwork.link;

import org.agrona.concurrent.AtomicBuffer;
import org.jspecify.annotations.Nullable;

/** Memory of one side, before or after whose Nth access from some moment on the test does something: what the other side does meanwhile. */
public final class HookedMemory implements TestLinks.Memory {
    private final TestLinks.Memory memory;
    private Runnable hook = () -> {};
    private long left = -1;
    private boolean afterwards;

    /** Makes one without a hook. */
    public HookedMemory(TestLinks.Memory memory) {
        this.memory = memory;
    }

    /** Has something done once, before the access that comes after so many others. */
    public void before(long accesses, Runnable action) {
        left = accesses;
        hook = action;
        afterwards = false;
    }

    /** Has something done once, when that access is over and nothing was done about it yet. */
    public void after(long accesses, Runnable action) {
        before(accesses, action);
        afterwards = true;
    }

    /** Whether that has been done; if not it won't be. */
    public boolean wasDone() {
        boolean done = left < 0;
        left = -1;
        return done;
    }

    @Override
    public AtomicBuffer slice(int offset, int length) {
        return WatchedMemory.slice(memory.slice(offset, length), (slice, method, arguments) -> {
            boolean due = WatchedMemory.isAccess(method) && left >= 0 && left-- == 0;
            if (due && !afterwards) {
                hook.run();
            }
            @Nullable Object result = WatchedMemory.invoke(slice, method, arguments);
            if (due && afterwards) {
                hook.run();
            }
            return result;
        });
    }
}
