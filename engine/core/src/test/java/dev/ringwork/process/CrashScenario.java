package dev.ringwork.process;

import dev.ringwork.function.SerializableRunnable;
import dev.ringwork.process.Aftermath.Fate;
import dev.ringwork.wire.Frames;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What two sides do over a link until one of them dies. */
enum CrashScenario {
    IMMEDIATE_RESULT(() -> List.of(ScriptedCall.of(ScriptedTask.SQUARE, 3L)), Frames.RESULT),

    ENCODED_RESULT(() -> List.of(ScriptedCall.of(ScriptedTask.TWICE, "abc")), Frames.RESULT),

    FAILURE(() -> List.of(ScriptedCall.of(ScriptedTask.FAIL, "no")), Frames.RESULT),

    RESULT_IN_PARTS(
            () -> List.of(ScriptedCall.of(ScriptedTask.RAISE, bytes(1, 100))), Frames.RESULT, Frames.RESULT_PART),

    /** Both are more than the ring holds, so each side waits for the other; what lies in the ring in the end are parts. */
    ARGUMENT_AND_RESULT_IN_PARTS(
            () -> List.of(ScriptedCall.of(ScriptedTask.RAISE, bytes(1, ScriptedLink.STREAMED_LENGTH))),
            Frames.RESULT_PART),

    SEVERAL_CALLS(
            () -> List.of(
                    ScriptedCall.of(ScriptedTask.SQUARE, 5L),
                    ScriptedCall.of(ScriptedTask.RAISE, bytes(2, 300)),
                    ScriptedCall.of(ScriptedTask.FAIL, "oh"),
                    ScriptedCall.of(ScriptedTask.SQUARE, 6L)),
            Frames.WANT),

    CHUNKS(
            () -> List.of(
                    ScriptedCall.chunk(ScriptedTask.SQUARE, 5L, 6L, 7L),
                    ScriptedCall.chunk(ScriptedTask.FAIL, 8L),
                    ScriptedCall.chunk(ScriptedTask.RAISE, bytes(1, 130), bytes(2, 130))),
            Frames.RESULT,
            Frames.WANT,
            Frames.RESULT_PART),

    ONE_TAKEN_BACK(CrashScenario::squares, Frames.RESULT, Frames.SKIPPED) {
        @Override
        void meddle(ScriptedLink link, List<ScriptedCall> calls) {
            cancel(calls.get(1));
        }

        @Override
        Set<Fate> fates(int call) {
            return call == 1 ? EnumSet.of(Fate.TAKEN_BACK) : super.fates(call);
        }
    },

    ONE_TAKEN_BACK_WHILE_ANOTHER_RUNS(CrashScenario::squares, Frames.RESULT, Frames.SKIPPED) {
        @Override
        void meddle(ScriptedLink link, List<ScriptedCall> calls) {
            during(5, () -> link.coordinate(() -> cancel(calls.get(2))));
        }

        @Override
        Set<Fate> fates(int call) {
            return call == 2 ? EnumSet.of(Fate.MOVED_ON, Fate.TAKEN_BACK) : super.fates(call);
        }
    },

    ONE_INTERRUPTED(
            () -> List.of(ScriptedCall.interrupted(5L), ScriptedCall.of(ScriptedTask.HEED, 6L)), Frames.RESULT) {
        @Override
        void meddle(ScriptedLink link, List<ScriptedCall> calls) {
            during(5, () -> {
                link.coordinate(() -> link.channel.requestInterrupt(calls.get(0).call.id));
                link.watchLooks();
            });
        }
    },

    INITIALIZER(CrashScenario::squares, Frames.RESULT) {
        @Override
        Initializer initializer() {
            return new Initializer(ScriptedTask.TWICE);
        }
    },

    INITIALIZER_THAT_FAILS(CrashScenario::squares, Frames.RESULT) {
        @Override
        Initializer initializer() {
            return new Initializer(ScriptedTask.FAIL);
        }

        @Override
        Set<Fate> fates(int call) {
            return EnumSet.of(Fate.MOVED_ON);
        }
    };

    /** Runs a task, which counts it. */
    record Initializer(ScriptedTask task) implements SerializableRunnable {
        private static final String ARGUMENT = "i";

        @Override
        public void execute() {
            task.apply(ARGUMENT);
        }

        boolean ranAtMostOnce() {
            return ScriptedTask.RUNS.get(ScriptedTask.number(ARGUMENT)) <= 1;
        }

        /** What its failure is; null when it doesn't fail. */
        @Nullable
        Throwable failure() {
            try {
                task.outcome(ARGUMENT);
                return null;
            } catch (IllegalArgumentException e) {
                return e;
            }
        }
    }

    private final Supplier<List<ScriptedCall>> calls;
    private final Set<Integer> records;

    CrashScenario(Supplier<List<ScriptedCall>> calls, Integer... records) {
        this.calls = calls;
        this.records = Set.of(records);
    }

    /** New calls, in the order in which they are placed. */
    List<ScriptedCall> calls() {
        return calls.get();
    }

    /** Types of records that lie in the result ring in the end. */
    Set<Integer> records() {
        return records;
    }

    /** What the worker runs before it takes calls; null for nothing. */
    @Nullable
    Initializer initializer() {
        return null;
    }

    /** What the coordinator does after it has placed the calls, at once or while one of them runs. */
    void meddle(ScriptedLink link, List<ScriptedCall> calls) {}

    /** What may become of a call whose worker dies. */
    Set<Fate> fates(int call) {
        return EnumSet.of(Fate.MOVED_ON, Fate.FAILED, Fate.ENDED);
    }

    private static void cancel(ScriptedCall taken) {
        taken.call.cancel(false);
    }

    private static void during(int number, Runnable action) {
        ScriptedTask.during = running -> {
            if (running == number) {
                action.run();
            }
        };
    }

    private static List<ScriptedCall> squares() {
        return List.of(
                ScriptedCall.of(ScriptedTask.SQUARE, 5L),
                ScriptedCall.of(ScriptedTask.SQUARE, 6L),
                ScriptedCall.of(ScriptedTask.SQUARE, 7L));
    }

    /** An argument of {@link ScriptedTask#RAISE}, whose result is five times as long. */
    private static byte[] bytes(int number, int length) {
        byte[] bytes = new byte[length];
        for (int i = 2; i < length; i++) {
            bytes[i] = (byte) (i * 31 + 7);
        }
        bytes[0] = (byte) number;
        bytes[1] = 5;
        return bytes;
    }
}
