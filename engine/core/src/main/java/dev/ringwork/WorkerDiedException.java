package dev.ringwork;

import java.io.Serial;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The worker JVM died while it ran the call. The call may have had effects; the pool never runs it again.
 *
 * <p>Other calls are not affected: those not begun move to other workers, and the worker is replaced.
 */
public class WorkerDiedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final int SIGNAL_BASE = 128;
    private static final int LAST_SIGNAL = 64;
    private static final int SIGKILL = 9;
    private static final String NO_CALL = "none";

    /** Process id of the worker. */
    private final long pid;
    /** Exit status as the operating system gave it; 128 + n for signal n. */
    private final int exitCode;
    /** The call it was running. */
    private final String call;
    /** The last lines of its stderr. */
    private final String stderrTail;
    /** The path of the JVM's crash report, if it wrote one. */
    private final @Nullable String crashReport;

    /**
     * Makes one.
     *
     * @param pid process id of the worker
     * @param exitCode exit status; 128 + n when signal n ended it; -1 when nobody knows
     * @param call what it was running, {@code none} for nothing
     * @param stderrTail the last lines of its stderr, may be empty
     * @param crashReport the path of the JVM's crash report, if there is one
     * @param killedFor why its pool killed it, null when that did not
     */
    public WorkerDiedException(
            long pid,
            int exitCode,
            String call,
            String stderrTail,
            @Nullable Path crashReport,
            @Nullable Throwable killedFor) {
        super(describe(pid, exitCode, call, stderrTail, crashReport, killedFor), killedFor);
        this.pid = pid;
        this.exitCode = exitCode;
        this.call = call;
        this.stderrTail = stderrTail;
        this.crashReport = crashReport == null ? null : crashReport.toString();
    }

    private static boolean isSignal(int exitCode) {
        return exitCode > SIGNAL_BASE && exitCode <= SIGNAL_BASE + LAST_SIGNAL;
    }

    private static String describe(
            long pid,
            int exitCode,
            String call,
            String stderrTail,
            @Nullable Path crashReport,
            @Nullable Throwable killedFor) {
        boolean begun = !call.equals(NO_CALL);
        StringBuilder text = new StringBuilder(
                        begun ? "the worker died while it ran a call: pid=" : "a worker died: pid=")
                .append(pid)
                .append(isSignal(exitCode) ? " signal=" : " exitCode=")
                .append(isSignal(exitCode) ? exitCode - SIGNAL_BASE : exitCode)
                .append(" call=")
                .append(call);
        if (crashReport != null) {
            text.append(" crashReport=").append(crashReport);
        }
        text.append(
                begun
                        ? "; the call may have had effects and is not run again, submit it anew if that is safe"
                        : "; it ran no call, so nothing is half done");
        text.append(advice(exitCode, crashReport, killedFor));
        if (!stderrTail.isEmpty()) {
            text.append("; its last words on stderr:\n").append(stderrTail);
        }
        return text.toString();
    }

    /** Where to look for the cause. */
    private static String advice(int exitCode, @Nullable Path crashReport, @Nullable Throwable killedFor) {
        if (killedFor != null) {
            return "; its pool killed it: " + killedFor.getMessage();
        }
        if (crashReport != null) {
            return "; its JVM crashed, as a rule in native code: read the crash report";
        }
        if (exitCode < 0) {
            return "; nobody knows how it ended, since there was no memory here to wait for that: look for a full heap of this JVM";
        }
        if (exitCode == SIGNAL_BASE + SIGKILL) {
            return "; signal 9 comes from outside of the JVM: look for the kernel's out-of-memory killer in dmesg, then lower"
                    + " workerHeap or maxWorkers (a worker whose task has closed its stdout is killed, too)"
                    + orExit(exitCode);
        }
        return isSignal(exitCode)
                ? "; look for who sends that signal, or for native code that ends its process" + orExit(exitCode)
                : "; look for System.exit or Runtime.halt in what it ran";
    }

    private static String orExit(int exitCode) {
        return "; or it called System.exit(" + exitCode + "), which looks the same";
    }

    /**
     * Process id of the worker.
     *
     * @return the pid
     */
    public long pid() {
        return pid;
    }

    /**
     * The exit status, 0 included when the task called {@code System.exit(0)}.
     *
     * @return the status; 128 + n when signal n ended the worker; -1 when nobody knows, since this JVM had no memory to wait for that
     */
    public int exitCode() {
        return exitCode;
    }

    /**
     * The signal that ended the worker. The JDK gives one number for both ways to end, so {@code System.exit(128 + n)}, for n from 1 to
     * 64, is taken for signal n.
     *
     * @return its number, empty when the worker exited by itself with any other status
     */
    public OptionalInt signal() {
        return isSignal(exitCode) ? OptionalInt.of(exitCode - SIGNAL_BASE) : OptionalInt.empty();
    }

    /**
     * What the worker was running.
     *
     * @return the call's function and id, for people
     */
    public String call() {
        return call;
    }

    /**
     * The last lines that the worker wrote on stderr: at most 20 of them and 4,096 characters, and of a line that is longer than 1,024
     * its beginning.
     *
     * @return the lines, empty when there were none
     */
    public String stderrTail() {
        return stderrTail;
    }

    /**
     * The JVM's crash report ({@code hs_err_pid….log}).
     *
     * @return its path, null when none was written
     */
    public @Nullable Path crashReport() {
        return crashReport == null ? null : Path.of(crashReport);
    }
}
