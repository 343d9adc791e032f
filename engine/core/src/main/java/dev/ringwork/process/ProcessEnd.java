package dev.ringwork.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Whether a child process is gone, and how it ended, where the JDK may not know: its thread that waits for a process ends when
 * there is no memory for it, and then the process is alive for ever to {@link Process}. The kernel knows: the process is a zombie
 * without threads, or it is not there any more, or its pid is another's.
 *
 * <p>Where there is no {@code /proc}, or it is that of another pid namespace, the JDK has the last word. One for each process, made with it,
 * so that nothing of this is used for the first time when memory is wanting. For the supervisor.
 */
final class ProcessEnd {
    /** Of a process of which nobody knows how it ended. */
    static final int UNKNOWN = -1;

    private static final Path PROC = Path.of("/proc");
    private static final Path SELF = PROC.resolve("self");
    private static final long OWN_PID = ProcessHandle.current().pid();
    /** Fields of a process's line in /proc, counted from the state, which comes after the name. */
    private static final int PARENT = 1;

    private static final int THREADS = 17;
    private static final int EXIT_CODE = 49;
    private static final String NAME_END = ") ";
    private static final String ZOMBIE = "Z";
    // What waitpid tells: the signal in the lowest bits, or the code above them.
    private static final int SIGNAL_MASK = 0x7f;
    private static final int CODE_SHIFT = 8;
    private static final int CODE_MASK = 0xff;
    private static final int SIGNAL_BASE = 128;

    private final Process process;
    private final long parentPid;
    private final Path line;
    private boolean missedBefore;
    /** How it ended, by the kernel's word. */
    private int exitCode = UNKNOWN;

    ProcessEnd(Process process) {
        this(process, OWN_PID);
    }

    /** Of a child of somebody else. */
    ProcessEnd(Process process, long parentPid) {
        this.process = process;
        this.parentPid = parentPid;
        this.line = PROC.resolve(Long.toString(process.pid())).resolve("stat");
    }

    /** Whether it is gone, by the word of either. */
    boolean isGone() {
        return !process.isAlive() || isGoneForTheKernel();
    }

    private boolean isGoneForTheKernel() {
        try {
            if (!Files.readSymbolicLink(SELF).toString().equals(Long.toString(OWN_PID))) {
                return false;
            }
            String[] fields = fields();
            if (Long.parseLong(fields[PARENT]) != parentPid) {
                return missed();
            }
            boolean gone = fields[0].equals(ZOMBIE) && Integer.parseInt(fields[THREADS]) <= 1;
            if (gone) {
                exitCode = code(Integer.parseInt(fields[EXIT_CODE]));
            }
            return gone;
        } catch (NoSuchFileException e) {
            return Files.exists(SELF) && missed();
        } catch (IOException | NumberFormatException e) {
            return false; // it is looked again
        }
    }

    /** The JDK may have been told just now, and be about to say so: only at the second look it has lost it. */
    private boolean missed() {
        boolean before = missedBefore;
        missedBefore = true;
        return before;
    }

    /** After {@link #isGone}: how it ended, by the JDK's word, else by the kernel's; 128 + n for signal n, or {@link #UNKNOWN}. */
    int exitCode() {
        return process.isAlive() ? exitCode : process.exitValue();
    }

    private static int code(int status) {
        int signal = status & SIGNAL_MASK;
        return signal == 0 ? status >> CODE_SHIFT & CODE_MASK : SIGNAL_BASE + signal;
    }

    private String[] fields() throws IOException {
        String text = Files.readString(line, StandardCharsets.ISO_8859_1);
        String[] fields = text.substring(text.lastIndexOf(NAME_END) + NAME_END.length())
                .strip()
                .split(" ");
        if (fields.length <= EXIT_CODE) {
            throw new IOException("a line of /proc tells an exit code: line=" + text);
        }
        return fields;
    }
}
