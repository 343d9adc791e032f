package dev.ringwork.process;

import dev.ringwork.function.SerializableFunction;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Tasks that count their runs by the number that their argument carries, in memory that no link holds. */
enum ScriptedTask implements SerializableFunction<Object, Object> {
    /** A long gives its square. */
    SQUARE,
    /** A text gives itself twice. */
    TWICE,
    /** Bytes give as many, each one higher, and so many times over as the second byte says. */
    RAISE,
    /** Any argument gives an exception. */
    FAIL,
    /** Any argument gives itself, or an exception when the thread is interrupted, which it stays. */
    HEED;

    private static final int MOST_FRAMES = 8;

    /** How often a task ran with each number. */
    static final AtomicIntegerArray RUNS = new AtomicIntegerArray(256);

    /** What happens in the middle of a task, told its number. */
    static volatile java.util.function.IntConsumer during = number -> {};

    @Override
    public Object apply(Object argument) {
        int number = number(argument);
        RUNS.getAndIncrement(number);
        during.accept(number);
        return outcome(argument);
    }

    /** What it gives or throws, without counting. */
    Object outcome(Object argument) {
        return switch (this) {
            case SQUARE -> (long) argument * (long) argument;
            case TWICE -> argument + "" + argument;
            case RAISE -> raise((byte[]) argument);
            case FAIL -> throw shortened(new IllegalArgumentException("no " + number(argument)));
            case HEED -> {
                if (Thread.currentThread().isInterrupted()) {
                    throw interrupted(argument);
                }
                yield argument;
            }
        };
    }

    /** What {@link #HEED} throws. */
    static IllegalStateException interrupted(Object argument) {
        return shortened(new IllegalStateException("interrupted " + number(argument)));
    }

    /** With so few frames that its encoded form is longer than one record and far shorter than a ring, whoever runs the test. */
    private static <X extends Exception> X shortened(X failure) {
        StackTraceElement[] frames = failure.getStackTrace();
        failure.setStackTrace(Arrays.copyOf(frames, Math.min(frames.length, MOST_FRAMES)));
        return failure;
    }

    static byte[] raise(byte[] bytes) {
        byte[] raised = Arrays.copyOf(bytes, bytes.length * Math.max(1, bytes[1]));
        for (int i = 0; i < raised.length; i++) {
            raised[i] = (byte) (bytes[i % bytes.length] + 1);
        }
        return raised;
    }

    /** By which its runs with this argument are counted. */
    static int number(Object argument) {
        if (argument instanceof Long value) {
            return (int) (long) value & 0xff;
        }
        if (argument instanceof String text) {
            return text.charAt(0) & 0xff;
        }
        return ((byte[]) argument)[0] & 0xff;
    }

    static void reset() {
        for (int i = 0; i < RUNS.length(); i++) {
            RUNS.set(i, 0);
        }
        during = number -> {};
    }
}
