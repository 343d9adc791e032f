package dev.ringwork.spi;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** A future has one outcome, whoever begins, completes and cancels it at a time, and all are told the same. */
public class PromiseLinearizabilityTest {
    private final TaskPromise<Integer> promise = TaskPromise.create();

    /** A worker begins. */
    @Operation
    public boolean begin() {
        return promise.setRunningOrNotifyCancel();
    }

    /** A worker completes. */
    @Operation
    public void complete(int value) {
        promise.setResult(value);
    }

    /** A caller cancels. */
    @Operation
    public boolean cancel() {
        return promise.future().cancel(false);
    }

    /** A caller looks. */
    @Operation
    public boolean isDone() {
        return promise.future().isDone();
    }

    /** A caller looks. */
    @Operation
    public boolean isCancelled() {
        return promise.future().isCancelled();
    }

    /** What it must look like. */
    public static class OneOutcome {
        private enum State {
            PENDING,
            RUNNING,
            FINISHED,
            CANCELLED
        }

        private State state = State.PENDING;

        /** Begins once, unless cancelled. */
        public boolean begin() {
            if (state == State.PENDING) {
                state = State.RUNNING;
                return true;
            }
            if (state == State.CANCELLED) {
                return false;
            }
            throw new IllegalStateException();
        }

        /** Completes once. */
        public void complete(int value) {
            if (isDone()) {
                throw new IllegalStateException();
            }
            state = State.FINISHED;
        }

        /** Cancels what was not begun. */
        public boolean cancel() {
            if (state == State.PENDING) {
                state = State.CANCELLED;
            }
            return state == State.CANCELLED;
        }

        /** Whether there is an outcome. */
        public boolean isDone() {
            return state == State.FINISHED || state == State.CANCELLED;
        }

        /** Whether that is a cancel. */
        public boolean isCancelled() {
            return state == State.CANCELLED;
        }
    }

    @Test
    void shouldHaveOneOutcomeWhenManyActAtATime() {
        new ModelCheckingOptions()
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(0)
                .actorsAfter(1)
                .iterations(25)
                .invocationsPerIteration(1000)
                .sequentialSpecification(OneOutcome.class)
                .check(PromiseLinearizabilityTest.class);
    }
}
