package dev.ringwork.link;

import org.agrona.concurrent.AtomicBuffer;

/** Memory of one side, before whose Nth access from some moment on the test does something: what the other side does meanwhile. */
public final class HookedMemory implements TestLinks.Memory {
    private final TestLinks.Memory memory;
    private Runnable hook = () -> {};
    private long left = -1;

    /** Makes one without a hook. */
    public HookedMemory(TestLinks.Memory memory) {
        this.memory = memory;
    }

    /** Has something done once, before the access that comes after so many others. */
    public void before(long accesses, Runnable action) {
        left = accesses;
        hook = action;
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
            if (WatchedMemory.isAccess(method) && left >= 0 && left-- == 0) {
                hook.run();
            }
            return WatchedMemory.invoke(slice, method, arguments);
        });
    }
}
