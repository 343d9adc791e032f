package dev.ringwork.base;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A point on the monotonic clock, or never. */
public final class Deadline {
    /** Longest single park: waits are bounded by design, so a missed wake-up costs this much at worst. */
    public static final long LONGEST_PARK_NANOS = 10_000_000_000L;

    /** Further away than this is never: 146 years, half of what 64 bits of nanoseconds hold. */
    private static final long LONGEST_NANOS = Long.MAX_VALUE / 2;

    private static final Deadline NEVER = new Deadline(false, 0);

    private final boolean limited;
    private final long atNanos;

    private Deadline(boolean limited, long atNanos) {
        this.limited = limited;
        this.atNanos = atNanos;
    }

    /** No limit. */
    public static Deadline never() {
        return NEVER;
    }

    /** So far from now; null for never, negative for now. */
    public static Deadline after(@Nullable Duration timeout) {
        return timeout == null ? NEVER : afterNanos(saturatedNanos(timeout));
    }

    /** So many nanoseconds from now; negative for now. */
    public static Deadline afterNanos(long nanos) {
        return nanos >= LONGEST_NANOS ? NEVER : new Deadline(true, System.nanoTime() + Math.max(0, nanos));
    }

    /** A duration in nanoseconds, {@code Long.MAX_VALUE} when it is longer than that. */
    public static long saturatedNanos(Duration duration) {
        boolean fits = duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) < 0;
        return fits ? Math.max(0, duration.isNegative() ? 0 : duration.toNanos()) : Long.MAX_VALUE;
    }

    /** Nanoseconds that may be waited now: 0 or less when the time is up, at most {@link #LONGEST_PARK_NANOS}. */
    public long parkNanos() {
        return limited ? Math.min(LONGEST_PARK_NANOS, atNanos - System.nanoTime()) : LONGEST_PARK_NANOS;
    }

    /** Nanoseconds left, negative when the time is up; {@code Long.MAX_VALUE} for never. */
    public long leftNanos() {
        return limited ? atNanos - System.nanoTime() : Long.MAX_VALUE;
    }

    /** Whether the time is up. */
    public boolean isOver() {
        return limited && atNanos - System.nanoTime() <= 0;
    }
}
