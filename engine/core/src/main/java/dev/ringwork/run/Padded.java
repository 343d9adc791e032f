package dev.ringwork.run;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One reference alone in its cache lines, for what one thread writes all the time and lies near to what others read.
 *
 * <p>128 bytes on either side: adjacent lines are fetched in pairs. The layers of superclasses keep the virtual machine from
 * moving the padding elsewhere, since it lays out the fields of a superclass before those of its subclass.
 */
public final class Padded<T> extends PaddedValue {
    @SuppressWarnings("unused") // its place is its use
    private long q01, q02, q03, q04, q05, q06, q07, q08, q09, q10, q11, q12, q13, q14, q15;

    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(PaddedValue.class, "value", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unchecked") // only values of T get in
    private @Nullable T cast(@Nullable Object object) {
        return (T) object;
    }

    /** The value, and all that was written before it. */
    public @Nullable T getAcquire() {
        return cast(VALUE.getAcquire(this));
    }

    /** The value, for its only writer. */
    public @Nullable T getPlain() {
        return cast(VALUE.get(this));
    }

    /** Sets the value after all that was written before. */
    public void setRelease(@Nullable T now) {
        VALUE.setRelease(this, now);
    }

    /** Sets the value if it is this one; a full fence. */
    public boolean compareAndSet(@Nullable T expected, @Nullable T now) {
        return VALUE.compareAndSet(this, expected, now);
    }
}

abstract class PaddingBefore {
    @SuppressWarnings("unused") // its place is its use
    private long p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15;
}

abstract class PaddedValue extends PaddingBefore {
    @Nullable
    Object value;
}
