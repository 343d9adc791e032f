package dev.ringwork.spi;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ringwork.TaskFuture;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** A future has one outcome whoever starts, completes, fails and cancels it at a time, and tells everybody the same. */
class FutureLinearizabilityTest {
    /** The engine's future, by its producing side. */
    public static class Promise {
        private final TaskPromise<Integer> promise = TaskPromise.create();
        private final TaskFuture<Integer> future = promise.future();

        /** A worker starts it. */
        @Operation
        public boolean start() {
            return promise.setRunningOrNotifyCancel();
        }

        /** A worker completes it. */
        @Operation
        public void complete() {
            promise.setResult(7);
        }

        /** A worker fails it. */
        @Operation
        public void fail() {
            promise.setException(new ArithmeticException());
        }

        /** A caller cancels it unless it runs. */
        @Operation
        public boolean cancel() {
            return future.cancel(false);
        }

        /** A caller cancels it even so. */
        @Operation
        public boolean cancelRunning() {
            return future.cancel(true);
        }

        /** A caller looks. */
        @Operation
        public String state() {
            return switch (future.status()) {
                case PENDING -> "pending";
                case RUNNING -> "running";
                case CANCELLED -> "cancelled";
                case FINISHED -> future.exception() == null ? "value" : "failed";
            };
        }
    }

    /** What it must look like; with two steps in place of one, what the test must be able to tell. */
    public static class OneStep {
        private volatile String state = "pending";
        private boolean started;
        private boolean lateResultIsDue;

        /** Starts once, unless cancelled. */
        @Operation
        public boolean start() {
            require(!started);
            if (state.equals("cancelled")) {
                return false;
            }
            require(state.equals("pending"));
            started = true;
            state = "running";
            return true;
        }

        /** Completes once. */
        @Operation
        public void complete() {
            end("value");
        }

        /** Fails once. */
        @Operation
        public void fail() {
            end("failed");
        }

        private void end(String how) {
            if (lateResultIsDue) {
                lateResultIsDue = false;
                return;
            }
            require(state.equals("pending") || state.equals("running"));
            state = how;
        }

        /** Cancels what was not started. */
        @Operation
        public boolean cancel() {
            if (state.equals("pending")) {
                state = "cancelled";
            }
            return state.equals("cancelled");
        }

        /** Cancels what was not finished. */
        @Operation
        public boolean cancelRunning() {
            if (state.equals("running")) {
                state = "cancelled";
                lateResultIsDue = true;
            }
            return cancel();
        }

        /** The state. */
        @Operation
        public String state() {
            return state;
        }

        private static void require(boolean rule) {
            if (!rule) {
                throw new IllegalStateException();
            }
        }
    }

    private static ModelCheckingOptions options() {
        return new ModelCheckingOptions()
                .threads(2)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(2)
                .iterations(15)
                .invocationsPerIteration(250)
                .sequentialSpecification(OneStep.class);
    }

    @Test
    void shouldHaveOneOutcomeWhenAllActAtATime() {
        options().check(Promise.class);
    }

    @Test
    void shouldBeSeenToHaveSeveralWhenLookingAndSettingAreTwoSteps() {
        assertThatExceptionOfType(LincheckAssertionError.class)
                .isThrownBy(() -> options().check(OneStep.class));
    }
}
