package dev.ringwork.run;

import dev.ringwork.function.SerializableBiFunction;
import dev.ringwork.function.SerializableFunction;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The shapes of a task: how many arguments its function takes and how it is called. The order is part of the protocol. */
public enum Invocation {
    /** {@code Runnable}: no argument, the value is null. */
    RUNNABLE(0) {
        @Override
        public @Nullable Object invoke(Object function, @Nullable Object first, @Nullable Object second) {
            ((Runnable) function).run();
            return null;
        }
    },
    /** {@code Callable}: no argument. */
    CALLABLE(0) {
        @Override
        public @Nullable Object invoke(Object function, @Nullable Object first, @Nullable Object second)
                throws Exception {
            return ((Callable<?>) function).call();
        }
    },
    /** {@code SerializableFunction}: one argument. */
    FUNCTION(1) {
        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // the submit method that made the task checked the types
        public @Nullable Object invoke(Object function, @Nullable Object first, @Nullable Object second)
                throws Exception {
            return ((SerializableFunction<@Nullable Object, @Nullable Object>) function).apply(first);
        }
    },
    /** {@code SerializableBiFunction}: two arguments. */
    BI_FUNCTION(2) {
        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // the submit method that made the task checked the types
        public @Nullable Object invoke(Object function, @Nullable Object first, @Nullable Object second)
                throws Exception {
            return ((SerializableBiFunction<@Nullable Object, @Nullable Object, @Nullable Object>) function)
                    .apply(first, second);
        }
    };

    private final int arguments;

    Invocation(int arguments) {
        this.arguments = arguments;
    }

    /** How many arguments the function takes. */
    public int arguments() {
        return arguments;
    }

    /** Calls the function. */
    public abstract @Nullable Object invoke(Object function, @Nullable Object first, @Nullable Object second)
            throws Exception;
}
