package dev.ringwork.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.RemoteTaskException;
import dev.ringwork.TaskFuture;
import dev.ringwork.WorkerDiedException;
import dev.ringwork.crash.Trap.Phase;
import dev.ringwork.process.OnWorkerDeath;
import dev.ringwork.process.ProcessPool;
import dev.ringwork.process.WorkerOutput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every phase of a call, every way in which it may go wrong, both policies: each in bounded time, each followed by a healthy call. */
@Tag("semantics")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CrashMatrixIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int SIGABRT = 6;
    private static final int SIGKILL = 9;

    @TempDir
    private static Path directory;

    /** One pool a policy serves all cases; a new one comes when a case broke it. */
    private static final ProcessPool[] POOLS = new ProcessPool[OnWorkerDeath.values().length];

    static List<Arguments> cases() {
        List<Arguments> all = new ArrayList<>();
        for (OnWorkerDeath policy : OnWorkerDeath.values()) {
            for (Phase phase : Phase.values()) {
                Stream.of(Fault.values())
                        .filter(Fault::ends)
                        .forEach(fault -> all.add(Arguments.of(policy, phase, fault)));
            }
        }
        return all;
    }

    private static ProcessPool pool(OnWorkerDeath policy) {
        ProcessPool pool = POOLS[policy.ordinal()];
        if (pool == null || pool.isShutdown()) {
            pool = ProcessPool.builder()
                    .maxWorkers(1)
                    .workerHeap("24m")
                    .jvmArguments("-Xss512k")
                    .workingDirectory(directory)
                    .workerOutput(WorkerOutput.discard())
                    .onWorkerDeath(policy)
                    .build();
            POOLS[policy.ordinal()] = pool;
        }
        return pool;
    }

    @AfterAll
    static void closePools() {
        for (ProcessPool pool : POOLS) {
            pool.close();
        }
    }

    private static long pid(int ignored) {
        return ProcessHandle.current().pid();
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("cases")
    void shouldFailOnlyThatCallWhenItGoesWrong(OnWorkerDeath policy, Phase phase, Fault fault) throws Exception {
        ProcessPool pool = pool(policy);
        long before = pool.submit(CrashMatrixIT::pid, 0).result(LIMIT);
        long lost = pool.stats().workersLost();

        TaskFuture<Trap> future = pool.submit(Trap::spring, Trap.argument(phase, fault));
        TaskFuture<Long> behind = pool.submit(CrashMatrixIT::pid, 0);
        if (phase == Phase.RESULT_DECODE) {
            behind.result(LIMIT); // its worker lives until somebody asks for the result before it
        }
        Throwable failure = future.exception(LIMIT);

        if (phase == Phase.RESULT_DECODE && fault.isDeadly()) {
            assertThat(failure).as("it was published before the worker died").isNull();
            awaitDeath(pool, lost);
        } else if (fault.isDeadly()) {
            checkDeath(policy, fault, before, failure);
        } else {
            checkFailure(phase, fault, failure);
        }
        boolean breaks = policy == OnWorkerDeath.BREAK_POOL && fault.isDeadly();
        if (breaks) {
            checkBroken(pool);
        } else {
            assertThat(pool.isShutdown()).as("it goes on").isFalse();
        }
        checkBehind(breaks && phase != Phase.RESULT_DECODE, behind);
        checkHealth(policy, phase, fault, before);
    }

    private static void checkBroken(ProcessPool pool) {
        assertThat(pool.isShutdown()).isTrue();
        assertThatThrownBy(() -> pool.submit(CrashMatrixIT::pid, 0))
                .isInstanceOf(BrokenExecutorException.class)
                .hasCauseInstanceOf(WorkerDiedException.class);
    }

    /** The call behind one that went wrong, which had not begun then. */
    private static void checkBehind(boolean lost, TaskFuture<Long> behind) {
        if (lost) {
            assertThat(behind.exception(LIMIT))
                    .isInstanceOf(BrokenExecutorException.class)
                    .hasCauseInstanceOf(WorkerDiedException.class);
        } else {
            assertThat(behind.result(LIMIT)).isPositive();
        }
    }

    private static void awaitDeath(ProcessPool pool, long lostBefore) {
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(1, TimeUnit.MILLISECONDS)
                .until(() -> pool.stats().workersLost() > lostBefore);
    }

    private static void checkDeath(OnWorkerDeath policy, Fault fault, long pid, Throwable failure) {
        Throwable death = failure;
        if (policy == OnWorkerDeath.BREAK_POOL) {
            assertThat(failure).isInstanceOf(BrokenExecutorException.class);
            death = failure.getCause();
        }
        assertThat(death).isInstanceOf(WorkerDiedException.class);
        WorkerDiedException died = (WorkerDiedException) death;
        assertThat(died.pid()).isEqualTo(pid);
        assertThat(died.call()).contains("Trap::spring");
        switch (fault) {
            case EXIT -> assertThat(died.exitCode()).isZero();
            case HALT -> assertThat(died.exitCode()).isEqualTo(Fault.HALT_CODE);
            case SIGKILL -> {
                assertThat(died.signal()).hasValue(SIGKILL);
                assertThat(died).hasMessageContaining("out-of-memory killer");
            }
            case SIGABRT -> {
                assertThat(died.signal()).hasValue(SIGABRT);
                assertThat(died).hasMessageContaining("signal=" + SIGABRT + " ");
                assertThat(died.crashReport()).as("the JVM has no say in it").isNull();
            }
            default -> {
                assertThat(died.signal()).hasValue(SIGABRT);
                assertThat(died.crashReport()).exists().hasFileName("hs_err_pid" + pid + ".log");
                assertThat(died).hasMessageContaining("crashReport=").hasMessageContaining("read the crash report");
            }
        }
    }

    private static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable t = failure; t != null && chain.size() < 10; t = t.getCause()) {
            chain.add(t);
        }
        return chain;
    }

    private static void checkFailure(Phase phase, Fault fault, Throwable failure) {
        List<Throwable> chain = chain(failure);
        assertThat(chain).hasAtLeastOneElementOfType(thrown(phase, fault));
        if (fault == Fault.UNDECODABLE && phase != Phase.RESULT_DECODE) {
            checkOrigin(phase, chain);
        }
    }

    /** One that can't be rebuilt is there as data: what it was, what it said and where it was thrown. */
    private static void checkOrigin(Phase phase, List<Throwable> chain) {
        RemoteTaskException origin = (RemoteTaskException) chain.get(chain.size() - 1);
        assertThat(origin.remoteClassName()).isEqualTo(Fault.Undecodable.class.getName());
        assertThat(origin.remoteMessage()).isEqualTo("asked for");
        assertThat(origin).hasMessageStartingWith(Fault.Undecodable.class.getName() + ": asked for");
        assertThat(origin.where()).matches("ProcessPool-\\d+ worker 0\\.\\d+");
        StackTraceElement[] stack = origin.getStackTrace();
        assertThat(stack).as("the stack that it had there").hasSizeGreaterThan(1);
        assertThat(stack[0].getClassName()).startsWith(Fault.class.getName() + "$");
        assertThat(stack[0].getMethodName()).isEqualTo("strike");
        assertThat(stack[1].getClassName()).isEqualTo(Trap.class.getName());
        assertThat(stack[1].getMethodName()).isEqualTo(methodOf(phase));
    }

    private static String methodOf(Phase phase) {
        return switch (phase) {
            case ARGUMENT_DECODE, RESULT_DECODE -> "readObject";
            case TASK -> "spring";
            case RESULT_ENCODE -> "writeObject";
        };
    }

    private static Class<?> thrown(Phase phase, Fault fault) {
        return switch (fault) {
            case EXCEPTION -> IllegalStateException.class;
            case ERROR -> AssertionError.class;
            case STACK_OVERFLOW -> StackOverflowError.class;
            case OUT_OF_MEMORY -> OutOfMemoryError.class;
            default -> phase == Phase.RESULT_DECODE ? Fault.Undecodable.class : RemoteTaskException.class;
        };
    }

    private static void checkHealth(OnWorkerDeath policy, Phase phase, Fault fault, long pidBefore) {
        long after = pool(policy).submit(CrashMatrixIT::pid, 0).result(LIMIT);
        boolean replaced = fault.isDeadly() || fault == Fault.OUT_OF_MEMORY && phase != Phase.RESULT_DECODE;
        if (replaced) {
            assertThat(after).isNotEqualTo(pidBefore);
        } else {
            assertThat(after).isEqualTo(pidBefore);
        }
    }

    @ParameterizedTest
    @MethodSource("deadlyFaults")
    void shouldFailEverythingWhenAnyDeathBreaksThePool(Fault fault) {
        pool(OnWorkerDeath.BREAK_POOL).close();
        ProcessPool pool = pool(OnWorkerDeath.BREAK_POOL);
        List<TaskFuture<?>> futures = new ArrayList<>();
        futures.add(pool.submit(Trap::spring, Trap.argument(Phase.TASK, fault)));
        for (int i = 0; i < 20; i++) {
            futures.add(pool.submit(CrashMatrixIT::pid, i));
        }

        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (TaskFuture<?> future : futures) {
            assertThat(future.exception(LIMIT))
                    .isInstanceOf(BrokenExecutorException.class)
                    .hasCauseInstanceOf(WorkerDiedException.class);
            assertThat(seen.add(future.exception())).as("its own").isTrue();
        }
        assertThatThrownBy(() -> pool.submit(CrashMatrixIT::pid, 0))
                .isInstanceOf(BrokenExecutorException.class)
                .hasCauseInstanceOf(WorkerDiedException.class);
    }

    static List<Fault> deadlyFaults() {
        return List.of(Fault.EXIT, Fault.SIGKILL);
    }
}
