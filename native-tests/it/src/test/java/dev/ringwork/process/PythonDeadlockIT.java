package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.RemoteTaskException;
import dev.ringwork.TaskFuture;
import dev.ringwork.WorkerDiedException;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.PoolContract;
import dev.ringwork.contract.Tasks;
import dev.ringwork.function.SerializableCallable;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The scenarios of CPython's {@code test_deadlock.py}, by their names there. Where Python's pool breaks, one call fails here and
 * the pool goes on; each test ends with a call that shows it.
 */
class PythonDeadlockIT extends PoolContract {
    PythonDeadlockIT() {
        super(new ProcessSource(2));
    }

    /** When an object of bad manners acts: as it is written or as it is read, but never in the JVM that made it. */
    private enum At {
        WRITE,
        READ
    }

    private enum What {
        ERROR {
            @Override
            void act() throws IOException {
                throw new InvalidObjectException("spoilt");
            }
        },
        EXIT {
            @Override
            void act() {
                System.exit(1);
            }
        },
        CRASH {
            @Override
            void act() {
                Runtime.getRuntime().halt(134);
            }
        };

        abstract void act() throws IOException;
    }

    private static final class Bad implements Serializable {
        private static final long serialVersionUID = 1L;
        private final At at;
        private final What what;

        Bad(At at, What what) {
            this.at = at;
            this.what = what;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            if (at == At.WRITE) {
                what.act();
            }
            out.defaultWriteObject();
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            if (at == At.READ) {
                what.act();
            }
        }
    }

    private static String nameOf(Object value) {
        return value.getClass().getName();
    }

    private static Bad make(At at, What what) {
        return new Bad(at, what);
    }

    private static int exit() {
        System.exit(1);
        return 1;
    }

    private static int crash() {
        Runtime.getRuntime().halt(134);
        return 1;
    }

    private static int crashWith(String data) {
        return crash() + data.length();
    }

    private Throwable failureOf(TaskFuture<?> future) {
        Throwable failure = future.exception(LONG);
        assertThat(pool().submit(Tasks::twice, 4).result(LONG))
                .as("the pool goes on")
                .isEqualTo(8);
        return failure;
    }

    @Test
    @DisplayName("test_error_at_task_pickle")
    void shouldFailThatCallWhenItsArgumentCannotBeWritten() {
        Throwable failure = failureOf(pool().submit(PythonDeadlockIT::nameOf, new Bad(At.WRITE, What.ERROR)));

        assertThat(failure).isInstanceOf(IOException.class).hasStackTraceContaining("spoilt");
        assertThat(failureOf(pool().submit(PythonDeadlockIT::nameOf, new Object())))
                .isInstanceOf(IOException.class)
                .hasStackTraceContaining(NotSerializableException.class.getSimpleName());
    }

    @Test
    @DisplayName("test_exit_at_task_unpickle")
    void shouldFailThatCallWhenReadingItsArgumentExits() {
        Throwable failure = failureOf(pool().submit(PythonDeadlockIT::nameOf, new Bad(At.READ, What.EXIT)));

        assertThat(failure).isInstanceOf(WorkerDiedException.class).hasMessageContaining("exitCode=1");
    }

    @Test
    @DisplayName("test_error_at_task_unpickle")
    void shouldFailThatCallWhenItsArgumentCannotBeRead() {
        Throwable failure = failureOf(pool().submit(PythonDeadlockIT::nameOf, new Bad(At.READ, What.ERROR)));

        assertThat(failure).hasStackTraceContaining("spoilt");
    }

    @Test
    @DisplayName("test_crash_at_task_unpickle")
    void shouldFailThatCallWhenReadingItsArgumentCrashes() {
        assertThat(failureOf(pool().submit(PythonDeadlockIT::nameOf, new Bad(At.READ, What.CRASH))))
                .isInstanceOf(WorkerDiedException.class);
    }

    @Test
    @DisplayName("test_crash_during_func_exec_on_worker")
    void shouldFailThatCallWhenItCrashes() {
        assertThat(failureOf(pool().submit(PythonDeadlockIT::crash))).isInstanceOf(WorkerDiedException.class);
    }

    @Test
    @DisplayName("test_exit_during_func_exec_on_worker")
    void shouldFailThatCallWhenItExits() {
        assertThat(failureOf(pool().submit(PythonDeadlockIT::exit)))
                .isInstanceOf(WorkerDiedException.class)
                .hasMessageContaining("exitCode=1");
    }

    @Test
    @DisplayName("test_error_during_func_exec_on_worker")
    void shouldFailThatCallWhenItThrows() {
        assertThat(failureOf(pool().submit(Tasks::failWithError, 1))).isInstanceOf(AssertionError.class);
    }

    @Test
    @DisplayName("test_crash_during_result_pickle_on_worker")
    void shouldFailThatCallWhenWritingItsResultCrashes() {
        assertThat(failureOf(pool().submit(PythonDeadlockIT::make, At.WRITE, What.CRASH)))
                .isInstanceOf(WorkerDiedException.class);
    }

    @Test
    @DisplayName("test_exit_during_result_pickle_on_worker")
    void shouldFailThatCallWhenWritingItsResultExits() {
        assertThat(failureOf(pool().submit(PythonDeadlockIT::make, At.WRITE, What.EXIT)))
                .isInstanceOf(WorkerDiedException.class);
    }

    @Test
    @DisplayName("test_error_during_result_pickle_on_worker")
    void shouldFailThatCallWhenItsResultCannotBeWritten() {
        assertThat(failureOf(pool().submit(PythonDeadlockIT::make, At.WRITE, What.ERROR)))
                .hasStackTraceContaining("spoilt");
    }

    /** Python breaks the pool. */
    @Test
    @DisplayName("test_error_during_result_unpickle_in_result_handler")
    void shouldFailThatCallWhenItsResultCannotBeRead() {
        assertThat(failureOf(pool().submit(PythonDeadlockIT::make, At.READ, What.ERROR)))
                .isNotInstanceOf(RemoteTaskException.class)
                .hasStackTraceContaining("spoilt");
    }

    @Test
    @DisplayName("test_shutdown_deadlock")
    void shouldEndWhenAWorkerDiesAfterShutdown() throws Exception {
        ProcessPool pool = ProcessPool.create(2);
        own(pool);
        Gate gate = gate();
        TaskFuture<Integer> dying = pool.submit(PythonDeadlockIT::passThenCrash, gate);
        gate.awaitArrival();

        pool.shutdown();
        gate.open();

        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(dying.exception()).isInstanceOf(WorkerDiedException.class);
    }

    private static int passThenCrash(Gate gate) throws InterruptedException {
        gate.pass();
        return crash();
    }

    @Test
    @DisplayName("test_shutdown_deadlock_pickle")
    void shouldEndWhenTheLastArgumentCannotBeWritten() throws Exception {
        ProcessPool pool = ProcessPool.create(2);
        own(pool);
        pool.submit(Tasks::twice, 42).result(LONG);
        TaskFuture<String> bad = pool.submit(PythonDeadlockIT::nameOf, new Bad(At.WRITE, What.ERROR));

        pool.shutdown();

        assertThatThrownBy(bad::result).isInstanceOf(IOException.class);
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @DisplayName("test_crash_big_data")
    void shouldFailThoseCallsWhenAWorkerDiesWithBigArguments() {
        String data = "a".repeat(4_000_000);
        for (TaskFuture<Integer> future : Collections.nCopies(3, 0).stream()
                .map(i -> pool().submit(PythonDeadlockIT::crashWith, data))
                .toList()) {
            assertThat(future.exception(LONG)).isInstanceOf(WorkerDiedException.class);
        }
        assertThat(pool().submit(Tasks::twice, 4).result(LONG)).isEqualTo(8);
    }

    /** There is no pipe that could fill up; a hundred calls before the first worker is up must all come through. */
    @Test
    @DisplayName("test_gh105829_should_not_deadlock_if_wakeup_pipe_full")
    void shouldTakeAHundredCallsWhenNoWorkerIsUpYet() {
        List<Integer> inputs = IntStream.range(0, 100).boxed().toList();

        assertThat(newPool().map(Tasks::twice, inputs).toList()).hasSize(100);
        SerializableCallable<Integer> after = () -> 1;
        assertThat(pool().submit(after).result(LONG)).isEqualTo(1);
    }
}
