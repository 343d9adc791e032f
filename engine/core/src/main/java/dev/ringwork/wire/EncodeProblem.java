package dev.ringwork.wire;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.Serial;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Why a value can't be encoded, on its way up: each value around the bad one adds its part of the path. Never leaves
 * {@link ValueCodec}, which throws what {@link #forCaller} makes of it.
 */
final class EncodeProblem extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final int MAX_PATH = 500;

    /** Pools and their futures, which tasks capture by mistake. */
    private static final Set<String> STAYING = Set.of(
            "dev.ringwork.process.ProcessPool",
            "dev.ringwork.process.ProcessCall",
            "dev.ringwork.thread.ThreadPool",
            "dev.ringwork.thread.ThreadTask");

    private static final String STAYS =
            "it stays in the process that made it; let the task return what is to be done next "
                    + "and submit that from here, or make a pool inside of the task";

    private static final String COMPLETES_HERE =
            "a future of the JDK completes in the process that made it; give the task itself to submit(...), whose future "
                    + "has toCompletableFuture(); TaskFutures.asCompleted stands for an ExecutorCompletionService";

    private final String rule;
    private final String advice;
    private final boolean notSerializable;
    private String path = "";

    private EncodeProblem(String rule, String advice, boolean notSerializable, @Nullable Throwable cause) {
        super(rule, cause);
        this.rule = rule;
        this.advice = advice;
        this.notSerializable = notSerializable;
    }

    /** A value of {@code type} has no form. */
    static EncodeProblem noForm(Class<?> type) {
        String name = type.getName();
        if (isLambda(name)) {
            return lambda(name, "", null);
        }
        String advice = "let the class implement java.io.Serializable, make it a record, or bring a "
                + "dev.ringwork.spi.TaskCodec for it";
        if (STAYING.contains(name)) {
            advice = STAYS;
        } else if (Future.class.isAssignableFrom(type)) {
            advice = COMPLETES_HERE;
        } else if (Collection.class.isAssignableFrom(type)) {
            advice = "a view or an unusual collection: copy it into a java.util.ArrayList or HashSet first";
        } else if (Map.class.isAssignableFrom(type)) {
            advice = "a view or an unusual map: copy it into a java.util.HashMap first";
        } else if (type.isRecord()) {
            advice = RecordShape.of(type).whyUnreachable() + ": open its package to dev.ringwork, or let it implement "
                    + "java.io.Serializable";
        }
        return new EncodeProblem(
                "a value crosses to another process when it is null, of a JDK value or collection type, an array, an "
                        + "enum, a record or java.io.Serializable: class=" + name,
                advice,
                true,
                null);
    }

    /** Java serialization of a {@code whole} value met a part that isn't serializable. */
    static EncodeProblem insideJava(Class<?> whole, NotSerializableException cause, boolean deep) {
        String name = String.valueOf(cause.getMessage());
        String inside = whole.getName().equals(name) ? "" : " inside=" + whole.getName();
        if (isLambda(name)) {
            return lambda(name, inside, cause);
        }
        String advice = "let that class implement java.io.Serializable, or make the field transient";
        if (STAYING.contains(name)) {
            advice = STAYS;
        } else if (name.startsWith("java.util.concurrent.") && name.contains("Future")) {
            advice = COMPLETES_HERE;
        }
        String rule = deep
                ? "a value that is cyclic or deeper than " + ValueCodec.MAX_DEPTH
                        + " crosses to another process when all of it is java.io.Serializable: class="
                : "what a java.io.Serializable object refers to must be java.io.Serializable too: class=";
        return new EncodeProblem(rule + name + inside, advice, true, cause);
    }

    private static EncodeProblem lambda(String name, String inside, @Nullable Throwable cause) {
        return new EncodeProblem(
                "a lambda crosses to a worker only when its target type is serializable: class=" + name + inside,
                "declare it as a dev.ringwork.function.SerializableCallable, SerializableRunnable, "
                        + "SerializableFunction or SerializableBiFunction",
                true,
                cause);
    }

    /** A value's own code threw something. */
    static EncodeProblem ownCode(@Nullable Object value, Throwable cause) {
        return new EncodeProblem(
                "a value stays the same and its own code doesn't fail while it is encoded: class=" + className(value)
                        + " cause=" + cause.getClass().getName(),
                "hand over a copy that nobody changes",
                false,
                cause);
    }

    /** The stack overflowed. */
    static EncodeProblem tooDeep(@Nullable Object value, StackOverflowError cause) {
        return new EncodeProblem(
                "a value is encoded within the stack of its thread: class=" + className(value),
                "nest it less deep, for example as a flat list, or submit from a thread with a larger stack",
                false,
                cause);
    }

    private static String className(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getName();
    }

    private static boolean isLambda(String className) {
        return className.contains("$$Lambda");
    }

    /** The value with this problem is part {@code step} of another. */
    EncodeProblem within(String step) {
        if (path.length() < MAX_PATH) {
            path = step + path;
        }
        return this;
    }

    /** The exception for whoever wanted {@code whole} encoded. */
    IOException forCaller(@Nullable Object whole) {
        String start = whole == null ? "" : whole.getClass().getSimpleName();
        String message = rule + (path.isEmpty() ? "" : " path=" + start + path) + ": " + advice;
        IOException failure = notSerializable ? new NotSerializableException(message) : new IOException(message);
        if (getCause() != null) {
            failure.initCause(getCause());
        }
        return failure;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
