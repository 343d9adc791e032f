package dev.ringwork.os;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * System calls of one thread of this JVM that fail, as long as this is open: no other thread, and no process that it starts, is
 * touched, so that what fails is a step of the code that the thread runs, and not of its JVM.
 */
public final class FailingCalls implements AutoCloseable {
    private static final long LOOK_NANOS = 1_000_000;
    private static final long MOST_SECONDS_TO_LET_GO = 20;
    private static final String MARK = "(INJECTED)";

    private final Process strace;
    private final Path log;

    private FailingCalls(Process strace, Path log) {
        this.strace = strace;
        this.log = log;
    }

    /**
     * Begins.
     *
     * @param thread the thread's name
     * @param directory where a file can be made
     * @param injections as in {@code strace -e inject=}, counted from here: {@code write:error=ENOSPC:when=2+}
     */
    public static FailingCalls of(String thread, Path directory, String... injections) throws Exception {
        long id = kernelId(thread);
        Path log = Files.createTempFile(directory, "strace", ".log");
        List<String> command = new ArrayList<>(
                List.of(Means.program("strace", "strace"), "-qqq", "-p", Long.toString(id), "-o", log.toString()));
        List<String> names = Stream.of(injections)
                .map(injection -> injection.substring(0, injection.indexOf(':')))
                .toList();
        command.addAll(List.of("-e", "trace=" + String.join(",", names)));
        for (String injection : injections) {
            command.addAll(List.of("-e", "inject=" + injection));
        }
        Process strace = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (tracer(id) != strace.pid()) {
            if (!strace.isAlive()) {
                throw Means.missing(
                        "strace can't attach to a thread: exitCode=" + strace.exitValue(),
                        "allow ptrace (sysctl kernel.yama.ptrace_scope, a container's seccomp profile)");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return new FailingCalls(strace, log);
    }

    /** How many calls failed so far, or in all when this is closed. */
    public long count() throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.endsWith(MARK)).count();
        }
    }

    /** Lets the thread's calls succeed again. */
    @Override
    public void close() {
        strace.destroy(); // it lets go of the thread first
        strace.onExit().orTimeout(MOST_SECONDS_TO_LET_GO, TimeUnit.SECONDS).join();
    }

    private static long tracer(long thread) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/task", Long.toString(thread), "status"))) {
            return lines.filter(line -> line.startsWith("TracerPid:"))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                    .sum();
        }
    }

    /** The number that the kernel has for a thread, as the JVM prints it: in hexadecimal until JDK 18. */
    private static long kernelId(String thread) throws JMException {
        String dump = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "threadPrint",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        List<Long> found = new ArrayList<>();
        Matcher matcher = Pattern.compile("^" + Pattern.quote('"' + thread + '"') + ".* nid=(\\w+)", Pattern.MULTILINE)
                .matcher(dump);
        while (matcher.find()) {
            found.add(Long.decode(matcher.group(1)));
        }
        if (found.size() != 1) {
            throw new IllegalStateException("one thread has this name: name=" + thread + " found=" + found);
        }
        return found.get(0);
    }
}
