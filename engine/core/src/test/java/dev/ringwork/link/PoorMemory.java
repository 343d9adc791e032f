package dev.ringwork.link;

import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.AtomicBuffer;
import org.jspecify.annotations.Nullable;

/** Memory of which one section fails once, where the test wants it: at the next compare-and-set, by whichever thread. */
public final class PoorMemory implements TestLinks.Memory {
    private record Poverty(int section, Error want) {}

    private final TestLinks.Memory memory;
    private final AtomicReference<@Nullable Poverty> poverty = new AtomicReference<>();

    /** Makes one that does not fail. */
    public PoorMemory(TestLinks.Memory memory) {
        this.memory = memory;
    }

    /** Has the next compare-and-set in the section at this offset throw. */
    public void failOnce(int section, Error want) {
        poverty.set(new Poverty(section, want));
    }

    /** Whether it has failed since it was to. */
    public boolean hasFailed() {
        return poverty.get() == null;
    }

    @Override
    public AtomicBuffer slice(int offset, int length) {
        return WatchedMemory.slice(memory.slice(offset, length), (slice, method, arguments) -> {
            Poverty now = poverty.get();
            if (now != null
                    && now.section == offset
                    && method.getName().startsWith("compareAndSet")
                    && poverty.compareAndSet(now, null)) {
                throw now.want;
            }
            return WatchedMemory.invoke(slice, method, arguments);
        });
    }
}
