package dev.ringwork.run;

import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The inputs of a {@code map}: one iterable or two walked together, the shorter of which decides. */
final class MapInputs {
    private final Iterator<?> first;
    private final @Nullable Iterator<?> second;
    /** Inputs not yet pulled, or -1 when that isn't known. */
    private long left;

    private MapInputs(Iterator<?> first, @Nullable Iterator<?> second, long size) {
        this.first = first;
        this.second = second;
        this.left = size;
    }

    static MapInputs of(Iterable<?> inputs) {
        Objects.requireNonNull(inputs, "inputs");
        return new MapInputs(inputs.iterator(), null, sizeOf(inputs));
    }

    static MapInputs of(Iterable<?> first, Iterable<?> second) {
        long a = sizeOf(Objects.requireNonNull(first, "first"));
        long b = sizeOf(Objects.requireNonNull(second, "second"));
        return new MapInputs(first.iterator(), second.iterator(), a < 0 || b < 0 ? -1 : Math.min(a, b));
    }

    private static long sizeOf(Iterable<?> inputs) {
        return inputs instanceof Collection<?> collection ? collection.size() : -1;
    }

    int width() {
        return second == null ? 1 : 2;
    }

    long left() {
        return left;
    }

    boolean hasNext() {
        return first.hasNext() && (second == null || second.hasNext());
    }

    /** Pulls up to {@code most} inputs into a fresh array; its length is a multiple of {@link #width()}. */
    @Nullable
    Object[] pull(int most) {
        @Nullable Object[] pulled = new @Nullable Object[Math.min(most, 1024) * width()];
        int filled = 0;
        for (int items = 0; items < most && hasNext(); items++) {
            if (filled == pulled.length) {
                pulled = Arrays.copyOf(pulled, (int) Math.min((long) most * width(), pulled.length * 2L));
            }
            pulled[filled++] = first.next();
            if (second != null) {
                pulled[filled++] = second.next();
            }
        }
        if (left >= 0) {
            left = Math.max(0, left - filled / width());
        }
        return filled == pulled.length ? pulled : Arrays.copyOf(pulled, filled);
    }
}
