package dev.ringwork.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringwork.BrokenExecutorException;
import dev.ringwork.os.FailingCalls;
import dev.ringwork.os.Jvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * System calls that fail while the pool's supervisor starts a process, makes its link file and greets it, and while a caller rings
 * a worker: what fails once is tried again, what fails for ever breaks the pool and says why, and either way nothing is left.
 */
@Tag("system")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FailingCallsIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int MOST_STEPS = 100;
    private static final String START_OF_A_PROCESS = "/^(clone|clone3|fork|vfork)$";

    @TempDir
    private Path links;

    @TempDir
    private Path logs;

    @AfterEach
    void assertNothingIsLeft() {
        WorkersOfTest.until(() -> WorkersOfTest.jvmChildren() == 0);
        assertThat(links).isEmptyDirectory();
    }

    /**
     * Each of its calls in turn, from the death of a worker until there is another; a file that could not be filled can't be emptied
     * either. The first calls are those with which the JDK starts a process; its pipes are left out, since when one of them fails it
     * closes descriptors that aren't its own, see decision 084.
     */
    @ParameterizedTest
    @CsvSource({
        "write,ENOSPC",
        "mmap,ENOMEM",
        "/^mkdir,ENOSPC",
        "fcntl,ENOLCK",
        "/^unlink,EIO",
        "/^rmdir,EIO",
        "openat,EMFILE"
    })
    void shouldServeWhenOneCallOfASupervisorFails(String call, String error) throws Exception {
        int step = 1;
        while (failures(call + ":error=" + error + ":when=" + step) > 0) {
            step++;
            assertThat(step).as("steps").isLessThan(MOST_STEPS);
        }
        System.out.println("failing calls: call=" + call + " error=" + error + " steps=" + (step - 1));
        assertThat(step)
                .as("calls that failed, without which this proves nothing")
                .isGreaterThan(1);
    }

    /** The first of its calls of that kind; those that follow start threads, without which LimitsIT has a pool. */
    @Test
    void shouldServeWhenAProcessCannotBeStartedOnce() throws Exception {
        assertThat(failures(START_OF_A_PROCESS + ":error=EAGAIN:when=1")).isEqualTo(1);
    }

    private long failures(String injection) throws Exception {
        try (ProcessPool pool = poolWithAWorker()) {
            FailingCalls failing = FailingCalls.of(supervisor(), logs, injection, "ftruncate:error=EIO");
            try (failing) {
                WorkersOfTest.kill(WorkersOfTest.pids(pool).get(0));
                assertThat(outcome(pool)).as(injection).isEqualTo("served");
            }
            return failing.count();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mmap:error=ENOMEM,Cannot allocate memory",
        "/^mkdir:error=ENOSPC,No space left on device",
        "fcntl:error=ENOLCK,No locks available",
        "write:error=ENOSPC:when=5+,No space left on device",
        "write:error=EIO,Input/output error",
        "openat:error=EMFILE,Too many open files",
        START_OF_A_PROCESS + ":error=EAGAIN,Resource temporarily unavailable"
    })
    void shouldSayWhyWhenACallOfASupervisorFailsForEver(String injection, String why) throws Exception {
        assertBreaks(injection, why);
    }

    /** As long as that goes on they stay; they are no living maker's, so the next to come removes them. */
    @Test
    void shouldSayWhyWhenLinksCannotBeRemoved() throws Exception {
        assertBreaks("/^(unlink|rmdir):error=EIO", "Input/output error");

        assertThat(links).isNotEmptyDirectory();
        Process next = new ProcessBuilder(Jvm.command(LinkHolder.class, links.toString(), "0"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(next.getInputStream().read()).as("swept").isBetween((int) '1', (int) '9');
        } finally {
            next.destroyForcibly().waitFor();
        }
    }

    private void assertBreaks(String injection, String why) throws Exception {
        try (ProcessPool pool = poolWithAWorker();
                FailingCalls failing = FailingCalls.of(supervisor(), logs, injection)) {
            WorkersOfTest.kill(WorkersOfTest.pids(pool).get(0));
            assertThat(outcome(pool))
                    .as("%s failed=%d", injection, failing.count())
                    .contains("BrokenExecutorException")
                    .contains("no worker could be started: attempts=5")
                    .contains(why);
        }
    }

    /** A bell that isn't heard is found to be lost, and rung again. */
    @ParameterizedTest
    @ValueSource(strings = {"EINTR", "EAGAIN", "EIO"})
    void shouldServeWhenAWorkerCannotBeRungForOnce(String error) throws Exception {
        try (ProcessPool pool = poolWithAWorker()) {
            AtomicReference<String> outcome = new AtomicReference<>();
            CountDownLatch go = new CountDownLatch(1);
            Thread caller = new Thread(
                    () -> {
                        try {
                            go.await();
                            outcome.set(outcome(pool));
                        } catch (InterruptedException e) {
                            throw new IllegalStateException("nobody interrupts this thread", e);
                        }
                    },
                    "rings once");
            caller.start();
            FailingCalls failing = FailingCalls.of(caller.getName(), logs, "write:error=" + error + ":when=1");
            try (failing) {
                go.countDown();
                caller.join(SOON.toMillis());
            }
            assertThat(outcome).hasValue("served");
            assertThat(failing.count()).as("bells that failed").isEqualTo(1);
        }
    }

    private static String outcome(ProcessPool pool) throws InterruptedException {
        Throwable failure;
        try {
            failure = pool.submit(Math::abs, -2).exception(SOON);
        } catch (BrokenExecutorException e) {
            failure = e; // before the call was accepted
        }
        StringBuilder chain = new StringBuilder();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            chain.append(t).append(" <- ");
        }
        return failure == null ? "served" : chain.toString();
    }

    private ProcessPool poolWithAWorker() {
        ProcessPool pool = ProcessPool.builder()
                .maxWorkers(1)
                .workerHeap("16m")
                .ringCapacity(1 << 16)
                .directory(links)
                .build();
        pool.prestart();
        WorkersOfTest.awaitIdle(pool, 1);
        return pool;
    }

    /** The thread of the only pool that is open. */
    private static String supervisor() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.endsWith(" supervisor"))
                .reduce((one, other) -> {
                    throw new IllegalStateException("one pool is open at a time: " + one + ", " + other);
                })
                .orElseThrow();
    }
}
