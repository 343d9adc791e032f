package dev.ringwork.process;

import static org.awaitility.Awaitility.await;

import dev.ringwork.fault.Processes;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Looks at a pool's workers from outside of the pool: as processes. */
final class WorkersOfTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private WorkersOfTest() {}

    static List<Long> pids(ProcessPool pool) {
        return pool.workers().stream().map(WorkerInfo::pid).toList();
    }

    static boolean isAlive(long pid) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        return process.isPresent() && process.get().isAlive();
    }

    /** Whether a child makes the archive with which later workers start: no pool's, and it may take its time. */
    static boolean makesAnArchive(ProcessHandle child) {
        return Processes.arguments(Long.toString(child.pid())).stream()
                .anyMatch(argument -> argument.contains("/" + ArchiveMaker.MAKING));
    }

    static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Waits for what nothing tells of. */
    static void until(Callable<Boolean> condition) {
        await().atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(2, TimeUnit.MILLISECONDS)
                .until(condition);
    }

    /** Child processes of this JVM but makers of archives. */
    static Set<ProcessHandle> children() {
        return ProcessHandle.current()
                .children()
                .filter(child -> !makesAnArchive(child))
                .collect(Collectors.toSet());
    }

    static void awaitGone(Collection<Long> pids) {
        until(() -> pids.stream().noneMatch(WorkersOfTest::isAlive));
    }

    /** Waits until workers have ended whose coordinator is dead, whether anybody has reaped them or not. */
    static void awaitOrphansEnded(Collection<Long> pids) {
        until(() -> pids.stream().allMatch(Processes::hasEnded));
    }

    /** Waits until so many workers are idle. */
    static void awaitIdle(ProcessPool pool, int count) {
        until(() -> pool.workers().stream()
                        .filter(w -> w.state() == WorkerInfo.State.IDLE)
                        .count()
                == count);
    }

    /**
     * Children of this JVM that are JVMs and no makers of archives: workers of any pool of this test, whatever their pool
     * believes.
     */
    static long jvmChildren() {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .filter(p -> isWorker(Processes.arguments(Long.toString(p.pid()))))
                .count();
    }

    private static boolean isWorker(List<String> command) {
        return !command.isEmpty()
                && command.get(0).endsWith("java")
                && command.stream()
                        .noneMatch(word -> word.startsWith("-XX:ArchiveClasses") || word.startsWith("-XX:AOTMode"));
    }
}
