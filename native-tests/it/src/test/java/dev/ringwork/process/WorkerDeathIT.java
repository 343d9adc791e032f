package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.TaskFuture;
import dev.ringwork.TaskStatus;
import dev.ringwork.WorkerDiedException;
import dev.ringwork.contract.Gate;
import dev.ringwork.contract.Tasks;
import dev.ringwork.function.SerializableFunction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Workers that die: who notices, how soon, and what comes after. */
@Tag("semantics")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WorkerDeathIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** On a quiet machine it takes milliseconds (see DeathFiguresIT); on a busy one nobody's turn comes that soon. */
    private static final Duration SOON = Duration.ofMillis(1500);
    /** The halt comes after 1.5 s; then it is a death as any other. Two seconds together on a quiet machine. */
    private static final Duration MOST_EXIT = Duration.ofMillis(1500).plus(SOON);
    /** What a worker ends with whose exit was blocked (decision 043). */
    private static final int EXIT_BLOCKED = 73;
    /** What a worker ends with whose heap is used up. */
    private static final int EXIT_OUT_OF_MEMORY = 72;
    /** Each look for which there is no memory waits for collections of a full heap: three seconds on a quiet machine. */
    private static final Duration MOST_VAIN_LOOKS = Duration.ofSeconds(40);

    @TempDir
    private Path directory;

    private int gates;

    private Gate gate() {
        return new Gate(directory, "gate" + gates++);
    }

    private static ProcessPoolBuilder small(int workers) {
        return ProcessPool.builder().maxWorkers(workers).workerHeap("24m").workerOutput(WorkerOutput.discard());
    }

    private static WorkerDiedException died(TaskFuture<?> future) {
        Throwable failure = future.exception(LIMIT);
        assertThat(failure).isInstanceOf(WorkerDiedException.class);
        return (WorkerDiedException) failure;
    }

    /** The process's exit is seen late on a full machine, when the pool has asked itself already why stdout is at its end. */
    @Test
    void shouldBreakThePoolWhenAWorkerThatClosedItsStdoutHasToBeKilled() throws Exception {
        try (ProcessPool pool = ProcessPool.builder()
                .maxWorkers(1)
                .workerHeap("24m")
                .onWorkerDeath(OnWorkerDeath.BREAK_POOL)
                .build()) {
            assertThat(pool.submit(WorkerTasks::closeStdoutAndStay, 1).exception(Duration.ofSeconds(30)))
                    .isInstanceOf(BrokenExecutorException.class)
                    .hasCauseInstanceOf(WorkerDiedException.class)
                    .hasMessageContaining("signal=9");
        }
    }

    @Test
    void shouldFailNothingWhenAnIdleWorkerIsKilled() throws Exception {
        try (ProcessPool pool = small(1).build()) {
            long first = pool.submit(WorkerTasks::pid, 0).get();

            WorkersOfTest.kill(first);

            WorkersOfTest.until(() -> !WorkersOfTest.pids(pool).contains(first));
            WorkersOfTest.awaitIdle(pool, 1);
            assertThat(pool.submit(WorkerTasks::pid, 0).get()).isNotEqualTo(first);
            assertThat(pool.stats().workersLost()).isEqualTo(1);
            assertThat(pool.stats().failed()).isZero();
        }
    }

    @Test
    void shouldFailOnlyTheRunningCallWhenItsWorkerIsKilled() throws Exception {
        try (ProcessPool pool = small(2).build()) {
            Gate gate = gate();
            TaskFuture<Integer> running = pool.submit(Tasks::passThen, gate, 1);
            gate.awaitArrival();
            long pid = pool.workers().stream()
                    .filter(worker -> worker.currentCall() != null)
                    .findFirst()
                    .orElseThrow()
                    .pid();
            List<TaskFuture<Integer>> others = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                others.add(pool.submit(Tasks::twice, i));
            }

            WorkersOfTest.kill(pid);

            WorkerDiedException death = died(running);
            assertThat(death.pid()).isEqualTo(pid);
            assertThat(death.signal()).hasValue(9);
            assertThat(death.call()).contains("dev.ringwork.contract.Tasks::passThen");
            assertThat(death).hasMessageContaining("pid=" + pid).hasMessageContaining("is not run again");
            for (int i = 0; i < 2000; i++) {
                assertThat(others.get(i).get()).isEqualTo(2 * i);
            }
            assertThat(pool.stats().failed()).isEqualTo(1);
        }
    }

    /** From the end of the worker until its call is settled nobody can look at what the worker ran. */
    @Test
    void shouldGoForwardsOnlyWhenAskedForTheStatusWhileTheWorkerDies() throws Exception {
        try (ProcessPool pool = small(1).build()) {
            for (int round = 0; round < 3; round++) {
                Gate gate = gate();
                TaskFuture<Integer> dying = pool.submit(WorkerTasks::passThenExit, gate, 3);
                TaskFuture<Integer> behind = pool.submit(Tasks::twice, round);
                gate.awaitArrival();
                assertThat(dying.status()).isEqualTo(TaskStatus.RUNNING);
                gate.open();
                TaskStatus last = TaskStatus.PENDING;
                while (last != TaskStatus.FINISHED) {
                    if (!dying.isDone()) {
                        TaskStatus status = dying.status();
                        assertThat(status).isNotEqualTo(TaskStatus.PENDING);
                    }
                    TaskStatus now = behind.status();
                    assertThat(now).isGreaterThanOrEqualTo(last);
                    last = now;
                }
                died(dying);
                assertThat(behind.result()).isEqualTo(2 * round);
            }
        }
    }

    @Test
    void shouldSeeTheDeathWhenAGrandchildHoldsThePipes() throws Exception {
        List<Long> grandchildren = new ArrayList<>();
        try (ProcessPool pool = small(3).build()) {
            List<Gate> running = List.of(gate(), gate(), gate());
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (Gate gate : running) {
                futures.add(pool.submit(WorkerDeathIT::leaveGrandchildAndPass, gate));
                gate.awaitArrival();
            }
            List<Long> pids = WorkersOfTest.pids(pool);
            for (long pid : pids) {
                ProcessHandle.of(pid).orElseThrow().children().forEach(child -> grandchildren.add(child.pid()));
            }
            assertThat(grandchildren).hasSize(3);

            long start = System.nanoTime();
            pids.forEach(WorkersOfTest::kill);
            for (TaskFuture<Integer> future : futures) {
                assertThat(died(future).stderrTail()).contains("a grandchild comes");
            }
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            System.out.println(
                    "figures: three workers killed whose grandchildren hold their pipes, all calls failed after "
                            + took.toMillis() + " ms");
            assertThat(took).isLessThan(SOON);

            assertThat(grandchildren).allMatch(WorkersOfTest::isAlive);
            WorkersOfTest.awaitIdle(pool, 3);
        } finally {
            grandchildren.forEach(WorkersOfTest::kill);
        }
    }

    private static int leaveGrandchildAndPass(Gate gate) throws Exception {
        WorkerTasks.leaveGrandchild(60);
        gate.pass();
        return 0;
    }

    @Test
    void shouldSeeTheDeathWhenTheCommonPoolIsFull() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        for (int i = 0; i < 2 * ForkJoinPool.getCommonPoolParallelism() + 2; i++) {
            ForkJoinPool.commonPool().execute(() -> {
                try {
                    over.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        List<Long> grandchildren = new ArrayList<>();
        try (ProcessPool pool = small(1).build()) {
            Gate gate = gate();
            TaskFuture<Integer> future = pool.submit(WorkerDeathIT::leaveGrandchildAndPass, gate);
            gate.awaitArrival();
            long pid = WorkersOfTest.pids(pool).get(0);
            ProcessHandle.of(pid).orElseThrow().children().forEach(child -> grandchildren.add(child.pid()));

            WorkersOfTest.kill(pid);

            assertThat(died(future).pid()).isEqualTo(pid);
        } finally {
            over.countDown();
            grandchildren.forEach(WorkersOfTest::kill);
        }
    }

    @Test
    void shouldBeBackAtSizeWhenAllAreKilledAtOnce() throws Exception {
        try (ProcessPool pool = small(3).build()) {
            List<TaskFuture<Integer>> running = new ArrayList<>();
            for (Gate gate : List.of(gate(), gate(), gate())) {
                running.add(pool.submit(Tasks::passThen, gate, 1));
                gate.awaitArrival();
            }
            List<Long> pids = WorkersOfTest.pids(pool);
            List<TaskFuture<Integer>> behind = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                behind.add(pool.submit(Tasks::twice, i));
            }

            pids.forEach(WorkersOfTest::kill);

            assertThat(running)
                    .extracting(future -> died(future).pid())
                    .as("one call of each worker")
                    .containsExactlyInAnyOrderElementsOf(pids);
            for (int i = 0; i < 300; i++) {
                assertThat(behind.get(i).result(LIMIT)).isEqualTo(2 * i);
            }
            assertThat(pool.stats().failed()).isEqualTo(3);
            assertThat(pool.stats().workersLost()).isEqualTo(3);
            WorkersOfTest.until(() -> WorkersOfTest.pids(pool).stream().noneMatch(pids::contains));
            WorkersOfTest.awaitIdle(pool, 3);
        }
    }

    @Test
    void shouldReplaceAnIdleWorkerEachTimeItIsKilled() throws Exception {
        try (ProcessPool pool = small(1).build()) {
            pool.prestart();
            Set<Long> seen = new HashSet<>();
            for (int round = 0; round < 8; round++) {
                WorkersOfTest.awaitIdle(pool, 1);
                long pid = WorkersOfTest.pids(pool).get(0);
                assertThat(seen.add(pid)).isTrue();
                WorkersOfTest.kill(pid);
                WorkersOfTest.until(() -> !WorkersOfTest.pids(pool).contains(pid));
            }
            assertThat(pool.submit(Tasks::twice, 1).get()).isEqualTo(2);
        }
    }

    @Test
    void shouldLiveOnWhenEveryCallKillsItsWorker() throws Exception {
        try (ProcessPool pool = small(1).build()) {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                futures.add(pool.submit(WorkerTasks::exit, i));
            }
            for (int i = 0; i < 8; i++) {
                assertThat(died(futures.get(i)).exitCode()).isEqualTo(i);
            }
            assertThat(pool.submit(Tasks::twice, 1).get()).isEqualTo(2);
        }
    }

    @Test
    void shouldBreakAfterSomeAttemptsWhenNoneOfManyWorkersCanStart() {
        ProcessPool pool = small(6).jvmArguments("-XX:NoSuchFlag").build();
        pool.prestart();

        Throwable failure = pool.submit(Tasks::twice, 1).exception(LIMIT);

        assertThat(failure).isInstanceOf(BrokenExecutorException.class).hasMessageContaining("NoSuchFlag");
        assertThat(Pattern.compile("attempts=(\\d+)").matcher(failure.getMessage()))
                .satisfies(found -> assertThat(found.find()).isTrue())
                .satisfies(found -> assertThat(Integer.parseInt(found.group(1)))
                        .isBetween(CrashLoop.MOST_FAILURES, 6 + CrashLoop.MOST_FAILURES));
    }

    @Test
    void shouldBreakWithTheLastWordsWhenNoWorkerCanStart() {
        ProcessPool pool = small(2).jvmArguments("-XX:NoSuchFlag").build();
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            futures.add(pool.submit(Tasks::twice, i));
        }

        for (TaskFuture<Integer> future : futures) {
            assertThat(future.exception(LIMIT))
                    .isInstanceOf(BrokenExecutorException.class)
                    .hasMessageContaining("no worker could be started")
                    .hasMessageContaining("NoSuchFlag")
                    .hasMessageContaining("jvmArguments")
                    .hasCauseInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> pool.submit(Tasks::twice, 1)).isInstanceOf(BrokenExecutorException.class);
        assertThat(pool.stats().workersStarted()).isLessThanOrEqualTo(CrashLoop.MOST_FAILURES + 1);
        pool.close();
        assertThat(WorkersOfTest.jvmChildren()).isZero();
    }

    @Test
    void shouldBreakWithTheCauseWhenTheInitializerFails() {
        ProcessPool pool = small(1).initializer(WorkerDeathIT::failToBegin).build();

        Throwable failure = pool.submit(Tasks::twice, 1).exception(LIMIT);

        assertThat(failure).isInstanceOf(BrokenExecutorException.class);
        assertThat(failure.getCause()).isInstanceOf(IllegalStateException.class).hasMessage("not today");
        pool.close();
        assertThat(pool.stats().workersStarted()).as("one was enough to know").isEqualTo(1);
    }

    private static void failToBegin() {
        throw new IllegalStateException("not today");
    }

    @Test
    void shouldBreakWhenTheInitializerExits() {
        for (OnWorkerDeath policy : OnWorkerDeath.values()) {
            ProcessPool pool = small(1).initializer(() -> System.exit(5))
                    .onWorkerDeath(policy)
                    .build();

            assertThat(pool.submit(Tasks::twice, 1).exception(LIMIT))
                    .isInstanceOf(BrokenExecutorException.class)
                    .hasMessageContaining("exitCode=5");
            pool.close();
        }
    }

    @Test
    void shouldEndWhenTheInitializerHangsAndThePoolIsShutDownNow() throws Exception {
        Gate gate = gate();
        ProcessPool pool =
                small(1).initializer(() -> WorkerTasks.neverEnd(gate)).build();
        TaskFuture<Integer> future = pool.submit(Tasks::twice, 1);
        gate.awaitArrival();
        assertThat(pool.workers()).allMatch(worker -> worker.state() == WorkerInfo.State.STARTING);

        assertThat(pool.shutdownNow()).hasSize(1);

        assertThat(future.isCancelled()).isTrue();
        assertThat(pool.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(WorkersOfTest.jvmChildren()).isZero();
    }

    @Test
    void shouldNotLetTheInitializersInterruptReachACall() throws Exception {
        try (ProcessPool pool =
                small(1).initializer(() -> Thread.currentThread().interrupt()).build()) {
            assertThat(pool.submit(WorkerTasks::isInterrupted, 0).get()).isFalse();
        }
    }

    /** How an exit is blocked. */
    private enum BlockedExit {
        BY_A_HOOK(WorkerTasks::exitWithBlockingHook),
        BY_A_HOOK_THAT_HOLDS_STDERR(WorkerTasks::exitWithHookThatHoldsStderr),
        WITH_A_STDERR_THAT_BLOCKS(WorkerTasks::exitWithBlockedStderr),
        WITH_A_STDERR_THAT_THROWS(WorkerTasks::exitWithBrokenStderr);

        private final SerializableFunction<Integer, Integer> exit;

        BlockedExit(SerializableFunction<Integer, Integer> exit) {
            this.exit = exit;
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellSoonWhenAShutdownHookBlocksTheExit(BlockedExit how) {
        try (ProcessPool pool = small(1).build()) {
            pool.submit(Tasks::twice, 1).result();

            checkBlockedExit(how, pool.submit(how.exit, 4)::exception);

            assertThat(pool.submit(Tasks::twice, 1).result()).isEqualTo(2);
        }
    }

    @Test
    void shouldBreakThePoolSoonWhenAShutdownHookBlocksTheExit() {
        try (ProcessPool pool = small(1).onWorkerDeath(OnWorkerDeath.BREAK_POOL).build()) {
            pool.submit(Tasks::twice, 1).result();
            BlockedExit how = BlockedExit.BY_A_HOOK_THAT_HOLDS_STDERR;

            checkBlockedExit(
                    how, limit -> pool.submit(how.exit, 4).exception(limit).getCause());

            assertThat(pool.isShutdown()).isTrue();
        }
    }

    private static void checkBlockedExit(BlockedExit how, Function<Duration, Throwable> failure) {
        long start = System.nanoTime();
        Throwable thrown = failure.apply(LIMIT);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        System.out.println("figures: exit blocked " + how + ", its call fails after " + took.toMillis() + " ms");
        assertThat(took).isLessThan(MOST_EXIT);
        assertThat(thrown).isInstanceOf(WorkerDiedException.class);
        WorkerDiedException death = (WorkerDiedException) thrown;
        assertThat(death.exitCode()).as("of the halt, not of the exit").isEqualTo(EXIT_BLOCKED);
        assertThat(death.signal()).isEmpty();
        assertThat(death.stderrTail()).contains("a shutdown hook has blocked");
    }

    @Test
    void shouldBeginNoCallWhenTheWorkerIsExiting() {
        try (ProcessPool pool = small(1).build()) {
            for (int round = 0; round < 3; round++) {
                pool.submit(WorkerDeathIT::exitInBackground, 1).result();
                List<TaskFuture<Integer>> after = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    after.add(pool.submit(Tasks::twice, i));
                }
                for (int i = 0; i < 50; i++) {
                    assertThat(after.get(i).result()).isEqualTo(2 * i);
                }
            }
            assertThat(pool.stats().failed()).isZero();
        }
    }

    /**
     * Begins an exit that takes as long as an exit may, and returns once the worker knows of it. Hooks run in no order: until the
     * worker's own has run a call may still begin.
     */
    private static int exitInBackground(int code) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            while (Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("ringwork-worker-halt"))) {
                Thread.yield();
            }
            begun.countDown();
            while (true) {
                java.util.concurrent.locks.LockSupport.park();
            }
        }));
        Thread exit = new Thread(() -> System.exit(code));
        exit.setDaemon(true);
        exit.start();
        begun.await();
        return code;
    }

    @Test
    void shouldQuoteTheLastWordsAndFindTheReportWhenAWorkerDies() {
        try (ProcessPool pool = small(1).build()) {
            WorkerDiedException death = died(pool.submit(WorkerDeathIT::speakAndHalt, 9));

            assertThat(death.exitCode()).isEqualTo(9);
            assertThat(death.signal()).isEmpty();
            assertThat(death.stderrTail()).endsWith("farewell 29");
            assertThat(death.stderrTail().lines()).hasSize(20);
            assertThat(death.crashReport()).isNull();
        }
    }

    /** The first line is the only one that is handed on, ever; the last ones lie behind more than there is room for. */
    @Test
    void shouldQuoteTheLastWordsWhenNobodyTakesTheLines() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        WorkerOutput blocked = line -> {
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        try (ProcessPool pool = small(1).workerOutput(blocked).build()) {
            WorkerDiedException death = died(pool.submit(WorkerDeathIT::speakAtLengthAndHalt, 9));

            assertThat(death.stderrTail()).endsWith("farewell 29");
        } finally {
            open.countDown();
        }
    }

    private static int speakAtLengthAndHalt(int code) {
        System.err.println("x".repeat(150_000));
        return speakAndHalt(code);
    }

    private static int speakAndHalt(int code) {
        for (int i = 0; i < 30; i++) {
            System.err.println("farewell " + i);
        }
        Runtime.getRuntime().halt(code);
        return code;
    }

    @Test
    void shouldFailWhatRunsAndCancelTheRestWhenWorkersAreTerminated() throws Exception {
        for (boolean politely : new boolean[] {true, false}) {
            ProcessPool pool = small(2).build();
            List<Gate> running = List.of(gate(), gate());
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (Gate gate : running) {
                futures.add(pool.submit(Tasks::passThen, gate, 1));
                gate.awaitArrival();
            }
            List<TaskFuture<Integer>> unbegun = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                unbegun.add(pool.submit(Tasks::twice, i));
            }
            List<Long> pids = WorkersOfTest.pids(pool);

            if (politely) {
                pool.terminateWorkers();
                pool.terminateWorkers();
            } else {
                pool.killWorkers();
                pool.killWorkers();
            }

            assertThat(pool.isShutdown()).isTrue();
            assertThat(unbegun).as("as Python cancels them").allMatch(TaskFuture::isCancelled);
            for (TaskFuture<Integer> future : futures) {
                assertThat(future.exception(LIMIT))
                        .isInstanceOf(BrokenExecutorException.class)
                        .hasMessageContaining(politely ? "terminateWorkers()" : "killWorkers()");
            }
            assertThat(identities(futures)).as("each has its own").hasSize(futures.size());
            assertThatThrownBy(() -> pool.submit(Tasks::twice, 1)).isInstanceOf(BrokenExecutorException.class);
            assertThat(pool.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(pids).noneMatch(WorkersOfTest::isAlive);
        }
    }

    private static Set<Throwable> identities(List<? extends TaskFuture<?>> futures) {
        Set<Throwable> all = Collections.newSetFromMap(new IdentityHashMap<>());
        futures.forEach(future -> all.add(future.exception()));
        return all;
    }

    @Test
    void shouldTerminateAPoolWithoutWorkers() throws Exception {
        ProcessPool pool = small(2).build();

        pool.terminateWorkers();

        assertThat(pool.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldReplaceTheWorkerThatRanOutOfMemoryAndKeepThePool() {
        try (ProcessPool pool = small(1).onWorkerDeath(OnWorkerDeath.BREAK_POOL).build()) {
            TaskFuture<Integer> exhausting = pool.submit(WorkerDeathIT::exhaust, 1);
            List<TaskFuture<Integer>> behind = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                behind.add(pool.submit(Tasks::twice, i));
            }

            assertThat(exhausting.exception(LIMIT)).isInstanceOf(OutOfMemoryError.class);
            for (int i = 0; i < 50; i++) {
                assertThat(behind.get(i).result()).isEqualTo(2 * i);
            }
            assertThat(pool.stats().workersStarted()).isEqualTo(2);
        }
    }

    /** Nothing else in its worker has memory then; the worker's own watch ends it, and not the task's end. */
    @ParameterizedTest
    @EnumSource
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void shouldFailTheCallWithOutOfMemoryErrorWhenItGoesOnWithAFullHeap(OnWorkerDeath policy) {
        try (ProcessPool pool = small(1).onWorkerDeath(policy).build()) {
            TaskFuture<Integer> endless = pool.submit(WorkerDeathIT::exhaustForEver, 1);
            TaskFuture<Integer> behind = pool.submit(Tasks::twice, 2);

            assertThat(endless.exception(MOST_VAIN_LOOKS))
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasMessageContaining("WorkerDeathIT::exhaustForEver")
                    .hasMessageContaining("raise workerHeap");
            assertThat(behind.result(LIMIT)).isEqualTo(4);
            assertThat(pool.isShutdown()).isFalse();
            assertThat(pool.stats().workersStarted()).isEqualTo(2);
        }
    }

    /** What a worker ends with whose heap is used up: nothing that a task could do by chance. */
    @Test
    void shouldBeADeathLikeAnyOtherWhenATaskExitsWithTheCodeOfAFullHeap() {
        try (ProcessPool pool = small(1).build()) {
            assertThat(died(pool.submit(WorkerTasks::exit, EXIT_OUT_OF_MEMORY)).exitCode())
                    .isEqualTo(EXIT_OUT_OF_MEMORY);
        }
    }

    private static int exhaustForEver(int value) {
        int times = 0;
        while (times >= 0) {
            try {
                exhaust(value);
            } catch (OutOfMemoryError e) {
                times++;
            }
        }
        return times;
    }

    /** The piece that was had last; each holds on to the one before, so that no larger one is ever needed. */
    private static Object[] hoard = {};

    /** Fills the heap to the last bytes and keeps them. */
    private static int exhaust(int value) {
        OutOfMemoryError last = null;
        for (int size = 1 << 18; size > 0; size /= 2) {
            try {
                while (true) {
                    Object[] piece = new Object[size];
                    piece[0] = hoard;
                    hoard = piece;
                }
            } catch (OutOfMemoryError e) {
                last = e;
            }
        }
        throw last;
    }
}
